package realtime

import "context"

// Entry is what the live store holds of one indicator. Times are UTC epoch
// milliseconds.
type Entry struct {
	Key        string
	Value      Value
	At         int64 // source time
	ReceivedAt int64
	Quality    string
	Origin     Origin
	Source     string // who sent it
	State      State
	Levelling  Levelling
	// Version is the board version of the entry's last change; the store sets it.
	Version uint64
}

// Change is one entry to store, if the stored one still has version Expect
// (0: there is none). This is the compare-and-swap that keeps two nodes from
// overwriting each other's rule state.
type Change struct {
	Entry  Entry
	Expect uint64
}

// Position is a moment in a scene's live state. Epoch is random and changes
// when the store lost state or went back; versions mean nothing across epochs.
type Position struct {
	Epoch   string
	Version uint64
}

// Update is what a scene's live state became: the entries changed in
// (Prev, Version] of one epoch, with absolute values.
type Update struct {
	Epoch   string
	Prev    uint64 // 0: the entries are the whole state
	Version uint64
	Entries []Entry
}

// LiveStore is the port to the shared live state. All methods are safe for
// concurrent use.
//
// Guarantees: versions of a scene start at 1 (empty) and rise by one with each
// Commit that stored anything; a Commit is atomic: watchers and loaders see all
// of it or nothing.
type LiveStore interface {
	// Load returns what changed after since, or the whole state (Prev 0) where
	// since is zero, of another epoch, or no longer known.
	Load(ctx context.Context, scene string, since Position) (Update, error)
	// Commit stores the changes whose expectation holds and returns them with
	// their version; refused are the keys of the others, whose caller loads,
	// steps its rules anew and tries again. Watchers have been called, or will
	// be, for what was stored.
	Commit(ctx context.Context, scene string, changes []Change) (stored Update, refused []string, err error)
	// Watch calls fn with every update of the scene in the order of versions,
	// until stop is called. fn must not block and must not call the store. One
	// lost call heals by the gap in Prev.
	Watch(scene string, fn func(Update)) (stop func())
	// Forget drops the entries of keys (all, and the scene, if keys is nil).
	// Versions go on; a forgotten scene starts a new epoch.
	Forget(ctx context.Context, scene string, keys []string) error
}
