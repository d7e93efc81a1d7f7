package realtime

import (
	"time"

	"github.com/twinstage/twinstage/internal/access"
)

// Kind is the kind of an indicator's values.
type Kind uint8

// The kinds of values; KindNone is the kind of no value.
const (
	KindNone Kind = iota
	KindNumber
	KindBoolean
	KindCategory
	KindPosition
)

var kindNames = [...]string{"", "number", "boolean", "category", "position"}

func (k Kind) String() string { return nameOf(kindNames[:], uint8(k)) }

// ParseKind reads "number", "category", "boolean" or "position".
func ParseKind(s string) (Kind, bool) {
	i, ok := indexOf(kindNames[:], s)
	return Kind(i), ok && s != ""
}

// Level is how grave an indicator's value is by its rule.
type Level uint8

// The levels; LevelNone where there is no rule or no value yet.
const (
	LevelNormal Level = iota
	LevelNotice
	LevelWarning
	LevelAlarm
	LevelNone Level = 7
)

var levelNames = [...]string{"normal", "notice", "warning", "alarm"}

func (l Level) String() string { return nameOf(levelNames[:], uint8(l)) }

// ParseLevel reads "normal", "notice", "warning" or "alarm".
func ParseLevel(s string) (Level, bool) {
	i, ok := indexOf(levelNames[:], s)
	return Level(i), ok
}

// State says whether an indicator's reading may still be believed.
type State uint8

// The states: within its lease, lease over, never had a value.
const (
	StateLive State = iota
	StateStale
	StateNone
)

var stateNames = [...]string{"live", "stale", "none"}

func (s State) String() string { return nameOf(stateNames[:], uint8(s)) }

// Origin says where a reading comes from; it is shown to everybody.
type Origin uint8

// The origins; the zero OriginNone means none was stated.
const (
	OriginNone Origin = iota
	OriginLive
	OriginRecorded
	OriginSimulated
)

var originNames = [...]string{"", "live", "recorded", "simulated"}

func (o Origin) String() string { return nameOf(originNames[:], uint8(o)) }

// ParseOrigin reads "live", "recorded" or "simulated"; "" is OriginNone.
func ParseOrigin(s string) (Origin, bool) {
	i, ok := indexOf(originNames[:], s)
	return Origin(i), ok
}

func nameOf(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return ""
}

func indexOf(names []string, s string) (int, bool) {
	for i, n := range names {
		if n == s {
			return i, true
		}
	}
	return 0, false
}

// Indicator is what is measured at one place of a scene.
type Indicator struct {
	Key  string
	Kind Kind
	Unit string
	// Precision is the number of decimals of a number, 0 to 9; nil: not stated,
	// values travel unrounded.
	Precision *int
	// Rule is the id of the rule that gives the level; "": none.
	Rule string
	// Lease is how long a reading counts as live, from its source time (or its
	// arrival, whichever is earlier); 0: for ever.
	Lease    time.Duration
	Audience access.Audience
}

// Overlay is a set of indicators that viewers may follow apart.
type Overlay struct {
	ID         string
	Indicators []string // keys
}

// Definition is what a scene's document says about its live side. The roof
// translates documents into it.
type Definition struct {
	Scene      string // slug
	District   string // six-digit administrative code, for permits
	Revision   int64  // of the document; part of every cursor's scope
	Indicators []Indicator
	Rules      []Rule
	Overlays   []Overlay
}
