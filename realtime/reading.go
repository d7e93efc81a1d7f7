package realtime

import (
	"math"
	"time"
	"unicode/utf8"
)

// Limits of a reading. Ahead is how far a source's clock may run fast: a
// reading further ahead would freeze its indicator until then.
const (
	MaxKeyBytes     = 200
	MaxWordBytes    = 256
	MaxQualityBytes = 64
	MaxAhead        = 60 * time.Second
)

// Value is one measured value; the zero Value is none.
type Value struct {
	Kind   Kind
	Number float64 // KindNumber; for KindBoolean 0 or 1
	Word   string  // KindCategory
	// Position is longitude and latitude in degrees (CGCS2000/WGS 84), height in
	// metres above the ellipsoid, heading in degrees clockwise from north.
	Position [4]float64
}

// NumberValue is a number.
func NumberValue(f float64) Value { return Value{Kind: KindNumber, Number: f} }

// BooleanValue is true or false.
func BooleanValue(b bool) Value {
	if b {
		return Value{Kind: KindBoolean, Number: 1}
	}
	return Value{Kind: KindBoolean}
}

// CategoryValue is a word.
func CategoryValue(s string) Value { return Value{Kind: KindCategory, Word: s} }

// PositionValue is a place and a heading; see Value.Position.
func PositionValue(lon, lat, height, headingDeg float64) Value {
	return Value{Kind: KindPosition, Position: [4]float64{lon, lat, height, headingDeg}}
}

// JSON is the value as readings carry it: float64, string, bool, [4]float64, or
// nil for none.
func (v Value) JSON() any {
	switch v.Kind {
	case KindNumber:
		return v.Number
	case KindBoolean:
		return v.Bool()
	case KindCategory:
		return v.Word
	case KindPosition:
		return v.Position
	}
	return nil
}

// Bool is a boolean value.
func (v Value) Bool() bool { return v.Number != 0 }

// Reading is one measurement of one indicator.
type Reading struct {
	Indicator string    // key
	Time      time.Time // at the source; zero: time of arrival
	Value     Value
	Quality   string // the source's own word for it, up to 64 bytes; not interpreted
	Origin    Origin // OriginNone: the batch's
}

// Refusal says why one reading of a batch was not taken.
type Refusal struct {
	Index   int    `json:"index"` // in the batch, from 0
	Code    string `json:"code"`
	Message string `json:"message"`
}

// IngestResult is what became of a batch. It is the answer of POST …/readings.
type IngestResult struct {
	Accepted int       `json:"accepted"` // durable in the journal
	Refused  []Refusal `json:"refused"`
	// Omitted counts refusals beyond the 1,000 that an answer lists.
	Omitted int `json:"refusedOmitted,omitempty"`
	// Live says whether what was accepted has reached the board; if not, it
	// will when the live store is back.
	Live bool `json:"live"`
}

// problem is a refusal without its index.
type problem struct{ code, message string }

// checkReading says why r cannot be a reading of ind; nil if it can. now is the
// time of arrival.
func checkReading(r *Reading, ind *Indicator, now time.Time) *problem {
	switch {
	case r.Time.After(now.Add(MaxAhead)):
		return &problem{"time_ahead", "The time is more than 60 s ahead of this server's clock. Set the source's clock."}
	case !r.Time.IsZero() && r.Time.Year() < 1970:
		return &problem{"time_invalid", "The time is before 1970. Send UTC in RFC 3339, or epoch milliseconds."}
	case len(r.Quality) > MaxQualityBytes:
		return &problem{"quality_too_long", "The quality is longer than 64 bytes. Send a short word."}
	case r.Origin > OriginSimulated:
		return &problem{"origin_invalid", "The origin is none of live, recorded, simulated."}
	}
	return checkValue(r.Value, ind)
}

func checkValue(v Value, ind *Indicator) *problem {
	if !finite(v) {
		return &problem{"value_not_finite", "The value is not a finite number. Leave the reading out when there is no value."}
	}
	if v.Kind != ind.Kind {
		return &problem{"reading_kind", "The indicator takes a " + ind.Kind.String() + " (" + shapeOf(ind.Kind) + ")."}
	}
	switch v.Kind {
	case KindCategory:
		switch {
		case v.Word == "" || !utf8.ValidString(v.Word):
			return &problem{"value_not_text", "A category is a word: UTF-8 text that is not empty."}
		case len(v.Word) > MaxWordBytes:
			return &problem{"value_too_long", "A category is at most 256 bytes of UTF-8."}
		}
	case KindPosition:
		if math.Abs(v.Position[0]) > 180 || math.Abs(v.Position[1]) > 90 || math.Abs(v.Position[2]) > 1e7 || math.Abs(v.Position[3]) > 1e6 {
			return &problem{"position_out_of_range", "A position is [longitude -180…180, latitude -90…90, height in metres, heading in degrees]."}
		}
	}
	return nil
}

func finite(v Value) bool {
	sum := v.Number
	for _, p := range v.Position {
		sum += p * 0 // 0, or NaN where p is not finite
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

func shapeOf(k Kind) string {
	switch k {
	case KindNumber:
		return "a JSON number"
	case KindBoolean:
		return "true or false"
	case KindCategory:
		return "a JSON string"
	case KindPosition:
		return "[lon, lat, height, headingDeg]"
	}
	return ""
}
