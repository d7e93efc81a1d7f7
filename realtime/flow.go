package realtime

import "time"

// Bounds of the window, in frames.
const (
	usualWindow = 2
	maxWindow   = 4
)

// patience is how long a window of one waits for its acknowledgement before it
// lets a second frame go to a viewer that may acknowledge only every other one.
const patience = time.Second

// flow decides how many frames may be under way to one viewer. A queue in the
// network or in the viewer would make values old before they are drawn, so the
// window is just large enough to keep the viewer drawing.
type flow struct {
	under [maxWindow]underWay // oldest first
	n     int
	acked bool          // has ever acknowledged
	delay time.Duration // from sending to acknowledgement, smoothed
	rtts  [8]time.Duration
	pongs int
}

type underWay struct {
	to uint64
	at time.Time
}

// restart forgets the frames under way, but not how fast the viewer is.
func (f *flow) restart() { f.n = 0 }

func (f *flow) sent(to uint64, now time.Time) {
	if f.n < maxWindow {
		f.under[f.n] = underWay{to, now}
		f.n++
	}
}

// ack takes a cumulative acknowledgement: all frames up to version are drawn.
func (f *flow) ack(version uint64, now time.Time) {
	done := 0
	for done < f.n && f.under[done].to <= version {
		done++
	}
	if done == 0 {
		return
	}
	took := now.Sub(f.under[done-1].at)
	if f.acked {
		took = (f.delay + took) / 2
	}
	f.acked, f.delay = true, took
	copy(f.under[:], f.under[done:f.n])
	f.n -= done
}

// pong takes a round trip that no drawing delayed.
func (f *flow) pong(rtt time.Duration) {
	f.rtts[f.pongs%len(f.rtts)] = rtt
	f.pongs++
}

// rtt is the shortest of the recent round trips: the others waited for the viewer.
func (f *flow) rtt() time.Duration {
	if f.pongs == 0 {
		return 0
	}
	best := f.rtts[0]
	for _, r := range f.rtts[1:min(f.pongs, len(f.rtts))] {
		best = min(best, r)
	}
	return best
}

// window is how many frames may be under way: 2; 1 before the first
// acknowledgement and for a viewer that draws longer than two ticks (with 2,
// each frame would wait out the drawing of the one before); up to 4 where the
// round trip is what takes long.
func (f *flow) window(tick time.Duration, now time.Time) int {
	switch {
	case f.acked && f.delay <= 2*tick:
		return usualWindow
	case f.acked && f.delay-f.rtt() <= 2*tick:
		return max(usualWindow, min(maxWindow, int(f.delay/tick)+1))
	case f.n == 1 && now.Sub(f.under[0].at) > max(patience, 3*f.delay):
		return usualWindow
	}
	return 1
}

func (f *flow) open(tick time.Duration, now time.Time) bool { return f.n < f.window(tick, now) }
