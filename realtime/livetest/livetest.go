// Package livetest is the contract that every realtime.LiveStore keeps.
package livetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/twinstage/twinstage/realtime"
)

// Run tests stores that open makes; each call gives one that knows no scene.
func Run(t *testing.T, open func(t *testing.T) realtime.LiveStore) {
	for name, test := range map[string]func(*testing.T, realtime.LiveStore){
		"starts at version one":                startsAtOne,
		"versions rise by one a commit":        versionsRise,
		"a commit is compare and swap":         comparesAndSwaps,
		"a refused commit changes nothing":     refusedChangesNothing,
		"load gives what changed since":        loadsChanges,
		"load gives all to another epoch":      loadsAll,
		"entries come back whole":              entriesComeBack,
		"watchers see updates in order":        watchersSee,
		"one of many racing commits is stored": racing,
		"forgotten keys are gone":              forgetsKeys,
		"a forgotten scene starts a new epoch": forgetsScene,
		"scenes do not know each other":        scenesApart,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

const scene = "sandbox"

func entry(key string, v float64) realtime.Entry {
	return realtime.Entry{Key: key, Value: realtime.NumberValue(v), At: 1000, ReceivedAt: 1001, Levelling: realtime.Unlevelled()}
}

func load(t *testing.T, s realtime.LiveStore, since realtime.Position) realtime.Update {
	t.Helper()
	u, err := s.Load(t.Context(), scene, since)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// commit stores changes and demands that none, or exactly those named, is refused.
func commit(t *testing.T, s realtime.LiveStore, changes []realtime.Change, refused ...string) realtime.Update {
	t.Helper()
	u, got, err := s.Commit(t.Context(), scene, changes)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Sort(got); !slices.Equal(got, refused) {
		t.Fatalf("refused %q, want %q", got, refused)
	}
	return u
}

func set(key string, v float64, expect uint64) []realtime.Change {
	return []realtime.Change{{Entry: entry(key, v), Expect: expect}}
}

func startsAtOne(t *testing.T, s realtime.LiveStore) {
	if u := load(t, s, realtime.Position{}); u.Version != 1 || u.Prev != 0 || u.Epoch == "" || len(u.Entries) != 0 {
		t.Fatalf("an unknown scene loads as %+v", u)
	}
}

func versionsRise(t *testing.T, s realtime.LiveStore) {
	for want := uint64(2); want < 6; want++ {
		u := commit(t, s, set(fmt.Sprint("k", want), 1, 0))
		if u.Prev != want-1 || u.Version != want || len(u.Entries) != 1 || u.Entries[0].Version != want {
			t.Fatalf("commit gave %+v, want version %d", u, want)
		}
	}
}

func comparesAndSwaps(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	commit(t, s, set("a", 2, 2))
	u := commit(t, s, append(set("a", 3, 2), set("b", 1, 0)...), "a")
	if len(u.Entries) != 1 || u.Entries[0].Key != "b" {
		t.Fatalf("stored %+v, want b alone", u.Entries)
	}
	for _, e := range load(t, s, realtime.Position{}).Entries {
		if e.Key == "a" && (e.Value.Number != 2 || e.Version != 3) {
			t.Errorf("a is %+v, want the second value", e)
		}
	}
}

func refusedChangesNothing(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	calls := 0
	defer s.Watch(scene, func(realtime.Update) { calls++ })()
	if u := commit(t, s, set("a", 9, 0), "a"); u.Version != 2 || len(u.Entries) != 0 {
		t.Errorf("a refused commit gave %+v", u)
	}
	if u := load(t, s, realtime.Position{}); u.Version != 2 {
		t.Errorf("version %d, want 2", u.Version)
	}
}

func loadsChanges(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	at := load(t, s, realtime.Position{})
	commit(t, s, set("b", 1, 0))
	commit(t, s, set("c", 1, 0))
	u := load(t, s, realtime.Position{Epoch: at.Epoch, Version: at.Version})
	if u.Prev != at.Version || u.Version != 4 || len(u.Entries) != 2 {
		t.Fatalf("load since %d gave %+v", at.Version, u)
	}
	if u := load(t, s, realtime.Position{Epoch: at.Epoch, Version: 4}); u.Prev != 4 || len(u.Entries) != 0 {
		t.Errorf("load since the head gave %+v", u)
	}
}

func loadsAll(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	for _, since := range []realtime.Position{{}, {Epoch: "another", Version: 2}, {Epoch: load(t, s, realtime.Position{}).Epoch, Version: 99}} {
		if u := load(t, s, since); u.Prev != 0 || len(u.Entries) != 1 {
			t.Errorf("load since %+v gave %+v, want everything", since, u)
		}
	}
}

func entriesComeBack(t *testing.T, s realtime.LiveStore) {
	want := realtime.Entry{
		Key: "boat.7", Value: realtime.PositionValue(106.5, 29.5, 240.25, 359), At: 123, ReceivedAt: 456, Quality: "good",
		Origin: realtime.OriginSimulated, Source: "token:舟", State: realtime.StateStale,
		Levelling: realtime.Levelling{Level: realtime.LevelAlarm, Since: 7, Pending: realtime.LevelNotice, PendingSince: 8},
	}
	commit(t, s, []realtime.Change{{Entry: want}})
	want.Version = 2
	if got := load(t, s, realtime.Position{}).Entries[0]; got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func watchersSee(t *testing.T, s realtime.LiveStore) {
	const n = 50
	var mu sync.Mutex
	var seen []uint64
	done := make(chan struct{})
	stop := s.Watch(scene, func(u realtime.Update) {
		mu.Lock()
		defer mu.Unlock()
		if seen = append(seen, u.Version); len(seen) == n {
			close(done)
		}
	})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { _, _, _ = s.Commit(t.Context(), scene, set(fmt.Sprint("k", i), 1, 0)) })
	}
	all.Wait()
	select {
	case <-done:
	case <-t.Context().Done():
		t.Fatal("updates are missing")
	}
	stop()
	commit(t, s, set("after", 1, 0))
	mu.Lock()
	defer mu.Unlock()
	if !slices.IsSorted(seen) || len(seen) != n || seen[n-1] != n+1 {
		t.Errorf("saw versions %v", seen)
	}
}

func racing(t *testing.T, s realtime.LiveStore) {
	var all sync.WaitGroup
	var mu sync.Mutex
	stored := 0
	for i := range 20 {
		all.Go(func() {
			u, _, err := s.Commit(t.Context(), scene, set("a", float64(i), 0))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				stored += len(u.Entries)
			}
		})
	}
	if all.Wait(); stored != 1 {
		t.Errorf("%d commits with one expectation were stored, want 1", stored)
	}
}

func forgetsKeys(t *testing.T, s realtime.LiveStore) {
	commit(t, s, append(set("a", 1, 0), set("b", 1, 0)...))
	if err := s.Forget(t.Context(), scene, []string{"a"}); err != nil {
		t.Fatal(err)
	}
	u := load(t, s, realtime.Position{})
	if len(u.Entries) != 1 || u.Entries[0].Key != "b" || u.Version < 2 {
		t.Fatalf("after forgetting a: %+v", u)
	}
	commit(t, s, set("a", 1, 0))
}

func forgetsScene(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	before := load(t, s, realtime.Position{})
	if err := s.Forget(t.Context(), scene, nil); err != nil {
		t.Fatal(err)
	}
	if u := load(t, s, realtime.Position{}); u.Epoch == before.Epoch || len(u.Entries) != 0 {
		t.Errorf("a forgotten scene loads as %+v", u)
	}
}

func scenesApart(t *testing.T, s realtime.LiveStore) {
	commit(t, s, set("a", 1, 0))
	u, err := s.Load(t.Context(), "other", realtime.Position{})
	if err != nil || len(u.Entries) != 0 || u.Version != 1 {
		t.Errorf("another scene loads as %+v, %v", u, err)
	}
}
