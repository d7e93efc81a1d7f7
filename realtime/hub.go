package realtime

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/twinstage/twinstage/internal/fault"
)

// Hub follows the boards of all scenes on this node and serves their viewers.
type Hub struct {
	cfg      Config
	upgrader websocket.Upgrader
	shards   []*shard
	count    counters

	mu     sync.RWMutex
	scenes map[string]*scene
	closed bool

	defining sync.Mutex // one Define or Remove at a time
	done     chan struct{}
	work     sync.WaitGroup // shards, sweeper, reconciler
	seats    atomic.Int64   // open sockets and waiting polls
	turn     atomic.Uint64  // of shards for new viewers
}

type counters struct {
	accepted, refused, late, frames, bytes, encoded atomic.Uint64
	slowClosed, silentClosed, reconciled            atomic.Uint64
	unreachable                                     atomic.Bool
}

// Stats counts what the hub has done since it started.
type Stats struct {
	Scenes          int
	Viewers         int    // open sockets and waiting polls
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

// New starts a hub. Close ends it.
func New(cfg Config) (*Hub, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	h := &Hub{cfg: cfg, scenes: map[string]*scene{}, done: make(chan struct{}), upgrader: newUpgrader(cfg)}
	for range max(2, runtime.GOMAXPROCS(0)) {
		s := newShard(h)
		h.shards = append(h.shards, s)
		h.work.Go(s.run)
	}
	h.work.Go(func() { h.every(cfg.SweepInterval, (*scene).sweep) })
	h.work.Go(func() { h.every(cfg.ReconcileInterval, (*scene).reconcile) })
	return h, nil
}

// now is the clock in UTC epoch milliseconds.
func (h *Hub) now() int64 { return h.cfg.Clock().UnixMilli() }

// every does upkeep of all scenes until the hub closes.
func (h *Hub) every(interval time.Duration, do func(*scene, context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-h.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	t := time.NewTicker(interval)
	defer t.Stop()
	for {
		select {
		case <-h.done:
			return
		case <-t.C:
		}
		for _, s := range h.all() {
			if err := do(s, ctx); err != nil && ctx.Err() == nil {
				h.cfg.Log.Warn("live upkeep failed", slog.String("scene", s.name), slog.Any("error", err))
			}
		}
	}
}

func (h *Hub) all() []*scene {
	h.mu.RLock()
	defer h.mu.RUnlock()
	out := make([]*scene, 0, len(h.scenes))
	for _, s := range h.scenes {
		out = append(out, s)
	}
	return out
}

// scene finds a scene; the fault is scene_not_found, or closing.
func (h *Hub) scene(name string) (*scene, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.closed {
		return nil, fault.New(fault.Unavailable, "closing", "The server is stopping. Try again in a few seconds.")
	}
	if s := h.scenes[name]; s != nil {
		return s, nil
	}
	return nil, fault.New(fault.NotFound, "scene_not_found", "There is no published scene %q. Check its slug.", name)
}

// Define makes a scene known, or changes what is known of it. It returns when
// the board holds what the journal holds, so the scene may be served at once.
// It is idempotent: the same definition again does nothing. A changed one resets
// the scene's viewers ("reset", then hello and snapshot on the same socket);
// indicators that keep key and kind keep their values, levelled anew.
// Faults: definition_invalid; an error of the live store or the journal.
func (h *Hub) Define(ctx context.Context, def Definition) error {
	l, err := newLayout(def)
	if err != nil {
		return err
	}
	h.defining.Lock()
	defer h.defining.Unlock()
	if s, err := h.scene(def.Scene); err == nil {
		return s.redefine(ctx, l)
	}
	s, err := openScene(ctx, h, l)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.close(CloseStopping)
		return fault.New(fault.Unavailable, "closing", "The server is stopping.")
	}
	h.scenes[def.Scene] = s
	return nil
}

// Remove makes a scene unknown and ends its connections (close code 4102). Its
// readings stay in the journal. An unknown scene is no error.
func (h *Hub) Remove(ctx context.Context, name string) error {
	h.defining.Lock()
	defer h.defining.Unlock()
	h.mu.Lock()
	s := h.scenes[name]
	delete(h.scenes, name)
	h.mu.Unlock()
	if s == nil {
		return nil
	}
	s.close(CloseSceneGone)
	for _, sh := range h.shards {
		sh.post(func() { sh.closeScene(s, CloseSceneGone, "the scene is no longer published") })
	}
	return h.cfg.Live.Forget(ctx, name, nil)
}

// Stats returns the present counts.
func (h *Hub) Stats() Stats {
	c := &h.count
	return Stats{
		Scenes: len(h.all()), Viewers: int(h.seats.Load()),
		Accepted: c.accepted.Load(), Refused: c.refused.Load(), Late: c.late.Load(),
		Frames: c.frames.Load(), Bytes: c.bytes.Load(), Encoded: c.encoded.Load(),
		SlowClosed: c.slowClosed.Load(), SilentClosed: c.silentClosed.Load(),
		Reconciled: c.reconciled.Load(), LiveUnreachable: c.unreachable.Load(),
	}
}

// Close ends all connections with the come-back code 4000 and stops the hub.
// The journal and the live store stay open: whoever opened them closes them.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil
	}
	h.closed = true
	h.mu.Unlock()
	for _, s := range h.all() {
		s.close(CloseStopping)
	}
	close(h.done) // shards close their viewers on the way out
	ended := make(chan struct{})
	go func() {
		h.work.Wait()
		for h.seats.Load() > 0 && ctx.Err() == nil { // viewers have a second to answer
			time.Sleep(5 * time.Millisecond)
		}
		close(ended)
	}()
	select {
	case <-ended:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
