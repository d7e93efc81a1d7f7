package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/assets"
)

// CreateUpload implements assets.UploadStore.
func (s *Store) CreateUpload(ctx context.Context, u assets.Upload) error {
	row, err := newUploadRow(u)
	if err != nil {
		return err
	}
	if _, err := s.db.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("create upload: %w", err)
	}
	return nil
}

// Upload implements assets.UploadStore.
func (s *Store) Upload(ctx context.Context, id string) (assets.Upload, error) {
	var row uploadRow
	if err := one(s.db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx), assets.ErrUploadNotFound()); err != nil {
		return assets.Upload{}, err
	}
	return row.upload()
}

// Uploads implements assets.UploadStore.
func (s *Store) Uploads(ctx context.Context, by string, states []assets.UploadState, q assets.PageQuery) (assets.Page[assets.Upload], error) {
	var rows []uploadRow
	sel := s.db.NewSelect().Model(&rows).OrderExpr("created_at DESC, id DESC")
	if by != "" {
		sel = sel.Where("created_by = ?", by)
	}
	if len(states) > 0 {
		sel = sel.Where("state IN (?)", bun.List(states))
	}
	sel, n, err := newest(sel, q)
	if err != nil {
		return assets.Page[assets.Upload]{}, err
	}
	if err := sel.Scan(ctx); err != nil {
		return assets.Page[assets.Upload]{}, fmt.Errorf("list uploads: %w", err)
	}
	return page(rows, n, uploadRow.upload, func(r uploadRow) string { return cursor(r.CreatedAt, r.ID) })
}

// Advance implements assets.UploadStore.
func (s *Store) Advance(ctx context.Context, id string, from, to int64, hash []byte) error {
	res, err := s.db.NewUpdate().Table("asset_uploads").Set("byte_offset = ?", to).Set("hash_state = ?", hash).
		Where("id = ? AND state = ? AND byte_offset = ?", id, assets.Uploading, from).Exec(ctx)
	return changed(res, err, assets.ErrOffsetConflict())
}

// Complete implements assets.UploadStore. Completing it again is no error.
func (s *Store) Complete(ctx context.Context, id string) error {
	res, err := s.db.NewUpdate().Table("asset_uploads").Set("state = ?", assets.Checking).
		Where("id = ? AND state IN (?, ?) AND byte_offset = size", id, assets.Uploading, assets.Checking).Exec(ctx)
	return changed(res, err, assets.ErrUploadNotFound())
}

// Refuse implements assets.UploadStore.
func (s *Store) Refuse(ctx context.Context, id, code string, r *assets.Report) error {
	text, err := encodeReport(r)
	if err != nil {
		return err
	}
	res, err := s.db.NewUpdate().Table("asset_uploads").Set("state = ?", assets.Refused).Set("code = ?", code).Set("report = ?", text).
		Set("blob = ''").Set("hash_state = NULL").Where("id = ? AND state = ?", id, assets.Checking).Exec(ctx)
	return changed(res, err, assets.ErrUploadNotFound())
}

// DeleteUpload implements assets.UploadStore.
func (s *Store) DeleteUpload(ctx context.Context, id string) error {
	if _, err := s.db.NewDelete().Table("asset_uploads").Where("id = ?", id).Exec(ctx); err != nil {
		return fmt.Errorf("delete upload: %w", err)
	}
	return nil
}

// Expired implements assets.UploadStore.
func (s *Store) Expired(ctx context.Context, t time.Time, limit int) ([]string, error) {
	var ids []string
	err := s.db.NewSelect().Table("asset_uploads").Column("id").Where("expires_at < ? AND state <> ?", t.UnixMicro(), assets.Checking).
		OrderExpr("expires_at").Limit(int64(limit)).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list expired uploads: %w", err)
	}
	return ids, nil
}

// BlobInUse implements assets.UploadStore.
func (s *Store) BlobInUse(ctx context.Context, blob string) (bool, error) {
	for _, table := range []string{"asset_blobs", "asset_uploads"} {
		column := "blob"
		if table == "asset_blobs" {
			column = "id"
		}
		used, err := s.db.NewSelect().Table(table).Where("? = ?", bun.Ident(column), blob).Exists(ctx)
		if err != nil || used {
			return used, err
		}
	}
	return false, nil
}
