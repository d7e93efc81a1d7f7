package realtime

import (
	"context"
	"math"
)

// heldFrom is the time a reading's lease and hold times run from: the source's,
// but never after its arrival, since a fast clock must not make a value look
// fresher than it is.
func heldFrom(e *Entry) int64 { return min(e.At, e.ReceivedAt) }

// stateAt is an entry's state at a time.
func stateAt(info *rowInfo, e *Entry, now int64) State {
	switch {
	case e.State == StateNone:
		return StateNone
	case info.lease > 0 && now >= heldFrom(e)+info.lease:
		return StateStale
	}
	return StateLive
}

// dueOf is when the sweeper has to look at an entry again.
func dueOf(info *rowInfo, e *Entry) (int64, bool) {
	due := int64(math.MaxInt64)
	if e.State == StateLive && info.lease > 0 {
		due = heldFrom(e) + info.lease
	}
	if info.rule != nil {
		if at, waiting := info.rule.due(e.Levelling); waiting {
			due = min(due, at)
		}
	}
	return due, due < math.MaxInt64
}

// sweep commits what time alone has changed: leases that ended, levels whose
// hold time is over. Its changes are compare-and-swap like all others, so two
// nodes that sweep at once do no harm.
func (s *scene) sweep(ctx context.Context) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.repay(ctx); err != nil {
		return err
	}
	return s.commit(ctx, s.lapsed(s.hub.now()))
}

// lapsed are the entries that time has changed. What is due after them decides
// when the board is looked through again.
func (s *scene) lapsed(now int64) []Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || now < s.nextDue {
		return nil
	}
	s.nextDue = math.MaxInt64
	var changes []Change
	for r := range s.board.entries {
		e, info := s.board.entries[r], &s.layout.rows[r]
		due, any := dueOf(info, &e)
		if !any {
			continue
		}
		s.nextDue = min(s.nextDue, due)
		if now < due {
			continue
		}
		e.State = stateAt(info, &e, now)
		if info.rule != nil {
			e.Levelling = info.rule.Elapse(e.Levelling, e.Value, now)
		}
		changes = append(changes, Change{Entry: e, Expect: e.Version})
	}
	return changes
}
