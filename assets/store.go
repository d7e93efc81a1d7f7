package assets

import (
	"context"
	"time"
)

// Store keeps the records of assets, versions, blobs and uploads. Every method
// that changes something is one durable transaction.
type Store interface {
	// Asset and Version answer fault asset_not_found if there is none.
	Asset(ctx context.Context, id string) (Asset, error)
	Version(ctx context.Context, asset string, n int) (Version, error)
	// Assets lists newest first, Versions highest number first.
	Assets(ctx context.Context, f AssetFilter, q PageQuery) (Page[Asset], error)
	Versions(ctx context.Context, asset string, q PageQuery) (Page[Version], error)

	// Record makes v a version of a.ID (a new asset if there is none and a.Latest
	// is 0). If the asset has a version of v.SHA256 that one is returned and
	// nothing is written. If another version has those bytes, its blob is shared:
	// the returned Version names the blob that is kept. If upload is not "", that
	// upload becomes ready in the same transaction.
	Record(ctx context.Context, a Asset, v Version, upload string) (Version, error)

	UploadStore
}

// AssetFilter narrows Assets; zero fields match all.
type AssetFilter struct {
	Kind Kind
	Name string // a part of the name, any case
}

// UploadStore keeps uploads.
type UploadStore interface {
	CreateUpload(ctx context.Context, u Upload) error
	// Upload answers fault upload_not_found if there is none.
	Upload(ctx context.Context, id string) (Upload, error)
	// Uploads lists newest first; by "" is everybody's, states none is all states.
	Uploads(ctx context.Context, by string, states []UploadState, q PageQuery) (Page[Upload], error)
	// Advance moves an uploading upload from offset from to offset to;
	// fault upload_offset_conflict if it stands elsewhere.
	Advance(ctx context.Context, id string, from, to int64, hash []byte) error
	// Complete turns a full upload from uploading to checking.
	Complete(ctx context.Context, id string) error
	// Refuse ends a checking upload with a code and a report and forgets its blob.
	Refuse(ctx context.Context, id, code string, r *Report) error
	// DeleteUpload forgets an upload, whatever its state. Deleting nothing is no error.
	DeleteUpload(ctx context.Context, id string) error
	// Expired lists ids of uploads that expired before t and are not being checked.
	Expired(ctx context.Context, t time.Time, limit int) ([]string, error)
	// BlobInUse says whether a version or a live upload names the blob.
	BlobInUse(ctx context.Context, blob string) (bool, error)
}
