package realtime

import (
	"context"
	"net/http"

	"github.com/twinstage/twinstage/internal/access"
)

// Hub follows the boards of all scenes on this node and serves their viewers.
type Hub struct {
	cfg Config
}

// New starts a hub. Close ends it.
func New(cfg Config) (*Hub, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Hub{cfg: cfg}, nil
}

// Define makes a scene known, or changes what is known of it. It returns when
// the board holds what the journal holds, so the scene may be served at once.
// It is idempotent: the same definition again does nothing. A changed one resets
// the scene's viewers ("reset", then hello and snapshot on the same socket);
// indicators that keep key and kind keep their values, levelled anew.
// Faults: definition_invalid.
func (h *Hub) Define(ctx context.Context, def Definition) error { panic("being built") }

// Remove makes a scene unknown and ends its connections (close code 4102).
func (h *Hub) Remove(ctx context.Context, scene string) error { panic("being built") }

// Ingest takes readings of a scene: each is checked by itself, those accepted
// are durable in the journal when it returns, and on the board if Live is true.
// source names the sender in Why ("": the permit's subject). defaultOrigin is
// for readings that state none (OriginNone: live).
// Faults: those of permit.Require, scene_not_found, readings_empty,
// too_many_readings, journal_unavailable. A batch of which nothing was accepted
// is no fault here.
func (h *Hub) Ingest(ctx context.Context, permit access.Permit, source, scene string, readings []Reading, defaultOrigin Origin) (IngestResult, error) {
	panic("being built")
}

// ServeReadings is POST …/readings: JSON {"readings":[…],"origin"?} or
// application/x-ndjson, one reading a line. It answers 200 with an IngestResult,
// or by Config.WriteError (422 no_reading_accepted if none was taken).
func (h *Hub) ServeReadings(w http.ResponseWriter, r *http.Request, permit access.Permit, source, scene string) {
	panic("being built")
}

// ServeWS upgrades the request and returns; the connection lives on without it.
func (h *Hub) ServeWS(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	panic("being built")
}

// ServePoll is GET …/live/poll?cursor=&overlays=a,b&wait=seconds.
func (h *Hub) ServePoll(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	panic("being built")
}

// ServeSnapshot is GET …/live/snapshot?overlays=a,b with an ETag.
func (h *Hub) ServeSnapshot(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	panic("being built")
}

// Why explains the present level of an indicator that the audience may see.
// Faults: scene_not_found, indicator_not_found.
func (h *Hub) Why(ctx context.Context, scene, key string, audience access.Audience) (Why, error) {
	panic("being built")
}

// Stats counts what the hub has done since it started.
type Stats struct {
	Scenes          int
	Viewers         int    // open sockets
	Accepted        uint64 // readings
	Refused         uint64 // readings
	Late            uint64 // readings older than the board's: journal only
	Frames          uint64 // frames written to sockets
	Bytes           uint64 // bytes written to sockets
	Encoded         uint64 // frames encoded; Frames/Encoded is how well they are shared
	SlowClosed      uint64 // connections ended by a write that took too long
	SilentClosed    uint64 // connections ended for want of a sign of life
	Reconciled      uint64 // readings that the journal had and the board had not
	LiveUnreachable bool   // the live store failed last time
}

// Stats returns the present counts.
func (h *Hub) Stats() Stats { panic("being built") }

// Close ends all connections with the come-back code 4000 and stops the hub.
// The journal and the live store stay open: whoever opened them closes them.
func (h *Hub) Close(ctx context.Context) error { panic("being built") }
