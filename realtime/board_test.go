package realtime

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBoardFindsWhatChanged compares the index by last change with a plain look
// at every row, over random updates and loads.
func TestBoardFindsWhatChanged(t *testing.T) {
	const n = 40
	def := Definition{Scene: "s"}
	for i := range n {
		def.Indicators = append(def.Indicators, Indicator{Key: fmt.Sprint("k", i), Kind: KindNumber})
	}
	l, err := newLayout(def)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	b := newBoard(l, "e")
	for version := uint64(2); version < 500; version++ {
		u := Update{Epoch: "e", Prev: version - 1, Version: version}
		for range 1 + rnd.IntN(5) {
			u.Entries = append(u.Entries, Entry{Key: fmt.Sprint("k", rnd.IntN(n)), Value: NumberValue(1), Version: version})
		}
		if rnd.IntN(20) == 0 { // a load of everything, in any order
			u.Prev = 0
			rnd.Shuffle(len(u.Entries), func(i, j int) { u.Entries[i], u.Entries[j] = u.Entries[j], u.Entries[i] })
		}
		b.apply(u, nil)
		since := version - uint64(rnd.IntN(int(version)))
		got := b.changedSince(since, nil)
		slices.Sort(got)
		var want []int
		for r := range b.entries {
			if b.entries[r].Version > since {
				want = append(want, r)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("version %d since %d: %v, want %v", version, since, got, want)
		}
	}
}
