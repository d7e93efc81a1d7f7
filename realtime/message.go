package realtime

// Subprotocols of the socket, best first.
const (
	ProtocolBinary = "twinstage.v1"
	ProtocolJSON   = "twinstage.v1+json"
)

// Cursor is what a viewer has applied: versions of one epoch, within one scope.
type Cursor struct {
	Epoch   string `json:"epoch"`
	Scope   string `json:"scope"`
	Version uint64 `json:"version"`
}

// Hello opens a subscription: the dictionary that frames refer to.
type Hello struct {
	Type     string `json:"type"` // "hello"
	Epoch    string `json:"epoch"`
	Scope    string `json:"scope"`
	Head     uint64 `json:"head"`
	Mode     string `json:"mode"` // "live"
	Audience string `json:"audience"`
	Revision int64  `json:"revision"` // of the document
	// ServerTime is in UTC epoch milliseconds; 0 (absent) in cached snapshots.
	ServerTime int64             `json:"serverTime,omitempty"`
	Origins    []string          `json:"origins"`  // of the readings on the board now
	Overlays   []string          `json:"overlays"` // ids; binary frames name them by index
	Dictionary []DictionaryEntry `json:"dictionary"`
}

// DictionaryEntry is one indicator that the audience may see.
type DictionaryEntry struct {
	I            int      `json:"i"`
	Key          string   `json:"key"`
	Kind         string   `json:"kind"`
	Unit         string   `json:"unit,omitempty"`
	Precision    *int     `json:"precision,omitempty"`
	LeaseSeconds float64  `json:"leaseSeconds,omitempty"`
	Overlay      []string `json:"overlay"`
}

// Frame is a frame as JSON carries it: one column a property, one row an update.
type Frame struct {
	Type    string    `json:"type"` // "frame"
	Epoch   string    `json:"epoch"`
	Overlay *string   `json:"overlay"` // nil: all overlays
	From    uint64    `json:"from"`
	To      uint64    `json:"to"`
	Tick    bool      `json:"tick"` // the cursor moves to To
	Time    string    `json:"time"` // RFC 3339 with milliseconds: when it was encoded
	I       []int     `json:"i"`
	V       []any     `json:"v"` // float64, string, bool, [4]float64 or nil
	Level   []*int    `json:"level"`
	At      []*int64  `json:"at"` // source time, UTC epoch milliseconds
	State   []string  `json:"state"`
	Origin  []*string `json:"origin"`
}

// Reset says that hello and snapshot follow because something changed.
type Reset struct {
	Type   string `json:"type"`   // "reset"
	Reason string `json:"reason"` // document, role, epoch
}

// ErrorMessage says what was wrong with a client's message.
type ErrorMessage struct {
	Type    string `json:"type"` // "error"
	Code    string `json:"code"`
	Message string `json:"message"`
}

// First bytes of binary messages, docs/protocol.md "Server to client, binary".
const (
	msgHello     = 0x01
	msgFrame     = 0x02
	msgTick      = 0x03
	msgHeartbeat = 0x04
	msgReset     = 0x06
	msgError     = 0x07
)

// First bytes of the client's binary shorthands.
const (
	msgAck   = 0x41
	msgAlive = 0x42
)
