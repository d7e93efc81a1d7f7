package realtime

import (
	"context"
	"reflect"
)

// redefine puts another definition under a running scene.
func (s *scene) redefine(ctx context.Context, l *layout) error {
	s.mu.Lock()
	old := s.layout
	s.mu.Unlock()
	if old.digest == l.digest {
		return nil
	}
	if gone := vanished(old, l); len(gone) > 0 {
		if err := s.hub.cfg.Live.Forget(ctx, s.name, gone); err != nil {
			return err
		}
	}
	s.changing.Lock()
	changes := s.relayout(old, l)
	err := s.commit(ctx, changes)
	s.mark = 0 // indicators that are back may have readings in the journal
	s.changing.Unlock()
	if err != nil {
		return err
	}
	s.wake()
	return s.reconcile(ctx)
}

// vanished are the keys that l does not keep: gone, or of another kind.
func vanished(old, l *layout) []string {
	var gone []string
	for _, r := range old.rows {
		if i, ok := l.byKey[r.Key]; !ok || l.rows[i].Kind != r.Kind {
			gone = append(gone, r.Key)
		}
	}
	return gone
}

// relayout rebuilds the board on l and returns the entries whose level or state
// is another one now.
func (s *scene) relayout(old, l *layout) []Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := newBoard(l, s.board.at.Epoch)
	u := Update{Epoch: s.board.at.Epoch, Version: s.board.at.Version}
	for i, e := range s.board.entries {
		if r, ok := l.byKey[e.Key]; ok && e.Version > 0 && l.rows[r].Kind == old.rows[i].Kind {
			u.Entries = append(u.Entries, e)
		}
	}
	b.apply(u, nil)
	s.layout = l
	s.reset(b, "document")
	s.tickTo = b.at.Version
	var changes []Change
	for r := range b.entries {
		e, info := b.entries[r], &l.rows[r]
		if e.State == StateNone {
			continue
		}
		if was := old.rows[old.byKey[e.Key]].rule; !reflect.DeepEqual(was, info.rule) {
			e.Levelling = relevel(info.rule, e, s.hub.now())
		}
		e.State = stateAt(info, &e, s.hub.now())
		if e != b.entries[r] {
			changes = append(changes, Change{Entry: e, Expect: e.Version})
		}
	}
	return changes
}

// relevel levels a standing value by a rule it has not met before.
func relevel(rule *Rule, e Entry, now int64) Levelling {
	if rule == nil {
		return Unlevelled()
	}
	return rule.Step(Unlevelled(), e.Value, now)
}
