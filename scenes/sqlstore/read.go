package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/scenes"
)

// Scene implements scenes.EntryStore.
func (s *Store) Scene(ctx context.Context, slug string) (scenes.Scene, error) {
	var row sceneRow
	if err := s.db.NewSelect().Model(&row).Where("slug = ?", slug).Scan(ctx); err != nil {
		return scenes.Scene{}, known("read scene", err)
	}
	return row.scene()
}

// FindScenes implements scenes.EntryStore.
func (s *Store) FindScenes(ctx context.Context, q scenes.SceneQuery) ([]scenes.Scene, error) {
	var rows []sceneRow
	sel := s.db.NewSelect().Model(&rows).OrderExpr("id DESC").Limit(int64(q.Limit))
	s.narrow(sel, q)
	if err := sel.Scan(ctx); err != nil {
		return nil, known("find scenes", err)
	}
	out := make([]scenes.Scene, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = row.scene(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) narrow(sel *bun.SelectQuery, q scenes.SceneQuery) {
	if q.Sector != "" {
		sel.Where("sector = ?", q.Sector)
	}
	if q.District != "" {
		sel.Where("district = ?", q.District)
	}
	if q.Status != "" {
		sel.Where("status = ?", q.Status)
	}
	if q.Before != 0 {
		sel.Where("id < ?", q.Before)
	}
	if b := q.Box; b != nil {
		sel.Where("lat BETWEEN ? AND ?", b.MinLat, b.MaxLat)
		if b.MinLon <= b.MaxLon {
			sel.Where("lon BETWEEN ? AND ?", b.MinLon, b.MaxLon)
		} else { // over the antimeridian
			sel.Where("(lon >= ? OR lon <= ?)", b.MinLon, b.MaxLon)
		}
	}
	if len(q.Terms) > 0 {
		s.words.match(sel, q.Terms)
	}
}

// Revision implements scenes.RevisionStore.
func (s *Store) Revision(ctx context.Context, scene, number int64) (scenes.Revision, error) {
	var row revisionRow
	if err := s.db.NewSelect().Model(&row).Where("scene_id = ?", scene).Where("number = ?", number).Scan(ctx); err != nil {
		return scenes.Revision{}, known("read revision", err)
	}
	return row.revision(), nil
}

// Revisions implements scenes.RevisionStore.
func (s *Store) Revisions(ctx context.Context, scene, before int64, limit int) ([]scenes.Revision, error) {
	var rows []revisionRow
	err := s.db.NewSelect().Model(&rows).ExcludeColumn("document").
		Where("scene_id = ?", scene).Where("number < ?", before).OrderExpr("number DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, known("list revisions", err)
	}
	out := make([]scenes.Revision, len(rows))
	for i, row := range rows {
		out[i] = row.revision()
	}
	return out, nil
}

// PublishedAsset implements scenes.PublishedStore.
func (s *Store) PublishedAsset(ctx context.Context, a scenes.AssetRef) (bool, error) {
	there, err := s.db.NewSelect().Model((*assetRow)(nil)).Where("asset = ?", a.Asset).Where("version = ?", a.Version).Exists(ctx)
	return there, known("look up published asset", err)
}
