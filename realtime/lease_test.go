package realtime_test

import (
	"testing"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/realtime"
)

// timed is a room whose clock the test sets.
func timed(t *testing.T, hold time.Duration) (*room, *clock) {
	t.Helper()
	at := newClock()
	r := newRoom(t, func(c *realtime.Config) { c.Clock = at.Now })
	def := sandbox()
	def.Rules[0] = pm25Rule(hold)
	r.define(def)
	return r, at
}

func (r *room) why(key string) realtime.Why {
	r.Helper()
	w, err := r.hub.Why(r.Context(), "sandbox", key, access.Leader)
	if err != nil {
		r.Fatal(err)
	}
	return w
}

func TestALeaseEndsAsAChangeOfTheBoard(t *testing.T) {
	r, at := timed(t, 0)
	if w := r.why("pm25"); w.State != "none" || w.Level != nil || w.Reading != nil {
		t.Errorf("before any reading: %s", text(w))
	}
	r.put(number("pm25", 80))
	c := r.dial(realtime.ProtocolJSON, "")
	c.subscribe([]string{"air"}, nil)
	if f := c.expect("frame").Frame; f.State[0] != "live" || *f.Level[0] != 2 {
		t.Errorf("fresh: %s", text(f))
	}
	c.ack(c.expect("tick").To)
	at.add(2*time.Minute - time.Millisecond)
	at.add(time.Millisecond)
	if f := c.expect("frame").Frame; f.State[0] != "stale" || *f.Level[0] != 2 || f.V[0] != 80.0 {
		t.Errorf("after the lease: %s", text(f))
	}
	c.ack(c.expect("tick").To)
	r.put(number("pm25", 81))
	if f := c.expect("frame").Frame; f.State[0] != "live" {
		t.Errorf("after a new reading: %s", text(f))
	}
}

func TestAnOldReadingIsStaleOnArrival(t *testing.T) {
	r, at := timed(t, 0)
	old := number("pm25", 80)
	old.Time = at.Now().Add(-time.Hour)
	r.put(old)
	if w := r.why("pm25"); w.State != "stale" {
		t.Errorf("a reading of an hour ago is %s", w.State)
	}
}

func TestAFastClockDoesNotLengthenALease(t *testing.T) {
	r, at := timed(t, 0)
	ahead := number("pm25", 80)
	ahead.Time = at.Now().Add(59 * time.Second)
	r.put(ahead)
	at.add(2 * time.Minute)
	eventually(t, "stale two minutes after arrival", func() bool { return r.why("pm25").State == "stale" })
}

func TestHoldEndsWithoutANewReading(t *testing.T) {
	r, at := timed(t, time.Minute)
	start := at.Now()
	// The spike is merged away with the reading after it, but not for the rule.
	spike, calm := number("pm25", 200), number("pm25", 10)
	spike.Time, calm.Time = start.Add(-2*time.Second), start.Add(-time.Second)
	r.put(calm, spike)
	w := r.why("pm25")
	if *w.Level != 3 || w.Reading.Value != 10.0 || w.Rule.Pending == nil || w.Rule.Pending.Level != "normal" || w.Source != "system:test" {
		t.Fatalf("after the spike: %s", text(w))
	}
	if want := start.Add(59 * time.Second); !w.Rule.Pending.Due.Equal(want) {
		t.Errorf("due %v, want %v", w.Rule.Pending.Due, want)
	}
	at.add(59 * time.Second)
	eventually(t, "the level eases when the hold is over", func() bool { return *r.why("pm25").Level == 0 })
	if w := r.why("pm25"); w.Rule.Pending != nil || w.Rule.HoldSeconds != 60 || w.Rule.Hysteresis != 3 || len(w.Rule.Ranges) != 4 {
		t.Errorf("afterwards: %s", text(w))
	}
}

func TestNewestSourceTimeWins(t *testing.T) {
	r, at := timed(t, 0)
	newer, older := number("loose", 2), number("loose", 1)
	newer.Time, older.Time = at.Now(), at.Now().Add(-time.Second)
	r.put(newer)
	r.put(older)
	if w := r.why("loose"); w.Reading.Value != 2.0 || r.hub.Stats().Late != 1 {
		t.Errorf("an older reading replaced a newer one: %s", text(w))
	}
	correction := newer
	correction.Value = realtime.NumberValue(3)
	r.put(correction)
	if w := r.why("loose"); w.Reading.Value != 3.0 {
		t.Errorf("a correction of the same time was not taken: %s", text(w))
	}
}

func TestWhyHidesWhatTheAudienceMayNotSee(t *testing.T) {
	r, _ := timed(t, 0)
	_, hidden := r.hub.Why(t.Context(), "sandbox", "secret", access.Staff)
	_, absent := r.hub.Why(t.Context(), "sandbox", "nothing", access.Staff)
	if fault.CodeOf(hidden) != "indicator_not_found" || fault.CodeOf(absent) != "indicator_not_found" {
		t.Errorf("hidden: %v, absent: %v", hidden, absent)
	}
	if _, err := r.hub.Why(t.Context(), "nowhere", "x", access.Public); fault.CodeOf(err) != "scene_not_found" {
		t.Errorf("no scene: %v", err)
	}
}
