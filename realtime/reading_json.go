package realtime

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// wireReading is a reading as clients send it. All parts are read one by one, so
// that a bad one refuses its reading and not the batch.
type wireReading struct {
	Indicator json.RawMessage `json:"indicator"`
	Time      json.RawMessage `json:"time"`
	Value     json.RawMessage `json:"value"`
	Quality   json.RawMessage `json:"quality"`
	Origin    json.RawMessage `json:"origin"`
}

// parseReading reads one JSON object. The problem says what is wrong with its
// shape; whether the reading fits its indicator is checked later.
func parseReading(data []byte) (Reading, *problem) {
	var w wireReading
	var r Reading
	if err := json.Unmarshal(data, &w); err != nil {
		return r, &problem{"reading_malformed", `A reading is a JSON object {"indicator","time"?,"value","quality"?,"origin"?}.`}
	}
	if json.Unmarshal(w.Indicator, &r.Indicator) != nil || r.Indicator == "" {
		return r, &problem{"reading_malformed", "The indicator is missing, or is not a string. Send the indicator's key."}
	}
	if !parseText(w.Quality, &r.Quality) {
		return r, &problem{"reading_malformed", "The quality is not a string. Send a short word, or leave it out."}
	}
	var origin string
	ok := parseText(w.Origin, &origin)
	if r.Origin, ok = parseOriginIf(ok, origin); !ok {
		return r, &problem{"origin_invalid", "The origin is none of live, recorded, simulated."}
	}
	if r.Time, ok = parseTime(w.Time); !ok {
		return r, &problem{"time_invalid", "The time is not RFC 3339 and not epoch milliseconds. Send UTC like 2026-01-31T08:00:00.000Z, or leave it out."}
	}
	var p *problem
	r.Value, p = parseValue(w.Value)
	return r, p
}

func parseOriginIf(ok bool, s string) (Origin, bool) {
	if !ok {
		return OriginNone, false
	}
	return ParseOrigin(s)
}

func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func parseText(raw json.RawMessage, into *string) bool {
	return absent(raw) || json.Unmarshal(raw, into) == nil
}

// parseTime reads RFC 3339 or epoch milliseconds; absent is the zero time.
func parseTime(raw json.RawMessage) (time.Time, bool) {
	if absent(raw) {
		return time.Time{}, true
	}
	if raw[0] != '"' {
		ms, err := strconv.ParseFloat(string(raw), 64)
		if err != nil || math.Abs(ms) > 8.64e15 { // the range of JavaScript's Date
			return time.Time{}, false
		}
		return time.UnixMilli(int64(ms)).UTC(), true
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil && !t.IsZero()
}

// parseValue tells the kinds of values apart by their JSON form.
func parseValue(raw json.RawMessage) (Value, *problem) {
	raw = bytes.TrimSpace(raw)
	if absent(raw) {
		return Value{}, &problem{"value_not_finite", "There is no value (JSON's null is what NaN becomes). Leave the reading out when there is no value."}
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return Value{}, &problem{"reading_malformed", "The value is not a valid JSON string."}
		}
		return CategoryValue(s), nil
	case 't', 'f':
		return BooleanValue(raw[0] == 't'), nil
	case '[':
		return parsePosition(raw)
	case '{':
		return Value{}, &problem{"reading_kind", "A value is a number, a string, a boolean or [lon, lat, height, headingDeg]."}
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return Value{}, &problem{"value_not_finite", "The value is not a finite number."}
	}
	return NumberValue(f), nil
}

func parsePosition(raw json.RawMessage) (Value, *problem) {
	var p []json.Number
	if json.Unmarshal(raw, &p) != nil || len(p) != 4 {
		return Value{}, &problem{"reading_kind", "A position is four numbers: [lon, lat, height, headingDeg]."}
	}
	v := Value{Kind: KindPosition}
	for i, n := range p {
		f, err := n.Float64()
		if err != nil || n == "" {
			return Value{}, &problem{"value_not_finite", "A part of the position is not a finite number."}
		}
		v.Position[i] = f
	}
	return v, nil
}
