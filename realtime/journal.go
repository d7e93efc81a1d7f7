package realtime

import "context"

// Batch is what one call of Ingest accepted. Every reading has its Time and
// Origin resolved.
type Batch struct {
	Scene      string
	Source     string // who sent it
	ReceivedAt int64  // UTC epoch milliseconds
	Readings   []Reading
}

// Stored is one journalled reading with what its batch says of it.
type Stored struct {
	Reading
	Source     string
	ReceivedAt int64 // UTC epoch milliseconds
}

// Mark is a place in the journal; 0 is its beginning. A later Mark is greater.
type Mark int64

// Journal is the port to the durable record of all accepted readings. Both
// methods are safe for concurrent use.
type Journal interface {
	// Append records the batch. When it returns nil, the batch survives a crash
	// of the process and of the machine. An error means that it may or may not
	// have been recorded.
	Append(ctx context.Context, b Batch) error
	// Latest returns, for every indicator with a reading journalled after the
	// mark, the one with the newest source time, and the mark to go on from. It
	// misses nothing that an Append recorded before the call, on any node.
	Latest(ctx context.Context, scene string, after Mark) ([]Stored, Mark, error)
}
