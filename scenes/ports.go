package scenes

import "context"

// AssetLookup tells what the asset store holds.
type AssetLookup interface {
	// AssetReady says whether this version of the asset exists and has passed
	// its checks. An unknown asset is false without an error.
	AssetReady(ctx context.Context, asset string, version int) (bool, error)
}

// Change is what happened to a scene.
type Change string

// The changes a Notifier hears of.
const (
	ChangeCreated   Change = "created"
	ChangeEntry     Change = "entry"     // title, tags, poster …
	ChangeDocument  Change = "document"  // a new working copy
	ChangePublished Change = "published" // visitors see another revision
	ChangeRollback  Change = "rollback"  // an old revision is the working copy again
	ChangeArchived  Change = "archived"
	ChangeDeleted   Change = "deleted"
)

// Notifier hears of changes after they are committed, never before, and must
// return soon: the edit is answered when it has. A message may be lost (a crash between commit and call): whoever
// acts on it must also compare revisions now and then.
type Notifier interface {
	// SceneChanged names the working copy's revision after the change. ctx is
	// not cancelled when the request that caused the change ends.
	SceneChanged(ctx context.Context, slug string, revision int64, change Change)
}
