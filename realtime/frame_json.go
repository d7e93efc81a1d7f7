package realtime

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// wireTime is RFC 3339 in UTC with milliseconds.
const wireTime = "2006-01-02T15:04:05.000Z"

// appendJSONFrame appends the frame as twinstage.v1+json carries it. Numbers are
// rounded as in the binary codec, so that both say the same.
func appendJSONFrame(dst []byte, f *frame) []byte {
	dst = append(dst, `{"type":"frame","epoch":`...)
	dst = appendJSONString(dst, f.epoch)
	dst = append(dst, `,"overlay":`...)
	if f.overlay >= 0 {
		dst = appendJSONString(dst, f.overlayID)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"from":`...)
	dst = strconv.AppendUint(dst, f.from, 10)
	dst = append(dst, `,"to":`...)
	dst = strconv.AppendUint(dst, f.to, 10)
	dst = append(dst, `,"tick":`...)
	dst = strconv.AppendBool(dst, f.tick)
	dst = append(dst, `,"time":"`...)
	dst = time.UnixMilli(f.time).UTC().AppendFormat(dst, wireTime)
	dst = append(dst, '"')
	for _, c := range jsonColumns {
		dst = append(dst, `,"`...)
		dst = append(dst, c.name...)
		dst = append(dst, `":[`...)
		for i, r := range f.rows {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = c.append(dst, r)
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

var jsonColumns = [...]struct {
	name   string
	append func([]byte, row) []byte
}{
	{"i", func(dst []byte, r row) []byte { return strconv.AppendInt(dst, int64(r.index), 10) }},
	{"v", appendJSONValue},
	{"level", func(dst []byte, r row) []byte {
		if r.entry.Levelling.Level == LevelNone {
			return append(dst, "null"...)
		}
		return append(dst, '0'+byte(r.entry.Levelling.Level))
	}},
	{"at", func(dst []byte, r row) []byte {
		if r.entry.State == StateNone {
			return append(dst, "null"...)
		}
		return strconv.AppendInt(dst, r.entry.At, 10)
	}},
	{"state", func(dst []byte, r row) []byte {
		return append(append(append(dst, '"'), r.entry.State.String()...), '"')
	}},
	{"origin", func(dst []byte, r row) []byte {
		if r.entry.Origin == OriginNone {
			return append(dst, "null"...)
		}
		return append(append(append(dst, '"'), r.entry.Origin.String()...), '"')
	}},
}

func appendJSONValue(dst []byte, r row) []byte {
	v := &r.entry.Value
	if r.entry.State == StateNone {
		return append(dst, "null"...)
	}
	switch v.Kind {
	case KindNumber:
		if q, ok := quantise(v.Number, r.precision); ok {
			return appendJSONNumber(dst, float64(q)/pow10[r.precision])
		}
		return appendJSONNumber(dst, v.Number)
	case KindBoolean:
		return strconv.AppendBool(dst, v.Bool())
	case KindCategory:
		return appendJSONString(dst, v.Word)
	case KindPosition:
		dst = append(dst, '[')
		for i, x := range placeOf(v.Position).position() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSONNumber(dst, x)
		}
		return append(dst, ']')
	}
	return append(dst, "null"...)
}

// appendJSONNumber writes f as JavaScript does, so that it reads back exactly.
func appendJSONNumber(dst []byte, f float64) []byte {
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, 64)
}

func appendJSONString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			quoted, _ := json.Marshal(s) // a string always has a JSON form
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}
