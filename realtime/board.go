package realtime

import (
	"cmp"
	"slices"
)

// board is this node's copy of a scene's live state: one entry a row, and the
// rows in order of their last change, so that what changed since a version is
// found at a cost proportional to the changes.
type board struct {
	layout  *layout
	at      Position
	entries []Entry
	// older and newer link the rows that ever changed, by version; -1 ends.
	older, newer []int32
	newest       int32
}

const noRow = int32(-1)

func newBoard(l *layout, epoch string) *board {
	n := len(l.rows)
	b := &board{layout: l, at: Position{Epoch: epoch}, entries: make([]Entry, n), older: make([]int32, n), newer: make([]int32, n), newest: noRow}
	for i := range b.entries {
		b.entries[i] = Entry{Key: l.rows[i].Key, State: StateNone, Origin: OriginNone, Levelling: Unlevelled()}
		b.older[i], b.newer[i] = noRow, noRow
	}
	return b
}

// apply writes an update that follows the board's version and returns the rows
// it touched, appended to dst. Entries of unknown keys are skipped.
func (b *board) apply(u Update, dst []int) []int {
	b.at = Position{Epoch: u.Epoch, Version: u.Version}
	if u.Prev == 0 { // a load comes in any order; by version each row goes to the end at once
		slices.SortFunc(u.Entries, func(x, y Entry) int { return cmp.Compare(x.Version, y.Version) })
	}
	for i := range u.Entries {
		e := &u.Entries[i]
		r, ok := b.layout.byKey[e.Key]
		if !ok || e.Version <= b.entries[r].Version {
			continue
		}
		b.entries[r] = *e
		if e.State != StateNone && e.Value.Kind != b.layout.rows[r].Kind { // left by another definition
			b.entries[r] = Entry{Key: e.Key, State: StateNone, Origin: OriginNone, Levelling: Unlevelled(), Version: e.Version}
		}
		b.touch(int32(r))
		dst = append(dst, r)
	}
	return dst
}

// touch moves a row to its place in the order of versions, which is the newest
// end but for the entries of a load.
func (b *board) touch(r int32) {
	b.unlink(r)
	version, after := b.entries[r].Version, b.newest
	before := noRow
	for after != noRow && b.entries[after].Version > version {
		before, after = after, b.older[after]
	}
	b.older[r], b.newer[r] = after, before
	if after != noRow {
		b.newer[after] = r
	}
	if before != noRow {
		b.older[before] = r
	} else {
		b.newest = r
	}
}

func (b *board) unlink(r int32) {
	older, newer := b.older[r], b.newer[r]
	if older != noRow {
		b.newer[older] = newer
	}
	if newer != noRow {
		b.older[newer] = older
	} else if b.newest == r {
		b.newest = older
	}
	b.older[r], b.newer[r] = noRow, noRow
}

// changedSince appends the rows changed after version, newest first.
func (b *board) changedSince(version uint64, dst []int) []int {
	for r := b.newest; r != noRow && b.entries[r].Version > version; r = b.older[r] {
		dst = append(dst, int(r))
	}
	return dst
}

// origins are the names of the origins on show to a view.
func (b *board) origins(v *view) []string {
	var seen [OriginSimulated + 1]bool
	left := len(seen) - 1
	for r := range b.entries {
		if o := b.entries[r].Origin; o != OriginNone && !seen[o] && v.index[r] >= 0 {
			seen[o] = true
			if left--; left == 0 {
				break
			}
		}
	}
	names := []string{}
	for o, yes := range seen {
		if yes {
			names = append(names, Origin(o).String())
		}
	}
	return names
}
