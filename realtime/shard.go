package realtime

import (
	"sync"
	"time"
)

// shard sends the ticks of all scenes to its part of the viewers, so that a
// connection needs no writer of its own.
type shard struct {
	hub     *Hub
	signal  chan struct{}
	mu      sync.Mutex
	dirty   map[*scene]struct{}
	posted  []func()
	closing bool
	// viewers belongs to run alone.
	viewers map[*scene]map[*viewer]struct{}
}

func newShard(h *Hub) *shard {
	return &shard{hub: h, signal: make(chan struct{}, 1), dirty: map[*scene]struct{}{}, viewers: map[*scene]map[*viewer]struct{}{}}
}

// markDirty has the shard look at a scene's viewers. It never blocks.
func (sh *shard) markDirty(s *scene) {
	sh.mu.Lock()
	sh.dirty[s] = struct{}{}
	sh.mu.Unlock()
	sh.wake()
}

// post runs f on the shard; false if the shard has ended.
func (sh *shard) post(f func()) bool {
	sh.mu.Lock()
	ok := !sh.closing
	if ok {
		sh.posted = append(sh.posted, f)
	}
	sh.mu.Unlock()
	sh.wake()
	return ok
}

func (sh *shard) wake() {
	select {
	case sh.signal <- struct{}{}:
	default:
	}
}

func (sh *shard) run() {
	upkeep := time.NewTicker(min(time.Second, max(5*time.Millisecond, min(sh.hub.cfg.Heartbeat, sh.hub.cfg.Silence)/4)))
	defer upkeep.Stop()
	for {
		select {
		case <-sh.hub.done:
			sh.end()
			return
		case <-upkeep.C:
			sh.each(func(v *viewer) { v.upkeep(time.Now()) })
		case <-sh.signal:
			sh.turn()
		}
	}
}

func (sh *shard) turn() {
	sh.mu.Lock()
	dirty, posted := sh.dirty, sh.posted
	sh.dirty, sh.posted = make(map[*scene]struct{}, len(dirty)), nil
	sh.mu.Unlock()
	for _, f := range posted {
		f()
	}
	for s := range dirty {
		for v := range sh.viewers[s] {
			v.kick(true)
		}
	}
}

func (sh *shard) each(do func(*viewer)) {
	for _, viewers := range sh.viewers {
		for v := range viewers {
			do(v)
		}
	}
}

func (sh *shard) end() {
	sh.mu.Lock()
	sh.closing = true
	sh.mu.Unlock()
	sh.turn()
	sh.each(func(v *viewer) { v.close(CloseStopping, "the server is stopping") })
}

func (sh *shard) add(v *viewer) {
	if sh.viewers[v.scene] == nil {
		sh.viewers[v.scene] = map[*viewer]struct{}{}
	}
	sh.viewers[v.scene][v] = struct{}{}
	v.scene.mu.Lock()
	closed, code := v.scene.closed, v.scene.code
	v.scene.mu.Unlock()
	if closed {
		v.close(code, "the scene is closed")
	}
}

func (sh *shard) drop(v *viewer) {
	delete(sh.viewers[v.scene], v)
	if len(sh.viewers[v.scene]) == 0 {
		delete(sh.viewers, v.scene)
	}
}

func (sh *shard) closeScene(s *scene, code int, reason string) {
	for v := range sh.viewers[s] {
		v.close(code, reason)
	}
}
