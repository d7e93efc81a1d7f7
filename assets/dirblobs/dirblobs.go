package dirblobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/twinstage/twinstage/assets"
)

const partial = ".part"

// Store is a directory of blobs.
type Store struct{ root string }

var (
	_ assets.Blobs        = (*Store)(nil)
	_ assets.PartialBlobs = (*Store)(nil)
	_ assets.BlobLister   = (*Store)(nil)
)

// New opens, and if need be makes, the directory.
func New(root string) (*Store, error) {
	if err := os.MkdirAll(root, 0o750); err != nil {
		return nil, fmt.Errorf("blob directory: %w", err)
	}
	return &Store{root: root}, nil
}

// Append implements assets.Blobs.
func (s *Store) Append(_ context.Context, id string, offset int64) (assets.Appender, error) {
	name, err := s.path(id)
	if err != nil {
		return nil, err
	}
	if offset == 0 {
		return s.begin(name)
	}
	f, err := os.OpenFile(name+partial, os.O_WRONLY, 0o640)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, assets.ErrNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("append blob: %w", err)
	}
	if err := cut(f, offset); err != nil {
		_ = f.Close()
		return nil, err
	}
	return file{f}, nil
}

// begin makes the empty part durable, so that a blob in progress is always found.
func (s *Store) begin(name string) (assets.Appender, error) {
	dir := filepath.Dir(name)
	if err := os.Mkdir(dir, 0o750); err == nil {
		if err := syncDir(s.root); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("begin blob: %w", err)
	}
	if _, err := os.Stat(name); err == nil {
		return nil, fmt.Errorf("begin blob: %s is committed", filepath.Base(name))
	}
	f, err := os.OpenFile(name+partial, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return nil, fmt.Errorf("begin blob: %w", err)
	}
	if err := syncDir(dir); err != nil {
		_ = f.Close()
		return nil, err
	}
	return file{f}, nil
}

// cut discards what a crash left behind the offset.
func cut(f *os.File, offset int64) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("append blob: %w", err)
	}
	if info.Size() < offset {
		return assets.ErrBlobShort
	}
	if info.Size() > offset {
		if err := f.Truncate(offset); err != nil {
			return fmt.Errorf("append blob: %w", err)
		}
	}
	_, err = f.Seek(offset, 0)
	return err
}

// Commit implements assets.Blobs.
func (s *Store) Commit(_ context.Context, id string, size int64) error {
	name, err := s.path(id)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name+partial, os.O_RDWR, 0o640)
	if errors.Is(err, fs.ErrNotExist) {
		return committed(name, size)
	}
	if err != nil {
		return fmt.Errorf("commit blob: %w", err)
	}
	defer f.Close()
	if err := cut(f, size); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("commit blob: %w", err)
	}
	if err := os.Rename(name+partial, name); err != nil {
		return fmt.Errorf("commit blob: %w", err)
	}
	return syncDir(filepath.Dir(name))
}

// committed answers for a Commit that is done again.
func committed(name string, size int64) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return assets.ErrNoBlob
	case err != nil:
		return fmt.Errorf("commit blob: %w", err)
	case info.Size() != size:
		return fmt.Errorf("commit blob: it has %d bytes, not %d", info.Size(), size)
	}
	return syncDir(filepath.Dir(name))
}

// Open implements assets.Blobs.
func (s *Store) Open(_ context.Context, id string) (assets.Blob, error) { return s.open(id, "") }

// OpenPartial implements assets.PartialBlobs.
func (s *Store) OpenPartial(_ context.Context, id string) (assets.Blob, error) {
	return s.open(id, partial)
}

func (s *Store) open(id, suffix string) (assets.Blob, error) {
	name, err := s.path(id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name + suffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, assets.ErrNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return blob{f, info}, nil
}

// Delete implements assets.Blobs.
func (s *Store) Delete(_ context.Context, id string) error {
	name, err := s.path(id)
	if err != nil {
		return err
	}
	for _, n := range []string{name + partial, name} {
		if err := os.Remove(n); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete blob: %w", err)
		}
	}
	return nil
}

// ListBlobs implements assets.BlobLister.
func (s *Store) ListBlobs(ctx context.Context, each func(assets.BlobInfo) error) error {
	return filepath.WalkDir(s.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted while listing
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		id, unfinished := strings.CutSuffix(d.Name(), partial)
		return each(assets.BlobInfo{ID: id, ModTime: info.ModTime(), Committed: !unfinished})
	})
}

// path refuses ids that are not the port's, so that none leaves the directory.
func (s *Store) path(id string) (string, error) {
	if len(id) < 8 || len(id) > 64 {
		return "", fmt.Errorf("blob id of %d characters", len(id))
	}
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return "", fmt.Errorf("blob id with %q", r)
		}
	}
	return filepath.Join(s.root, id[len(id)-2:], id), nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	return nil
}

type file struct{ *os.File }

type blob struct {
	*os.File
	info fs.FileInfo
}

func (b blob) Size() int64        { return b.info.Size() }
func (b blob) ModTime() time.Time { return b.info.ModTime() }
