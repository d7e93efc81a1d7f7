package assets

import (
	"context"

	"github.com/twinstage/twinstage/internal/access"
)

// Uploads lists the holder's own uploads that are not finished (uploading or
// checking), newest first.
func (s *Service) Uploads(ctx context.Context, p access.Permit, q PageQuery) (Page[Upload], error) {
	if err := p.Require(access.UploadAsset, access.Resource{}); err != nil {
		return Page[Upload]{}, err
	}
	page, err := s.store.Uploads(ctx, p.Subject, []UploadState{Uploading, Checking}, q)
	if err != nil {
		return Page[Upload]{}, err
	}
	for i := range page.Items {
		page.Items[i].measure()
	}
	return page, nil
}

// Upload is one upload with its state and, at the end, its report. Only its
// creator and those who manage accounts see it; to all others it does not exist.
// Faults: upload_not_found.
func (s *Service) Upload(ctx context.Context, p access.Permit, id string) (Upload, error) {
	if err := p.Require(access.UploadAsset, access.Resource{}); err != nil {
		return Upload{}, err
	}
	u, err := s.store.Upload(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	if !maySee(p, u) {
		return Upload{}, ErrUploadNotFound()
	}
	u.measure()
	return u, nil
}

// DeleteUpload ends an unfinished upload and removes its bytes; a finished one
// loses its record only, the asset stays.
func (s *Service) DeleteUpload(ctx context.Context, p access.Permit, id string) error {
	u, err := s.Upload(ctx, p, id)
	if err != nil {
		return err
	}
	return s.drop(ctx, u)
}

func maySee(p access.Permit, u Upload) bool {
	return p.Known && p.Subject == u.CreatedBy || p.Allows(access.ManagePeople, access.Resource{})
}

func (u *Upload) measure() {
	u.Progress = 1
	if u.Size > 0 {
		u.Progress = float64(u.Offset) / float64(u.Size)
	}
}

// drop forgets the record before the bytes: a crash between leaves an orphan
// blob for the sweep, never a record without bytes.
func (s *Service) drop(ctx context.Context, u Upload) error {
	if err := s.store.DeleteUpload(ctx, u.ID); err != nil {
		return err
	}
	if u.Blob == "" || u.State == Ready {
		return nil
	}
	return s.deleteIfUnused(ctx, u.Blob)
}

// deleteIfUnused rechecks that no record names the blob.
func (s *Service) deleteIfUnused(ctx context.Context, blob string) error {
	used, err := s.store.BlobInUse(ctx, blob)
	if err != nil || used {
		return err
	}
	return s.blobs.Delete(ctx, blob)
}
