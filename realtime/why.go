package realtime

import "time"

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
