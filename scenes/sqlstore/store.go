// Package sqlstore keeps scenes in SQLite or PostgreSQL: one implementation,
// with the two dialects' differences in dialect.go and in the migrations.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/scenes"
)

//go:embed sqlite postgres
var migrations embed.FS

var _ scenes.Store = (*Store)(nil)

// Store is a scenes.Store on a database that others may share.
type Store struct {
	db    *bun.DB
	words wordIndex
}

// New brings the room's tables up to date and returns its store. It does not
// close db.
func New(ctx context.Context, db *bun.DB, log *slog.Logger) (*Store, error) {
	if err := sqldb.Migrate(ctx, db, migrations, "goose_scenes", log); err != nil {
		return nil, err
	}
	s := &Store{db: db, words: fts5{}}
	if sqldb.IsPostgres(db) {
		s.words = tsvector{}
	}
	return s, nil
}

// CreateScene implements scenes.EntryStore.
func (s *Store) CreateScene(ctx context.Context, c scenes.Commit) (scenes.Scene, error) {
	row, err := rowOf(c.Scene)
	if err != nil {
		return scenes.Scene{}, err
	}
	row.ID = 0
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(row).Returning("id").Exec(ctx); err != nil {
			return err
		}
		return s.attach(ctx, tx, row.ID, c)
	})
	switch {
	case err != nil && sqldb.IsUnique(err):
		return scenes.Scene{}, scenes.ErrExists
	case err != nil:
		return scenes.Scene{}, fmt.Errorf("create scene: %w", err)
	}
	made := c.Scene
	made.ID = row.ID
	return made, nil
}

// SaveScene implements scenes.EntryStore.
func (s *Store) SaveScene(ctx context.Context, c scenes.Commit) error {
	row, err := rowOf(c.Scene)
	if err != nil {
		return err
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewUpdate().Model(row).ExcludeColumn("id", "slug", "created_at").
			Where("id = ?", row.ID).Where("version = ?", c.Expect).Exec(ctx)
		if err := s.changed(ctx, tx, row.ID, res, err); err != nil {
			return err
		}
		return s.attach(ctx, tx, row.ID, c)
	})
	return known("save scene", err)
}

// DeleteScene implements scenes.EntryStore.
func (s *Store) DeleteScene(ctx context.Context, id, expect int64) error {
	err := s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewDelete().Model((*sceneRow)(nil)).Where("id = ?", id).Where("version = ?", expect).Exec(ctx)
		if err := s.changed(ctx, tx, id, res, err); err != nil {
			return err
		}
		return s.words.remove(ctx, tx, id) // all else goes by cascade
	})
	return known("delete scene", err)
}

// changed turns a write that met no row into the reason for it.
func (s *Store) changed(ctx context.Context, tx bun.Tx, id int64, res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil || n == 1 {
		return err
	}
	there, err := tx.NewSelect().Model((*sceneRow)(nil)).Where("id = ?", id).Exists(ctx)
	switch {
	case err != nil:
		return err
	case there:
		return scenes.ErrChanged
	}
	return scenes.ErrNotFound
}

// known leaves the port's own answers bare and says of all else what failed.
func known(what string, err error) error {
	switch {
	case err == nil, errors.Is(err, scenes.ErrChanged), errors.Is(err, scenes.ErrNotFound):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return scenes.ErrNotFound
	}
	return fmt.Errorf("%s: %w", what, err)
}

// attach writes what hangs on an entry: revision, publication, assets, words.
func (s *Store) attach(ctx context.Context, tx bun.Tx, id int64, c scenes.Commit) error {
	if c.Revision != nil {
		if _, err := tx.NewInsert().Model(revisionRowOf(id, *c.Revision)).Exec(ctx); err != nil {
			return fmt.Errorf("add revision: %w", err)
		}
	}
	if c.Publish != 0 {
		if err := markPublished(ctx, tx, id, c); err != nil {
			return err
		}
	}
	if c.Assets != nil {
		if err := replaceAssets(ctx, tx, id, c.Assets); err != nil {
			return fmt.Errorf("set published assets: %w", err)
		}
	}
	if c.Words == nil {
		return nil
	}
	if err := s.words.remove(ctx, tx, id); err != nil {
		return fmt.Errorf("remove words: %w", err)
	}
	return s.words.add(ctx, tx, id, c.Words)
}

func markPublished(ctx context.Context, tx bun.Tx, id int64, c scenes.Commit) error {
	res, err := tx.NewUpdate().Model((*revisionRow)(nil)).Set("published_at = ?", c.Scene.UpdatedAt.UnixMilli()).
		Where("scene_id = ?", id).Where("number = ?", c.Publish).Exec(ctx)
	if err != nil {
		return fmt.Errorf("mark revision: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("mark revision %d: no such revision", c.Publish), err)
	}
	return nil
}

func replaceAssets(ctx context.Context, tx bun.Tx, id int64, refs []scenes.AssetRef) error {
	if _, err := tx.NewDelete().Model((*assetRow)(nil)).Where("scene_id = ?", id).Exec(ctx); err != nil {
		return err
	}
	if len(refs) == 0 {
		return nil
	}
	rows := make([]assetRow, len(refs))
	for i, r := range refs {
		rows[i] = assetRow{SceneID: id, Asset: r.Asset, Version: r.Version}
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}
