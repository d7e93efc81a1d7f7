package realtime

import (
	"context"
	"math"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Why explains an indicator's present level. It is the answer of
// GET …/indicators/{key}/why; nil parts do not exist yet.
type Why struct {
	Key     string      `json:"key"`
	Level   *int        `json:"level"` // 0 normal … 3 alarm, null no rule or no value
	Since   *time.Time  `json:"since"` // when the level began
	State   string      `json:"state"` // live, stale, none
	Lease   *float64    `json:"leaseSeconds"`
	Reading *WhyReading `json:"reading"`
	Source  string      `json:"source,omitempty"` // who sent the reading
	Rule    *WhyRule    `json:"rule"`
}

// WhyReading is the reading that stands on the board.
type WhyReading struct {
	Value      any       `json:"value"` // number, string, boolean or [lon,lat,height,headingDeg]
	Time       time.Time `json:"time"`
	ReceivedAt time.Time `json:"receivedAt"`
	Quality    string    `json:"quality,omitempty"`
	Origin     string    `json:"origin"`
}

// WhyRule is the rule with its thresholds and what it is waiting for.
type WhyRule struct {
	ID          string      `json:"id"`
	Ranges      []WhyRange  `json:"ranges,omitempty"`
	Values      []WhyCase   `json:"values,omitempty"`
	Hysteresis  float64     `json:"hysteresis"`
	HoldSeconds float64     `json:"holdSeconds"`
	Pending     *WhyPending `json:"pending"`
}

// WhyRange is one range; Below is absent in the last one.
type WhyRange struct {
	Below *float64 `json:"below,omitempty"`
	Level string   `json:"level"`
}

// WhyCase is the level of one word or boolean.
type WhyCase struct {
	Is    any    `json:"is"`
	Level string `json:"level"`
}

// WhyPending is an easier level that waits for the hold time.
type WhyPending struct {
	Level string    `json:"level"`
	Since time.Time `json:"since"`
	Due   time.Time `json:"due"`
}

// Why explains the present level of an indicator that the audience may see.
// Faults: scene_not_found; indicator_not_found, also for what the audience may
// not see.
func (h *Hub) Why(_ context.Context, scene, key string, audience access.Audience) (Why, error) {
	s, err := h.scene(scene)
	if err != nil {
		return Why{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.layout.byKey[key]
	if !ok || s.layout.rows[r].Audience > audience {
		return Why{}, fault.New(fault.NotFound, "indicator_not_found", "The scene has no indicator %q. Check its key.", key)
	}
	return explain(&s.layout.rows[r], &s.board.entries[r]), nil
}

func explain(info *rowInfo, e *Entry) Why {
	w := Why{Key: info.Key, State: e.State.String(), Rule: explainRule(info.rule, e.Levelling)}
	if info.Lease > 0 {
		sec := info.Lease.Seconds()
		w.Lease = &sec
	}
	if e.State == StateNone {
		return w
	}
	w.Source = e.Source
	w.Reading = &WhyReading{
		Value: e.Value.JSON(), Time: utc(e.At), ReceivedAt: utc(e.ReceivedAt), Quality: e.Quality, Origin: e.Origin.String(),
	}
	if e.Levelling.Level != LevelNone {
		level, since := int(e.Levelling.Level), utc(e.Levelling.Since)
		w.Level, w.Since = &level, &since
	}
	return w
}

func explainRule(r *Rule, s Levelling) *WhyRule {
	if r == nil {
		return nil
	}
	w := &WhyRule{ID: r.ID, Hysteresis: r.Hysteresis, HoldSeconds: r.Hold.Seconds()}
	for _, g := range r.Ranges {
		x := WhyRange{Level: g.Level.String()}
		if !math.IsInf(g.Below, 1) {
			below := g.Below
			x.Below = &below
		}
		w.Ranges = append(w.Ranges, x)
	}
	for _, c := range r.Cases {
		w.Values = append(w.Values, WhyCase{c.Is.JSON(), c.Level.String()})
	}
	if due, waiting := r.due(s); waiting {
		w.Pending = &WhyPending{s.Pending.String(), utc(s.PendingSince), utc(due)}
	}
	return w
}

func utc(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
