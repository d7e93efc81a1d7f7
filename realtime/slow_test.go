package realtime_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/twinstage/twinstage/realtime"
)

// TestSlowViewer is the promise of the window: 50 readings a second, ticks at
// 10 Hz, a viewer that takes 500 ms to draw a frame. Without acknowledgements
// such a viewer's values grow older by the second.
func TestSlowViewer(t *testing.T) {
	const draws, drawing, limit = 14, 500 * time.Millisecond, 500 * time.Millisecond
	r := newRoom(t, func(c *realtime.Config) { c.TickInterval = 100 * time.Millisecond })
	r.define(realtime.Definition{Scene: "sandbox", Indicators: []realtime.Indicator{
		{Key: "k0", Kind: realtime.KindNumber}, {Key: "k1", Kind: realtime.KindNumber}, {Key: "k2", Kind: realtime.KindNumber},
		{Key: "k3", Kind: realtime.KindNumber}, {Key: "k4", Kind: realtime.KindNumber},
	}})
	stop := feed(r, 20*time.Millisecond)
	defer stop()
	eventually(t, "all indicators have a value", func() bool { return r.hub.Stats().Accepted > 5 })

	c := r.dial(realtime.ProtocolBinary, "")
	c.subscribe(nil, nil)
	frames := make(chan realtime.Frame, 100)
	go func() {
		defer close(frames)
		for {
			m, err := c.next()
			if err != nil {
				return
			}
			if m.Type == "frame" {
				frames <- m.Frame
			}
		}
	}()
	var worst time.Duration
	var heap [2]uint64
	for i := range draws {
		f, open := <-frames
		if !open {
			t.Fatal("the connection ended: being slow is no reason")
		}
		now := time.Now()
		for _, at := range f.At {
			worst = max(worst, now.Sub(time.UnixMilli(*at)))
		}
		time.Sleep(drawing) // this is the drawing, not a wait for something
		if waiting := len(frames); waiting > 0 {
			t.Errorf("draw %d: %d frames came while one was drawn; the window must be one", i, waiting)
		}
		c.ack(f.To)
		switch i {
		case 3:
			heap[0] = liveHeap()
		case draws - 1:
			heap[1] = liveHeap()
		}
	}
	t.Logf("oldest value when its drawing began: %v; heap %d KiB, then %d KiB", worst, heap[0]>>10, heap[1]>>10)
	if worst >= limit {
		t.Errorf("a value was %v old when its drawing began, want under %v", worst, limit)
	}
	if heap[1] > heap[0]+1<<20 {
		t.Errorf("memory grew from %d to %d KiB", heap[0]>>10, heap[1]>>10)
	}
}

// feed ingests one reading each interval, of five indicators in turn.
func feed(r *room, interval time.Duration) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(interval)
		defer t.Stop()
		for i := 0; ; i++ {
			select {
			case <-quit:
				return
			case now := <-t.C:
				reading := number(fmt.Sprint("k", i%5), float64(i))
				reading.Time = now
				_, _ = r.hub.Ingest(r.Context(), system, "", "sandbox", []realtime.Reading{reading}, realtime.OriginLive)
			}
		}
	}()
	return func() { close(quit); <-done }
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
