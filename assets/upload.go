package assets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"
	"unicode"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// tusStore is tusd's data store for one request.
type tusStore struct {
	s       *Service
	permit  access.Permit
	sum     *checksum
	current *Upload
	failed  error // what the caller is told instead of tusd's text
}

var (
	_ tus.DataStore           = (*tusStore)(nil)
	_ tus.TerminaterDataStore = (*tusStore)(nil)
	_ tus.Upload              = (*tusUpload)(nil)
)

// fail keeps err for the answer.
func (t *tusStore) fail(err error) error {
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

// NewUpload records a new upload whose empty blob is durable.
func (t *tusStore) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	u, err := t.s.newUpload(ctx, t.permit, info)
	if err != nil {
		return nil, t.fail(err)
	}
	t.current = &u
	return &tusUpload{t, t.current}, nil
}

func (s *Service) newUpload(ctx context.Context, p access.Permit, info tus.FileInfo) (Upload, error) {
	name, err := cleanFilename(info.MetaData["filename"])
	if err != nil {
		return Upload{}, err
	}
	kind, err := parseKind(info.MetaData["kind"])
	if err != nil {
		return Upload{}, err
	}
	asset := info.MetaData["asset"]
	if asset != "" {
		if _, err := s.store.Asset(ctx, asset); err != nil {
			return Upload{}, err
		}
	}
	now := s.now().UTC()
	u := Upload{
		ID: newID("upl_"), Blob: newID("blb_"), State: Uploading, Size: info.Size, Filename: name, Asset: asset, WantKind: kind,
		CreatedAt: now, ExpiresAt: now.Add(s.limits.UploadTTL), CreatedBy: p.Subject,
	}
	w, err := s.blobs.Append(ctx, u.Blob, 0)
	if err != nil {
		return Upload{}, fmt.Errorf("begin upload: %w", err)
	}
	if err := errors.Join(w.Sync(), w.Close()); err != nil {
		return Upload{}, fmt.Errorf("begin upload: %w", err)
	}
	if err := s.store.CreateUpload(ctx, u); err != nil {
		return Upload{}, errors.Join(err, s.blobs.Delete(ctx, u.Blob))
	}
	return u, nil
}

// cleanFilename keeps the last part of a path, for display only.
func cleanFilename(name string) (string, error) {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), "\\", "/"))
	bad := strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar })
	if name == "." || name == "/" || name == ".." || len(name) > 255 || bad {
		return "", fault.New(fault.Invalid, "upload_filename_invalid", "Send the file's name (1 to 255 bytes) in the metadata filename.")
	}
	return name, nil
}

func parseKind(s string) (Kind, error) {
	switch k := Kind(s); k {
	case "", Model, Tileset, Image:
		return k, nil
	}
	return "", fault.New(fault.Invalid, "upload_kind_invalid", "The metadata kind is model, tileset or image, or is left out.")
}

// GetUpload finds an upload that the holder may write.
func (t *tusStore) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	u, err := t.s.store.Upload(ctx, id)
	if err != nil {
		return nil, t.fail(err)
	}
	if !maySee(t.permit, u) {
		return nil, t.fail(ErrUploadNotFound())
	}
	if u.State == Uploading && t.s.now().After(u.ExpiresAt) {
		return nil, t.fail(fault.New(fault.Gone, "upload_expired", "The upload was not finished in time. Start a new one."))
	}
	if u, err = t.s.settle(ctx, u); err != nil {
		return nil, t.fail(err)
	}
	t.current = &u
	return &tusUpload{t, t.current}, nil
}

// settle makes the record agree with the disk after a crash: it claims no more
// than is there, and a full upload is passed on to the check.
func (s *Service) settle(ctx context.Context, u Upload) (Upload, error) {
	if u.State != Uploading {
		return u, nil
	}
	pb, ok := s.blobs.(PartialBlobs)
	if ok && u.Offset > 0 {
		b, err := pb.OpenPartial(ctx, u.Blob)
		if err != nil && !errors.Is(err, ErrNoBlob) {
			return u, err
		}
		if err == nil {
			defer b.Close()
			if b.Size() < u.Offset {
				return s.rewind(ctx, u, b)
			}
		}
	}
	if u.Offset == u.Size {
		return s.finishUpload(ctx, u)
	}
	return u, nil
}

// rewind takes the offset back to what is stored and hashes that anew.
func (s *Service) rewind(ctx context.Context, u Upload, b Blob) (Upload, error) {
	h, err := restoreHash(nil)
	if err != nil {
		return u, err
	}
	if _, err := io.Copy(h, io.NewSectionReader(b, 0, b.Size())); err != nil {
		return u, err
	}
	state, err := saveHash(h)
	if err != nil {
		return u, err
	}
	s.log.WarnContext(ctx, "upload rewound: fewer bytes stored than recorded", "upload", u.ID, "recorded", u.Offset, "stored", b.Size())
	if err := s.store.Advance(ctx, u.ID, u.Offset, b.Size(), state); err != nil {
		return u, err
	}
	u.Offset, u.HashState = b.Size(), state
	return u, nil
}

// finishUpload seals the blob before the record says so; each step can be done again.
func (s *Service) finishUpload(ctx context.Context, u Upload) (Upload, error) {
	if err := s.blobs.Commit(ctx, u.Blob, u.Size); err != nil {
		return u, fmt.Errorf("finish upload: %w", err)
	}
	if err := s.store.Complete(ctx, u.ID); err != nil {
		return u, err
	}
	u.State = Checking
	s.nudge()
	return u, nil
}

// AsTerminatableUpload implements tusd's termination.
func (t *tusStore) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload { return u.(*tusUpload) }

// tusUpload is one upload within one request, under its lock.
type tusUpload struct {
	t *tusStore
	u *Upload
}

func (x *tusUpload) GetInfo(context.Context) (tus.FileInfo, error) {
	meta := tus.MetaData{"filename": x.u.Filename}
	if x.u.WantKind != "" {
		meta["kind"] = string(x.u.WantKind)
	}
	if x.u.Asset != "" {
		meta["asset"] = x.u.Asset
	}
	return tus.FileInfo{ID: x.u.ID, Size: x.u.Size, Offset: x.u.Offset, MetaData: meta}, nil
}

// WriteChunk appends a part. What it counts as written is fsynced and recorded
// together with the hash over it. A part with a checksum is kept whole or not at all.
func (x *tusUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := x.t.s.writePart(ctx, x.u, offset, src, x.t.sum)
	return n, x.t.fail(err)
}

func (s *Service) writePart(ctx context.Context, u *Upload, offset int64, src io.Reader, sum *checksum) (written int64, err error) {
	h, err := restoreHash(u.HashState)
	if err != nil {
		return 0, err
	}
	w, err := s.blobs.Append(ctx, u.Blob, offset)
	if err != nil {
		return 0, fmt.Errorf("write part: %w", err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	sinks, step := io.MultiWriter(w, h), s.limits.CheckpointBytes
	if sum != nil {
		sinks, step = io.MultiWriter(w, h, sum), u.Size
	}
	for from := offset; ; {
		n, err := io.CopyN(sinks, src, step)
		if err != nil && !errors.Is(err, io.EOF) {
			return written, fmt.Errorf("write part: %w", err)
		}
		if sum != nil && !sum.matches() {
			return 0, s.discardPart(ctx, u, offset)
		}
		if n > 0 {
			if err := s.checkpoint(ctx, u, w, from, from+n, h); err != nil {
				return written, err
			}
			from, written = from+n, written+n
		}
		if err != nil || from >= u.Size {
			return written, nil
		}
	}
}

// checkpoint makes bytes durable, then the record that counts them.
func (s *Service) checkpoint(ctx context.Context, u *Upload, w Appender, from, to int64, h hash.Hash) error {
	if err := w.Sync(); err != nil {
		return fmt.Errorf("write part: %w", err)
	}
	state, err := saveHash(h)
	if err != nil {
		return err
	}
	if err := s.store.Advance(ctx, u.ID, from, to, state); err != nil {
		return err
	}
	u.Offset, u.HashState = to, state
	return nil
}

// discardPart cuts a damaged part off again.
func (s *Service) discardPart(ctx context.Context, u *Upload, offset int64) error {
	w, err := s.blobs.Append(ctx, u.Blob, offset)
	if err != nil {
		return fmt.Errorf("discard part: %w", err)
	}
	if err := errors.Join(w.Sync(), w.Close()); err != nil {
		return fmt.Errorf("discard part: %w", err)
	}
	return errChecksum()
}

// GetReader is never asked for: downloads of uploads are disabled.
func (x *tusUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(nil)), nil
}

// FinishUpload passes a full upload on to the check.
func (x *tusUpload) FinishUpload(ctx context.Context) error {
	if x.u.State != Uploading || x.u.Offset != x.u.Size {
		return nil
	}
	u, err := x.t.s.finishUpload(ctx, *x.u)
	if err != nil {
		return x.t.fail(err)
	}
	*x.u = u
	return nil
}

// Terminate implements DELETE.
func (x *tusUpload) Terminate(ctx context.Context) error {
	return x.t.fail(x.t.s.drop(ctx, *x.u))
}
