// Package journaltest is the contract that every realtime.Journal keeps.
package journaltest

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/twinstage/twinstage/realtime"
)

// Run tests journals that open makes. reopen closes the given journal the hard
// way, or opens a second one beside it, and gives one over the same records.
func Run(t *testing.T, open func(t *testing.T) realtime.Journal, reopen func(t *testing.T, j realtime.Journal) realtime.Journal) {
	t.Run("gives readings back whole", func(t *testing.T) { wholeReadings(t, open(t), reopen) })
	t.Run("gives the newest of each indicator", func(t *testing.T) { newestOfEach(t, open(t)) })
	t.Run("goes on from a mark", func(t *testing.T) { goesOn(t, open(t)) })
	t.Run("keeps what concurrent appends recorded", func(t *testing.T) { concurrent(t, open(t), reopen) })
	t.Run("reads on after very many batches", func(t *testing.T) { manyBatches(t, open(t), reopen) })
	t.Run("sees what another node appended", func(t *testing.T) { otherNode(t, open(t), reopen) })
}

// At is a source time.
func at(sec int) time.Time { return time.UnixMilli(1763900000000 + int64(sec)*1000).UTC() }

func number(key string, sec int, v float64) realtime.Reading {
	return realtime.Reading{Indicator: key, Time: at(sec), Value: realtime.NumberValue(v), Origin: realtime.OriginLive}
}

func put(t *testing.T, j realtime.Journal, readings ...realtime.Reading) {
	t.Helper()
	if err := j.Append(t.Context(), realtime.Batch{Scene: "sandbox", Source: "token:a", ReceivedAt: 77, Readings: readings}); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, j realtime.Journal, after realtime.Mark) ([]realtime.Stored, realtime.Mark) {
	t.Helper()
	got, mark, err := j.Latest(t.Context(), "sandbox", after)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b realtime.Stored) int { return cmp.Compare(a.Indicator, b.Indicator) })
	return got, mark
}

func wholeReadings(t *testing.T, j realtime.Journal, reopen func(*testing.T, realtime.Journal) realtime.Journal) {
	var readings []realtime.Reading
	for i, v := range []realtime.Value{
		realtime.NumberValue(-1.0 / 3), realtime.BooleanValue(true), realtime.BooleanValue(false),
		realtime.CategoryValue("封闭"), realtime.PositionValue(106.5, 29.5, -3.25, 359.9),
	} {
		readings = append(readings, realtime.Reading{Indicator: fmt.Sprint("k", i), Time: at(-i), Value: v, Quality: []string{"", "good"}[i%2], Origin: realtime.Origin(i % 3)})
	}
	put(t, j, readings...)
	got, _ := get(t, reopen(t, j), 0)
	for i, r := range readings {
		want := realtime.Stored{Reading: r, Source: "token:a", ReceivedAt: 77}
		if d := gocmp.Diff(want, got[i]); d != "" {
			t.Errorf("%s (-want +got):\n%s", r.Indicator, d)
		}
	}
}

func newestOfEach(t *testing.T, j realtime.Journal) {
	put(t, j, number("a", 5, 1), number("a", 9, 2), number("a", 7, 3), number("b", 1, 4))
	put(t, j, number("a", 8, 5), number("b", 1, 6)) // b: same time, journalled later
	got, _ := get(t, j, 0)
	if len(got) != 2 || got[0].Value.Number != 2 || got[1].Value.Number != 6 {
		t.Errorf("got %+v, want a=2 and b=6", got)
	}
	other, _, err := j.Latest(t.Context(), "other", 0)
	if err != nil || len(other) != 0 {
		t.Errorf("another scene has %+v, %v", other, err)
	}
}

func goesOn(t *testing.T, j realtime.Journal) {
	put(t, j, number("a", 1, 1), number("b", 1, 1))
	_, mark := get(t, j, 0)
	if got, again := get(t, j, mark); len(got) != 0 || again != mark {
		t.Fatalf("nothing was appended, got %+v at %d", got, again)
	}
	put(t, j, number("b", 2, 2))
	if got, next := get(t, j, mark); len(got) != 1 || got[0].Value.Number != 2 || next <= mark {
		t.Errorf("got %+v at %d, want b=2 alone after %d", got, next, mark)
	}
}

func concurrent(t *testing.T, j realtime.Journal, reopen func(*testing.T, realtime.Journal) realtime.Journal) {
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			b := realtime.Batch{Scene: "sandbox", ReceivedAt: 1, Readings: []realtime.Reading{number(fmt.Sprint("k", i), i, float64(i))}}
			if err := j.Append(t.Context(), b); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, _ := get(t, reopen(t, j), 0); len(got) != 64 {
		t.Errorf("%d of 64 acknowledged readings are there", len(got))
	}
}

func manyBatches(t *testing.T, j realtime.Journal, reopen func(*testing.T, realtime.Journal) realtime.Journal) {
	const n = 700
	put(t, j, number("early", 0, 42))
	var all sync.WaitGroup
	for w := range 16 {
		all.Go(func() {
			for i := w; i < n; i += 16 {
				b := realtime.Batch{Scene: "sandbox", ReceivedAt: 1, Readings: []realtime.Reading{number("a", i, float64(i))}}
				if err := j.Append(t.Context(), b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	_, mark := get(t, j, 0)
	put(t, j, number("late", 1, 43))
	got, next := get(t, reopen(t, j), 0)
	if len(got) != 3 || got[0].Value.Number != n-1 || got[1].Value.Number != 42 || got[1].Source != "token:a" || got[2].Value.Number != 43 || next <= mark {
		t.Errorf("got %+v at %d (mark before: %d)", got, next, mark)
	}
}

func otherNode(t *testing.T, j realtime.Journal, reopen func(*testing.T, realtime.Journal) realtime.Journal) {
	put(t, j, number("a", 1, 1))
	other := reopen(t, j)
	_, mark := get(t, other, 0)
	put(t, j, number("a", 2, 2))
	if got, _ := get(t, other, mark); len(got) != 1 || got[0].Value.Number != 2 {
		t.Errorf("got %+v, want a=2", got)
	}
}
