package realtime

import (
	"math"
	"time"
)

// Range gives Level to numbers below Below that no earlier range took.
// A last range with Below +Inf takes the rest.
type Range struct {
	Below float64
	Level Level
}

// Case gives Level to one word (category) or to true or false (boolean).
type Case struct {
	Is    Value
	Level Level
}

// Rule turns values into levels. A number that no range takes, or a word that
// no case names, is normal.
type Rule struct {
	ID string
	// Ranges are for numbers, by rising Below.
	Ranges []Range
	// Cases are for categories and booleans.
	Cases []Case
	// Hysteresis is in the indicator's unit: a level eases only when the value
	// lies further than this inside the easier ranges. It worsens at once.
	Hysteresis float64
	// Hold is how long a value must stay easier before the level follows it
	// down, so that a short spike is seen by everybody. 0: at once.
	Hold time.Duration
}

// Levelling is where a rule stands with one indicator. It is stored beside the
// reading and committed with it. Times are UTC epoch milliseconds.
type Levelling struct {
	Level Level // LevelNone: no rule, or no value yet
	Since int64 // when Level began
	// Pending is the easier level that waits for the hold time, LevelNone if
	// nothing waits; PendingSince is when the value began to deserve it.
	Pending      Level
	PendingSince int64
}

// Unlevelled is the levelling of an indicator without rule or value.
func Unlevelled() Levelling { return Levelling{Level: LevelNone, Pending: LevelNone} }

// Step is the levelling after value v measured at time at. It is called for
// every reading, in the order of source time, before readings are merged;
// callers Elapse to the same time first.
func (r *Rule) Step(s Levelling, v Value, at int64) Levelling {
	next := r.levelOf(v, 0)
	if next < s.Level && s.Level != LevelNone {
		next = min(s.Level, r.levelOf(v, r.Hysteresis))
	}
	switch {
	case next == s.Level:
		s.Pending, s.PendingSince = LevelNone, 0
		return s
	case s.Level == LevelNone || next > s.Level || r.Hold <= 0:
		return Levelling{Level: next, Since: at, Pending: LevelNone}
	case s.Pending == LevelNone:
		s.Pending, s.PendingSince = next, at
	default: // the value has been at the graver of both, or easier, all the while
		s.Pending = max(s.Pending, next)
	}
	return s
}

// Elapse is the levelling at a later time at which v is still the newest value:
// what was pending takes effect when its hold time is over, and a value easier
// still begins to wait anew.
func (r *Rule) Elapse(s Levelling, v Value, now int64) Levelling {
	for {
		due, waiting := r.due(s)
		if !waiting || now < due {
			return s
		}
		s = r.Step(Levelling{Level: s.Pending, Since: due, Pending: LevelNone}, v, due)
	}
}

// due is when a pending level takes effect.
func (r *Rule) due(s Levelling) (int64, bool) {
	return s.PendingSince + r.Hold.Milliseconds(), s.Pending != LevelNone
}

// levelOf is the gravest level among the values within margin of v.
func (r *Rule) levelOf(v Value, margin float64) Level {
	switch v.Kind {
	case KindNumber:
		return r.gravest(v.Number-margin, v.Number+margin)
	case KindCategory, KindBoolean:
		for _, c := range r.Cases {
			if c.Is == v {
				return c.Level
			}
		}
	}
	return LevelNormal
}

// gravest is the gravest level of the ranges that [lo, hi] touches.
func (r *Rule) gravest(lo, hi float64) Level {
	worst, from := LevelNormal, math.Inf(-1)
	for _, g := range r.Ranges {
		if lo < g.Below && hi >= from {
			worst = max(worst, g.Level)
		}
		from = g.Below
	}
	return worst
}
