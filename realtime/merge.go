package realtime

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// tries is how often a commit is planned anew when another node was faster.
const tries = 8

var errContended = errors.New("other nodes kept changing the same indicators")

// merge brings journalled readings to the board: the newest source time of each
// indicator wins, its rule having seen every reading newer than the board's. A
// reading of the same time as the board's replaces it if ties is true (a
// correction), and is late if not (a replay). What the live store does not take
// is owed to it.
func (s *scene) merge(ctx context.Context, readings []Stored, ties bool) error {
	if len(readings) == 0 {
		return nil
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	err := s.mergeHeld(ctx, readings, ties)
	s.hub.count.unreachable.Store(err != nil)
	if err != nil {
		s.owe(readings)
	}
	return err
}

func (s *scene) mergeHeld(ctx context.Context, readings []Stored, ties bool) error {
	// The board's order is by source time; arrival decides between equals.
	slices.SortStableFunc(readings, func(a, b Stored) int { return a.Time.Compare(b.Time) })
	for range tries {
		refused, err := s.exchange(ctx, s.plan(readings, ties))
		if err != nil || len(refused) == 0 {
			return err
		}
		readings = slices.DeleteFunc(slices.Clone(readings), func(r Stored) bool { return !slices.Contains(refused, r.Indicator) })
	}
	return errContended
}

// exchange commits changes and brings the board to the result; refused are the
// keys that another node changed meanwhile.
func (s *scene) exchange(ctx context.Context, changes []Change) (refused []string, err error) {
	if len(changes) == 0 {
		return nil, nil
	}
	stored, refused, err := s.hub.cfg.Live.Commit(ctx, s.name, changes)
	if err != nil {
		return nil, err
	}
	if !s.accept(stored) || len(refused) > 0 {
		err = s.reload(ctx)
	}
	return refused, err
}

// commit stores changes for which being late is no harm: who changed the entry
// meanwhile has done the same or better.
func (s *scene) commit(ctx context.Context, changes []Change) error {
	_, err := s.exchange(ctx, changes)
	return err
}

// plan is what the readings, in the order of time, make of the board's entries.
func (s *scene) plan(readings []Stored, ties bool) []Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.hub.now()
	next := make(map[int]*Entry, len(readings))
	for i := range readings {
		r, known := s.layout.byKey[readings[i].Indicator]
		if !known || readings[i].Value.Kind != s.layout.rows[r].Kind {
			continue // the definition changed since
		}
		e := next[r]
		if e == nil {
			own := s.board.entries[r]
			e = &own
		}
		switch take(&s.layout.rows[r], e, &readings[i], ties) {
		case taken:
			next[r] = e
		case late:
			s.hub.count.late.Add(1)
		}
	}
	changes := make([]Change, 0, len(next))
	for _, r := range slices.SortedFunc(maps.Keys(next), cmp.Compare[int]) {
		e := next[r]
		e.State = stateAt(&s.layout.rows[r], e, now)
		changes = append(changes, Change{Entry: *e, Expect: s.board.entries[r].Version})
	}
	return changes
}

type taking uint8

const (
	taken taking = iota
	late         // the entry is newer
	same         // the entry says so already
)

// take puts a reading into an entry if it is newer.
func take(info *rowInfo, e *Entry, r *Stored, ties bool) taking {
	at := r.Time.UnixMilli()
	if e.State != StateNone {
		switch {
		case at < e.At:
			return late
		case at == e.At && (!ties || (e.Value == r.Value && e.Origin == r.Origin && e.Quality == r.Quality)):
			return same
		}
	}
	before := e.Value
	e.Value, e.At, e.ReceivedAt = r.Value, at, r.ReceivedAt
	e.Quality, e.Origin, e.Source, e.State = r.Quality, r.Origin, r.Source, StateLive
	if info.rule == nil {
		e.Levelling = Unlevelled()
		return taken
	}
	from := heldFrom(e)
	e.Levelling = info.rule.Step(info.rule.Elapse(e.Levelling, before, from), e.Value, from)
	return taken
}

// owe keeps the newest of the readings for when the live store is back.
func (s *scene) owe(readings []Stored) {
	for _, r := range readings {
		if was, ok := s.owed[r.Indicator]; !ok || !r.Time.Before(was.Time) {
			s.owed[r.Indicator] = r
		}
	}
}

// repay brings what is owed to the live store.
func (s *scene) repay(ctx context.Context) error {
	if len(s.owed) == 0 {
		return nil
	}
	err := s.mergeHeld(ctx, slices.Collect(maps.Values(s.owed)), true)
	s.hub.count.unreachable.Store(err != nil)
	if err == nil {
		clear(s.owed)
	}
	return err
}

// reconcile brings to the board what is in the journal and has not reached it:
// after a start of a store that forgets, or a crash between the two.
func (s *scene) reconcile(ctx context.Context) error {
	s.changing.Lock()
	mark := s.mark
	s.changing.Unlock()
	found, next, err := s.hub.cfg.Journal.Latest(ctx, s.name, mark)
	if err != nil {
		return err
	}
	missing := s.missing(found)
	if err := s.merge(ctx, missing, false); err != nil {
		return err
	}
	s.hub.count.reconciled.Add(uint64(len(missing)))
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.mark == mark {
		s.mark = next
	}
	return nil
}

// missing are the readings that the board should have and has not.
func (s *scene) missing(found []Stored) []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(found, func(r Stored) bool {
		i, known := s.layout.byKey[r.Indicator]
		if !known || r.Value.Kind != s.layout.rows[i].Kind {
			return true
		}
		e := &s.board.entries[i]
		return e.State != StateNone && r.Time.UnixMilli() <= e.At
	})
}

// liveTimeout bounds a commit whose readings are durable already.
const liveTimeout = 5 * time.Second
