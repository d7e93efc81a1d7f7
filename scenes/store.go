package scenes

import (
	"context"
	"errors"
	"time"
)

// What a store answers besides success; compare with errors.Is. Everything
// else is a failure of the store.
var (
	ErrNotFound = errors.New("scenes: not found")
	ErrExists   = errors.New("scenes: slug is taken")
	ErrChanged  = errors.New("scenes: changed since it was read")
)

// Store keeps scenes. Implementations pass scenestest.
type Store interface {
	EntryStore
	RevisionStore
	PublishedStore
}

// EntryStore keeps the entries and applies commits.
type EntryStore interface {
	// CreateScene adds an entry with its first revision and search words, and
	// returns it with its ID. ErrExists if the slug is taken.
	CreateScene(ctx context.Context, c Commit) (Scene, error)
	// SaveScene applies c in one transaction if the entry's version is still
	// c.Expect; otherwise nothing changes and it answers ErrChanged, or
	// ErrNotFound if the entry is gone. Durable when it returns.
	SaveScene(ctx context.Context, c Commit) error
	// DeleteScene removes the entry and all that belongs to it if its version
	// is still expect. Errors as SaveScene.
	DeleteScene(ctx context.Context, id, expect int64) error
	// Scene answers ErrNotFound for an unknown slug.
	Scene(ctx context.Context, slug string) (Scene, error)
	// FindScenes lists the entries that match, newest (highest ID) first.
	FindScenes(ctx context.Context, q SceneQuery) ([]Scene, error)
}

// RevisionStore reads revisions.
type RevisionStore interface {
	// Revision answers ErrNotFound for an unknown number.
	Revision(ctx context.Context, scene, number int64) (Revision, error)
	// Revisions lists those numbered under before, newest first, without their
	// documents.
	Revisions(ctx context.Context, scene, before int64, limit int) ([]Revision, error)
}

// PublishedStore answers for the assets of published documents.
type PublishedStore interface {
	// PublishedAsset says whether a published document or the poster of a
	// published scene names this version of the asset.
	PublishedAsset(ctx context.Context, a AssetRef) (bool, error)
}

// Commit is one change of a scene, applied whole or not at all.
type Commit struct {
	Scene  Scene // as it is to be
	Expect int64 // the version it must still have; unused by CreateScene
	// Revision is added; nil for none.
	Revision *Revision
	// Publish marks this revision as published at Scene.UpdatedAt; 0 for none.
	Publish int64
	// Assets become the scene's published assets, in place of those before;
	// nil leaves them, an empty slice removes them.
	Assets []AssetRef
	// Words become the scene's search words; nil leaves them.
	Words []string
}

// AssetRef names one version of an asset.
type AssetRef struct {
	Asset   string
	Version int
}

// SceneQuery is a filter as a store sees it; zero fields do not filter.
type SceneQuery struct {
	Terms    []Term // all must match
	Sector   Sector
	District string
	Status   Status
	Box      *BBox
	Before   int64 // only entries with a smaller ID; 0 for all
	Limit    int   // at least 1
}

// Revision is one document of a scene; it never changes, but for PublishedAt.
type Revision struct {
	Scene     int64     `json:"-"` // the entry's ID
	Number    int64     `json:"revision"`
	CreatedAt time.Time `json:"createdAt"`
	Author    string    `json:"author"` // the permit's subject
	// From is the older revision this one repeats, after a rollback; else 0.
	From int64 `json:"from,omitempty"`
	// PublishedAt is when it was last published; nil for never.
	PublishedAt *time.Time `json:"publishedAt"`
	Document    []byte     `json:"-"` // JSON; nil in lists
}
