// Package memlive keeps live state in memory, for one node. It starts empty:
// the journal brings the latest readings back.
package memlive

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"

	"github.com/twinstage/twinstage/realtime"
)

// Store is a realtime.LiveStore.
type Store struct {
	mu     sync.Mutex
	scenes map[string]*state
}

var _ realtime.LiveStore = (*Store)(nil)

// state is one scene. Its lock is held while watchers are called, so that they
// see updates in the order of versions.
type state struct {
	mu       sync.Mutex
	epoch    string
	version  uint64
	entries  map[string]realtime.Entry
	watchers []*watcher
}

type watcher struct{ fn func(realtime.Update) }

// New makes an empty store.
func New() *Store { return &Store{scenes: map[string]*state{}} }

func (s *Store) scene(name string) *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.scenes[name]
	if st == nil {
		st = &state{}
		st.clear()
		s.scenes[name] = st
	}
	return st
}

func (st *state) clear() {
	st.epoch, st.version, st.entries = rand.Text()[:12], 1, map[string]realtime.Entry{}
}

// Load implements realtime.LiveStore.
func (s *Store) Load(_ context.Context, scene string, since realtime.Position) (realtime.Update, error) {
	st := s.scene(scene)
	st.mu.Lock()
	defer st.mu.Unlock()
	u := realtime.Update{Epoch: st.epoch, Version: st.version}
	if since.Epoch == st.epoch && since.Version <= st.version {
		u.Prev = since.Version
	}
	for _, e := range st.entries {
		if e.Version > u.Prev {
			u.Entries = append(u.Entries, e)
		}
	}
	return u, nil
}

// Commit implements realtime.LiveStore.
func (s *Store) Commit(_ context.Context, scene string, changes []realtime.Change) (realtime.Update, []string, error) {
	st := s.scene(scene)
	st.mu.Lock()
	defer st.mu.Unlock()
	u := realtime.Update{Epoch: st.epoch, Prev: st.version, Version: st.version}
	var refused []string
	for _, c := range changes {
		if st.entries[c.Entry.Key].Version != c.Expect {
			refused = append(refused, c.Entry.Key)
			continue
		}
		c.Entry.Version = st.version + 1
		st.entries[c.Entry.Key] = c.Entry
		u.Entries = append(u.Entries, c.Entry)
	}
	if len(u.Entries) == 0 {
		return u, refused, nil
	}
	st.version++
	u.Version = st.version
	for _, w := range st.watchers {
		w.fn(u)
	}
	return u, refused, nil
}

// Watch implements realtime.LiveStore.
func (s *Store) Watch(scene string, fn func(realtime.Update)) (stop func()) {
	st := s.scene(scene)
	w := &watcher{fn}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.watchers = append(st.watchers, w)
	return func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		st.watchers = slices.DeleteFunc(st.watchers, func(x *watcher) bool { return x == w })
	}
}

// Forget implements realtime.LiveStore.
func (s *Store) Forget(_ context.Context, scene string, keys []string) error {
	st := s.scene(scene)
	st.mu.Lock()
	defer st.mu.Unlock()
	if keys == nil {
		st.clear()
		return nil
	}
	for _, k := range keys {
		delete(st.entries, k)
	}
	return nil
}
