package realtime

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// scene is one scene's live side on this node.
//
// Locks, in the order they are taken: changing, mu. The live store and the
// journal are never called under mu; nothing is written to a socket under
// either.
type scene struct {
	hub  *Hub
	name string

	// changing is held by whoever reads the board to commit a change of it, so
	// that commits of this node do not collide with each other.
	changing sync.Mutex
	owed     map[string]Stored // what the journal has and the live store refused for being away
	mark     Mark              // how far the journal has been compared
	stop     func()            // ends the watch

	mu        sync.Mutex
	layout    *layout
	board     *board
	closed    bool
	code      int   // the close code for viewers that come too late
	nextDue   int64 // no lease or hold time ends before this, UTC epoch milliseconds
	gen       uint64
	reason    string // why viewers of an older gen are reset
	lanes     map[laneKey]*lane
	tickTo    uint64 // version of the newest tick
	lastTick  time.Time
	timer     *time.Timer              // the tick to come
	armed     bool                     // the timer runs
	ticked    chan struct{}            // closed at the next tick, for polls
	snapshots map[string]*heldSnapshot // by scope

	encoder binaryEncoder // work space of frames
	scratch []byte
	touched []int
	rows    []row
}

type laneKey struct {
	view    *view
	overlay int
}

// openScene loads a scene and brings it level with the journal.
func openScene(ctx context.Context, h *Hub, l *layout) (*scene, error) {
	s := &scene{hub: h, name: l.def.Scene, owed: map[string]Stored{}, gen: 1, lanes: map[laneKey]*lane{}, ticked: make(chan struct{}), snapshots: map[string]*heldSnapshot{}}
	s.timer = time.AfterFunc(time.Hour, s.tick)
	s.timer.Stop()
	s.layout, s.board = l, newBoard(l, "")
	s.stop = h.cfg.Live.Watch(s.name, s.watched)
	if err := s.reload(ctx); err != nil {
		s.close(CloseStopping)
		return nil, err
	}
	if err := s.reconcile(ctx); err != nil {
		s.close(CloseStopping)
		return nil, err
	}
	if err := s.sweep(ctx); err != nil { // what another node stored may be stale by now
		s.close(CloseStopping)
		return nil, err
	}
	return s, nil
}

func (s *scene) close(code int) {
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed, s.code = true, code
		s.timer.Stop()
		close(s.ticked)
	}
}

// reload brings the board up to the live store's head.
func (s *scene) reload(ctx context.Context) error {
	s.mu.Lock()
	at := s.board.at
	s.mu.Unlock()
	u, err := s.hub.cfg.Live.Load(ctx, s.name, at)
	if err != nil {
		return err
	}
	s.accept(u)
	return nil
}

// watched takes an update from the live store; it must not block or call it.
func (s *scene) watched(u Update) {
	if s.accept(u) {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.reload(ctx); err != nil {
			s.hub.cfg.Log.Warn("a missed live update could not be loaded", slog.String("scene", s.name), slog.Any("error", err))
		}
	}()
}

// accept applies an update to the board; false if something before it is
// missing. What is already known is skipped.
func (s *scene) accept(u Update) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.board.at
	switch {
	case s.closed || (u.Epoch == at.Epoch && u.Version <= at.Version):
		return true
	case u.Epoch == at.Epoch && u.Prev != 0 && u.Prev > at.Version:
		return false
	case u.Epoch != at.Epoch && u.Prev != 0:
		return false
	case u.Epoch != at.Epoch:
		s.reset(newBoard(s.layout, u.Epoch), "epoch")
	}
	s.touched = s.board.apply(u, s.touched[:0])
	for _, r := range s.touched {
		s.note(r)
	}
	if u.Epoch != at.Epoch {
		s.tickTo = s.board.at.Version
		s.wake()
	}
	s.arm()
	return true
}

// note tells the lanes and the sweeper of a changed row.
func (s *scene) note(r int) {
	e := &s.board.entries[r]
	for _, l := range s.lanes {
		if l.has(r) {
			l.changed = e.Version
		}
	}
	if due, ok := dueOf(&s.layout.rows[r], e); ok && due < s.nextDue {
		s.nextDue = due
	}
}

// reset begins a new generation: viewers get reset, hello and a snapshot.
func (s *scene) reset(b *board, reason string) {
	s.board = b
	s.gen++
	s.reason = reason
	s.lanes = map[laneKey]*lane{}
	s.nextDue = 0
	clear(s.snapshots)
}

// lane finds or makes a lane of the present generation.
func (s *scene) lane(v *view, overlay int) *lane {
	key := laneKey{v, overlay}
	if l := s.lanes[key]; l != nil {
		return l
	}
	l := &lane{view: v, overlay: overlay, frames: map[frameKey]*packet{}}
	for r := s.board.newest; r != noRow; r = s.board.older[r] {
		if l.has(int(r)) {
			l.changed = s.board.entries[r].Version
			break
		}
	}
	l.remember(s.tickTo)
	s.lanes[key] = l
	return l
}

// arm makes sure that a tick comes: at once, or when the interval is over. It
// is called under mu.
func (s *scene) arm() {
	if s.armed || s.closed || s.tickTo >= s.board.at.Version {
		return
	}
	s.armed = true
	s.timer.Reset(max(0, s.hub.cfg.TickInterval-time.Since(s.lastTick)))
}

// tick makes what changed since the last tick known to viewers. It does not
// wait for any of them.
func (s *scene) tick() {
	s.mu.Lock()
	s.armed = false
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.lastTick = time.Now()
	s.tickTo = s.board.at.Version
	for _, l := range s.lanes {
		l.tick(s.tickTo)
	}
	close(s.ticked)
	s.ticked = make(chan struct{})
	s.mu.Unlock()
	s.wake()
}

// wake makes every viewer of the scene look whether there is something for it.
func (s *scene) wake() {
	for _, sh := range s.hub.shards {
		sh.markDirty(s)
	}
}
