package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/internal/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Store implements assets.Store.
type Store struct{ db *bun.DB }

var _ assets.Store = (*Store)(nil)

// New migrates the tables and opens the store. The caller closes db.
func New(ctx context.Context, db *bun.DB, log *slog.Logger) (*Store, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("asset migrations: %w", err)
	}
	if err := sqldb.Migrate(ctx, db, files, "goose_assets", log); err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Asset implements assets.Store.
func (s *Store) Asset(ctx context.Context, id string) (assets.Asset, error) {
	var row assetRow
	if err := one(s.db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx), assets.ErrAssetNotFound()); err != nil {
		return assets.Asset{}, err
	}
	return row.asset(), nil
}

// Version implements assets.Store.
func (s *Store) Version(ctx context.Context, asset string, n int) (assets.Version, error) {
	var row versionRow
	if err := one(s.db.NewSelect().Model(&row).Where("asset = ? AND number = ?", asset, n).Scan(ctx), assets.ErrAssetNotFound()); err != nil {
		return assets.Version{}, err
	}
	return row.version()
}

// one turns "no rows" to the room's own fault.
func one(err error, missing *fault.Fault) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return missing
	default:
		return fmt.Errorf("read assets: %w", err)
	}
}

// Assets implements assets.Store.
func (s *Store) Assets(ctx context.Context, f assets.AssetFilter, q assets.PageQuery) (assets.Page[assets.Asset], error) {
	var rows []assetRow
	sel := s.db.NewSelect().Model(&rows).OrderExpr("created_at DESC, id DESC")
	if f.Kind != "" {
		sel = sel.Where("kind = ?", f.Kind)
	}
	if f.Name != "" {
		sel = sel.Where("lower(name) LIKE ? ESCAPE '!'", "%"+likeEscape(strings.ToLower(f.Name))+"%")
	}
	sel, n, err := newest(sel, q)
	if err != nil {
		return assets.Page[assets.Asset]{}, err
	}
	if err := sel.Scan(ctx); err != nil {
		return assets.Page[assets.Asset]{}, fmt.Errorf("list assets: %w", err)
	}
	return page(rows, n, func(r assetRow) (assets.Asset, error) { return r.asset(), nil },
		func(r assetRow) string { return cursor(r.CreatedAt, r.ID) })
}

func likeEscape(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// Versions implements assets.Store.
func (s *Store) Versions(ctx context.Context, asset string, q assets.PageQuery) (assets.Page[assets.Version], error) {
	var rows []versionRow
	n := limit(q)
	sel := s.db.NewSelect().Model(&rows).Where("asset = ?", asset).OrderExpr("number DESC").Limit(int64(n + 1))
	if q.Cursor != "" {
		before, err := strconv.Atoi(q.Cursor)
		if err != nil {
			return assets.Page[assets.Version]{}, errCursor()
		}
		sel = sel.Where("number < ?", before)
	}
	if err := sel.Scan(ctx); err != nil {
		return assets.Page[assets.Version]{}, fmt.Errorf("list versions: %w", err)
	}
	return page(rows, n, versionRow.version, func(r versionRow) string { return strconv.Itoa(r.Number) })
}

// Record implements assets.Store.
func (s *Store) Record(ctx context.Context, a assets.Asset, v assets.Version, upload string) (assets.Version, error) {
	var out assets.Version
	for try := 0; ; try++ {
		err := s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) (err error) {
			out, err = record(ctx, tx, a, v, upload)
			return err
		})
		// Two of the same bytes at once: the loser finds the winner's row next time.
		if err != nil && sqldb.IsUnique(err) && try < 3 {
			continue
		}
		return out, err
	}
}

func record(ctx context.Context, tx bun.Tx, a assets.Asset, v assets.Version, upload string) (assets.Version, error) {
	latest, err := lockAsset(ctx, tx, a)
	if err != nil {
		return v, err
	}
	v.Asset = a.ID
	var same versionRow
	err = tx.NewSelect().Model(&same).Where("asset = ? AND sha256 = ?", a.ID, v.SHA256).Scan(ctx)
	switch {
	case err == nil:
		if v, err = same.version(); err != nil {
			return v, err
		}
	case !errors.Is(err, sql.ErrNoRows):
		return v, fmt.Errorf("record version: %w", err)
	default:
		if v, err = insertVersion(ctx, tx, v, latest+1); err != nil {
			return v, err
		}
	}
	return v, makeReady(ctx, tx, upload, v)
}

// lockAsset makes or finds the asset, in such a way that two transactions on it
// wait for each other, and answers its latest version.
func lockAsset(ctx context.Context, tx bun.Tx, a assets.Asset) (int, error) {
	row := newAssetRow(a)
	row.Latest = 0
	if _, err := tx.NewInsert().Model(&row).On("CONFLICT (id) DO NOTHING").Exec(ctx); err != nil {
		return 0, fmt.Errorf("record asset: %w", err)
	}
	// An update that changes nothing takes the row's lock in both dialects.
	if _, err := tx.NewUpdate().Table("assets").Set("latest = latest").Where("id = ?", a.ID).Exec(ctx); err != nil {
		return 0, fmt.Errorf("record asset: %w", err)
	}
	var latest int
	if err := tx.NewSelect().Table("assets").Column("latest").Where("id = ?", a.ID).Scan(ctx, &latest); err != nil {
		return 0, fmt.Errorf("record asset: %w", err)
	}
	return latest, nil
}

func insertVersion(ctx context.Context, tx bun.Tx, v assets.Version, number int) (assets.Version, error) {
	blob := blobRow{ID: v.Blob, SHA256: v.SHA256, Size: v.Size, CreatedAt: v.CreatedAt.UnixMicro()}
	if _, err := tx.NewInsert().Model(&blob).On("CONFLICT (sha256) DO NOTHING").Exec(ctx); err != nil {
		return v, fmt.Errorf("record blob: %w", err)
	}
	if err := tx.NewSelect().Table("asset_blobs").Column("id").Where("sha256 = ?", v.SHA256).Scan(ctx, &v.Blob); err != nil {
		return v, fmt.Errorf("record blob: %w", err)
	}
	v.Number = number
	row, err := newVersionRow(v)
	if err != nil {
		return v, err
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return v, fmt.Errorf("record version: %w", err)
	}
	if _, err := tx.NewUpdate().Table("assets").Set("latest = ?", number).Where("id = ?", v.Asset).Exec(ctx); err != nil {
		return v, fmt.Errorf("record asset: %w", err)
	}
	return v, nil
}

func makeReady(ctx context.Context, tx bun.Tx, upload string, v assets.Version) error {
	if upload == "" {
		return nil
	}
	text, err := encodeReport(v.Report)
	if err != nil {
		return err
	}
	res, err := tx.NewUpdate().Table("asset_uploads").Set("state = ?", assets.Ready).Set("asset = ?", v.Asset).Set("version = ?", v.Number).
		Set("report = ?", text).Set("hash_state = NULL").Set("blob = ''").Where("id = ? AND state = ?", upload, assets.Checking).Exec(ctx)
	return changed(res, err, assets.ErrUploadNotFound())
}

// changed answers otherwise if no row was.
func changed(res sql.Result, err error, otherwise *fault.Fault) error {
	if err != nil {
		return fmt.Errorf("write upload: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("write upload: %w", err)
	}
	if n == 0 {
		return otherwise
	}
	return nil
}

func limit(q assets.PageQuery) int {
	if q.Limit <= 0 {
		return 50
	}
	return min(q.Limit, 200)
}

// newest bounds a list ordered by created_at and id, both descending.
func newest(sel *bun.SelectQuery, q assets.PageQuery) (*bun.SelectQuery, int, error) {
	n := limit(q)
	if q.Cursor != "" {
		text, err := base64.RawURLEncoding.DecodeString(q.Cursor)
		when, id, ok := strings.Cut(string(text), "/")
		at, err2 := strconv.ParseInt(when, 10, 64)
		if err != nil || !ok || err2 != nil {
			return nil, 0, errCursor()
		}
		sel = sel.Where("(created_at < ? OR created_at = ? AND id < ?)", at, at, id)
	}
	return sel.Limit(int64(n + 1)), n, nil
}

func cursor(at int64, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(at, 10) + "/" + id))
}

func errCursor() *fault.Fault {
	return fault.New(fault.Malformed, "cursor_invalid", "The cursor is not one of this list. Begin again without it.")
}

// page takes one row more than asked for as the sign that there is a next page.
func page[R, T any](rows []R, n int, of func(R) (T, error), key func(R) string) (assets.Page[T], error) {
	p := assets.Page[T]{Items: []T{}}
	for i, r := range rows {
		if i == n {
			next := key(rows[n-1])
			p.Next = &next
			break
		}
		item, err := of(r)
		if err != nil {
			return p, err
		}
		p.Items = append(p.Items, item)
	}
	return p, nil
}

func micros(us int64) time.Time { return time.UnixMicro(us).UTC() }
