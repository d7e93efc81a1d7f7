package realtime

import (
	"testing"
	"time"
)

// TestWindow plays viewers of several kinds against the clock of the flow.
func TestWindow(t *testing.T) {
	const tick = 100 * time.Millisecond
	for _, tt := range []struct {
		name       string
		draw, trip time.Duration
		want       int
	}{
		{"fast", 10 * time.Millisecond, time.Millisecond, 2},
		{"two ticks are fine", 199 * time.Millisecond, time.Millisecond, 2},
		{"slow drawing", 500 * time.Millisecond, 5 * time.Millisecond, 1},
		{"long way", 16 * time.Millisecond, 250 * time.Millisecond, 3},
		{"very long way", 16 * time.Millisecond, 900 * time.Millisecond, 4},
		{"slow and far", 500 * time.Millisecond, 300 * time.Millisecond, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, now := flow{}, time.Unix(1, 0)
			if !f.open(tick, now) {
				t.Fatal("the first frame may not go")
			}
			f.sent(1, now)
			if f.open(tick, now) {
				t.Error("a second frame may go before anything is known of the viewer")
			}
			f.pong(tt.trip)
			for v := uint64(1); v < 10; v++ {
				now = now.Add(tt.trip + tt.draw)
				f.ack(v, now)
				f.sent(v+1, now)
			}
			if got := f.window(tick, now); got != tt.want {
				t.Errorf("window %d, want %d (delay %v)", got, tt.want, f.delay)
			}
		})
	}
}

func TestCumulativeAcknowledgements(t *testing.T) {
	f, now := flow{}, time.Unix(1, 0)
	for v := uint64(10); v <= 40; v += 10 {
		f.sent(v, now)
	}
	if f.ack(9, now); f.n != 4 {
		t.Errorf("an acknowledgement of nothing left %d under way", f.n)
	}
	if f.ack(30, now.Add(time.Millisecond)); f.n != 1 || f.under[0].to != 40 {
		t.Errorf("%d under way, first to %d; want the last alone", f.n, f.under[0].to)
	}
}

// TestEveryOtherAcknowledgement: a viewer that acknowledges only every other
// frame must not wait for ever for a window of one.
func TestEveryOtherAcknowledgement(t *testing.T) {
	const tick = 100 * time.Millisecond
	f, now := flow{}, time.Unix(1, 0)
	for v := uint64(1); v < 20; v++ {
		for !f.open(tick, now) {
			if now = now.Add(tick); now.After(time.Unix(1000, 0)) {
				t.Fatal("stalled")
			}
		}
		f.sent(v, now)
		if v%2 == 0 {
			now = now.Add(time.Second)
			f.ack(v, now)
		}
	}
}
