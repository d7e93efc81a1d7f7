package realtime_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/realtime"
)

// TestViewersConverge drives random viewers (audience, overlays, codec, pace,
// comings and goings) through random readings. Each applies frames as the
// protocol says; none sees anything beyond its audience and its overlays; all
// end with what the board says.
func TestViewersConverge(t *testing.T) {
	const indicators, viewers, readings = 60, 12, 400
	rnd := rand.New(rand.NewPCG(5, 6))
	def := realtime.Definition{Scene: "sandbox"}
	for o := range 4 {
		def.Overlays = append(def.Overlays, realtime.Overlay{ID: fmt.Sprint("o", o)})
	}
	for i := range indicators {
		key := fmt.Sprint("k", i)
		def.Indicators = append(def.Indicators, realtime.Indicator{Key: key, Kind: realtime.KindNumber, Precision: decimals(0), Audience: access.Audience(rnd.IntN(3))})
		if o := rnd.IntN(6); o < 4 {
			def.Overlays[o].Indicators = append(def.Overlays[o].Indicators, key)
		}
	}
	r := newRoom(t, func(c *realtime.Config) { c.TickInterval, c.Heartbeat = 5*time.Millisecond, 50*time.Millisecond })
	r.define(def)
	done := make(chan struct{})
	var all sync.WaitGroup
	for v := range viewers {
		f := &follower{r: r, def: def, rnd: rand.New(rand.NewPCG(7, uint64(v))), protocol: protocols[v%2], audience: access.Audience(v % 3)}
		if v%4 == 3 {
			f.overlays = []string{"o1", "o3"}
		}
		all.Go(func() { f.follow(done) })
	}
	for i := range readings {
		r.put(number(fmt.Sprint("k", rnd.IntN(indicators)), float64(i)))
		time.Sleep(time.Duration(rnd.IntN(3)) * time.Millisecond)
	}
	close(done)
	all.Wait()
	if s := r.hub.Stats(); s.Frames < s.Encoded {
		t.Errorf("%d frames encoded for %d sent", s.Encoded, s.Frames)
	} else {
		t.Logf("%d frames sent, %d encoded", s.Frames, s.Encoded)
	}
}

// follower is one viewer that keeps its board over connections.
type follower struct {
	r        *room
	def      realtime.Definition
	rnd      *rand.Rand
	protocol string
	audience access.Audience
	overlays []string
	values   map[string]any
	cursor   *realtime.Cursor
}

// follow reads and reconnects until done, then until it has what the board has.
func (f *follower) follow(done <-chan struct{}) {
	f.values = map[string]any{}
	for {
		c := f.r.dial(f.protocol, "audience="+f.audience.String())
		c.subscribe(f.overlays, f.cursor)
		if f.cursor == nil || f.cursor.Scope != c.hello.Scope {
			f.cursor = &realtime.Cursor{Epoch: c.hello.Epoch, Scope: c.hello.Scope}
		}
		for range 1 + f.rnd.IntN(15) {
			select {
			case <-done:
				if f.settled() {
					return
				}
			default:
			}
			m, err := c.next()
			if err != nil {
				f.r.Errorf("viewer: %v", err)
				return
			}
			f.apply(c, m)
		}
		_ = c.conn.Close()
	}
}

func (f *follower) apply(c *client, m message) {
	switch m.Type {
	case "frame":
		if m.Frame.From > f.cursor.Version || m.Frame.To <= f.cursor.Version {
			f.r.Errorf("a frame (%d,%d] for a cursor at %d", m.Frame.From, m.Frame.To, f.cursor.Version)
		}
		for key, v := range c.values(m.Frame) {
			if !f.maySee(key) {
				f.r.Errorf("%s with %v saw %s", f.audience, f.overlays, key)
			}
			f.values[key] = v
		}
		if m.Frame.Tick {
			f.moved(c, m.Frame.To)
		}
	case "tick":
		f.moved(c, m.To)
	}
}

// moved draws for a while and acknowledges.
func (f *follower) moved(c *client, to uint64) {
	f.cursor.Version = to
	time.Sleep(time.Duration(f.rnd.IntN(20)) * time.Millisecond)
	c.ack(to)
}

func (f *follower) maySee(key string) bool {
	for _, ind := range f.def.Indicators {
		if ind.Key == key && ind.Audience <= f.audience {
			return f.overlays == nil || f.inOverlays(key)
		}
	}
	return false
}

func (f *follower) inOverlays(key string) bool {
	for _, o := range f.def.Overlays {
		for _, k := range o.Indicators {
			if k == key && (o.ID == f.overlays[0] || o.ID == f.overlays[1]) {
				return true
			}
		}
	}
	return false
}

// settled says whether the follower has all that it may see of the board.
func (f *follower) settled() bool {
	for _, ind := range f.def.Indicators {
		if !f.maySee(ind.Key) {
			continue
		}
		w, err := f.r.hub.Why(f.r.Context(), "sandbox", ind.Key, access.Leader)
		if err != nil {
			f.r.Error(err)
			return true
		}
		if w.Reading != nil && f.values[ind.Key] != w.Reading.Value {
			return false
		}
	}
	return true
}
