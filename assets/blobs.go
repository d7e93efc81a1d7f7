package assets

import (
	"context"
	"errors"
	"io"
	"time"
)

// ErrNoBlob says that no committed blob has the id.
var ErrNoBlob = errors.New("no such blob")

// ErrBlobShort says that fewer bytes are stored than the caller believes.
var ErrBlobShort = errors.New("blob is shorter than the offset")

// Blobs keeps immutable runs of bytes under ids chosen by the caller (lower-case
// letters, digits and "_", 8 to 64 of them).
//
// A blob is in progress from its first Append until Commit; only then can it be
// opened. A crash at any point leaves it in progress, with at least the bytes of
// the last Sync that returned, or committed.
type Blobs interface {
	// Append opens a blob in progress for writing at offset and discards what
	// stands behind it. Offset 0 begins the blob. ErrBlobShort if fewer bytes
	// than offset are stored, ErrNoBlob if none are and offset is not 0.
	// The caller holds a lock: there is one Appender of a blob at a time.
	Append(ctx context.Context, id string, offset int64) (Appender, error)
	// Commit makes a blob of exactly size bytes immutable and visible to Open,
	// durably. Committing it again is no error.
	Commit(ctx context.Context, id string, size int64) error
	// Open gives random access to a committed blob, ErrNoBlob if there is none.
	Open(ctx context.Context, id string) (Blob, error)
	// Delete removes a blob, committed or in progress. Deleting nothing is no error.
	Delete(ctx context.Context, id string) error
}

// Appender writes to a blob in progress. What was written but not synced may
// be lost or kept by a crash.
type Appender interface {
	io.Writer
	// Sync makes all that was written durable.
	Sync() error
	// Close releases the blob without syncing.
	Close() error
}

// Blob is an open, committed blob; its ReadAt may be called concurrently.
type Blob interface {
	io.ReaderAt
	io.Closer
	Size() int64
	ModTime() time.Time
}

// PartialBlobs is an optional power of Blobs: reading back what a blob in
// progress holds, to recover a lost hash state.
type PartialBlobs interface {
	// OpenPartial gives the durable bytes of a blob in progress.
	OpenPartial(ctx context.Context, id string) (Blob, error)
}

// BlobInfo is one entry of a BlobLister's list.
type BlobInfo struct {
	ID        string
	ModTime   time.Time
	Committed bool
}

// BlobLister is an optional power of Blobs, needed to sweep orphans.
type BlobLister interface {
	// ListBlobs calls each for every blob, committed or in progress, in no order.
	ListBlobs(ctx context.Context, each func(BlobInfo) error) error
}
