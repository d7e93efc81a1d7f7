package realtime

import (
	"encoding/binary"
	"math"
)

// Sections of a binary frame, docs/protocol.md.
const (
	sectionQuantised = 1 + iota
	sectionRaw
	sectionBoolean
	sectionCategory
	sectionPosition
	sectionNone
	sections
)

const (
	flagTick    = 1 << 0
	flagOverlay = 1 << 1

	sharedMeta = 1 << 0
	sharedAge  = 1 << 1
)

// binaryEncoder keeps the work space of binary frames between calls.
type binaryEncoder struct {
	sections    [sections][]row
	alike, rest []row
}

// worthParting is how many updates of one meta byte pay for a section of their
// own: they save a byte each, the section costs a few.
const worthParting = 16

// appendFrame appends the message to dst.
func (e *binaryEncoder) appendFrame(dst []byte, f *frame) []byte {
	flags := byte(0)
	if f.tick {
		flags |= flagTick
	}
	if f.overlay >= 0 {
		flags |= flagOverlay
	}
	dst = append(dst, msgFrame, flags)
	if f.overlay >= 0 {
		dst = binary.AppendUvarint(dst, uint64(f.overlay))
	}
	dst = binary.AppendUvarint(dst, f.from)
	dst = binary.AppendUvarint(dst, f.to-f.from)
	dst = appendFloat(dst, float64(f.time))
	e.split(f.rows)
	for kind := sectionQuantised; kind < sections; kind++ {
		if rows := e.sections[kind]; len(rows) > 0 {
			dst = e.appendKind(dst, kind, rows, f.time)
			clear(rows) // entries must not outlive their board
		}
	}
	return dst
}

// appendKind appends the updates of one kind: one section, or two where most of
// them share a meta byte and the rest would cost all of them that byte.
func (e *binaryEncoder) appendKind(dst []byte, kind int, rows []row, now int64) []byte {
	meta, n := commonMeta(rows)
	if n == len(rows) || n < worthParting || n < len(rows)/2 {
		return appendSection(dst, kind, rows, now)
	}
	e.alike, e.rest = e.alike[:0], e.rest[:0]
	for _, r := range rows {
		if metaOf(r.entry) == meta {
			e.alike = append(e.alike, r)
		} else {
			e.rest = append(e.rest, r)
		}
	}
	dst = appendSection(dst, kind, e.alike, now)
	dst = appendSection(dst, kind, e.rest, now)
	clear(e.alike)
	clear(e.rest)
	return dst
}

// commonMeta is the most frequent meta byte and how often it stands.
func commonMeta(rows []row) (meta byte, n int) {
	var counts [1 << 7]int
	for _, r := range rows {
		m := metaOf(r.entry)
		if counts[m]++; counts[m] > n {
			meta, n = m, counts[m]
		}
	}
	return meta, n
}

func (e *binaryEncoder) split(rows []row) {
	for k := range e.sections {
		e.sections[k] = e.sections[k][:0]
	}
	for _, r := range rows {
		k := sectionOf(r)
		e.sections[k] = append(e.sections[k], r)
	}
}

func sectionOf(r row) int {
	if r.entry.State == StateNone {
		return sectionNone
	}
	switch r.entry.Value.Kind {
	case KindNumber:
		if _, ok := quantise(r.entry.Value.Number, r.precision); ok {
			return sectionQuantised
		}
		return sectionRaw
	case KindBoolean:
		return sectionBoolean
	case KindCategory:
		return sectionCategory
	case KindPosition:
		return sectionPosition
	}
	return sectionNone
}

func appendSection(dst []byte, kind int, rows []row, now int64) []byte {
	shared := sharing(rows)
	dst = append(dst, byte(kind), shared)
	dst = binary.AppendUvarint(dst, uint64(len(rows)))
	last := 0
	for _, r := range rows {
		dst = binary.AppendUvarint(dst, uint64(r.index-last))
		last = r.index
	}
	for i, r := range rows {
		if i == 0 || shared&sharedMeta == 0 {
			dst = append(dst, metaOf(r.entry))
		}
	}
	if kind == sectionNone {
		return dst
	}
	for i, r := range rows {
		if i == 0 || shared&sharedAge == 0 {
			dst = binary.AppendVarint(dst, now-r.entry.At)
		}
	}
	for _, r := range rows {
		dst = appendValue(dst, kind, r)
	}
	return dst
}

func sharing(rows []row) byte {
	meta, at := metaOf(rows[0].entry), rows[0].entry.At
	shared := byte(sharedMeta | sharedAge)
	for _, r := range rows[1:] {
		if metaOf(r.entry) != meta {
			shared &^= sharedMeta
		}
		if r.entry.At != at {
			shared &^= sharedAge
		}
	}
	return shared
}

func metaOf(e *Entry) byte {
	return byte(e.Levelling.Level)&7 | byte(e.State)&3<<3 | (byte(e.Origin)-1)&3<<5 // 0 live … 3 none
}

func appendValue(dst []byte, kind int, r row) []byte {
	v := &r.entry.Value
	switch kind {
	case sectionQuantised:
		q, _ := quantise(v.Number, r.precision)
		return binary.AppendVarint(dst, q)
	case sectionRaw:
		return appendFloat(dst, v.Number)
	case sectionBoolean:
		if v.Bool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	case sectionCategory:
		dst = binary.AppendUvarint(dst, uint64(len(v.Word)))
		return append(dst, v.Word...)
	default: // sectionPosition
		p := placeOf(v.Position)
		dst = binary.AppendVarint(dst, p.lon)
		dst = binary.AppendVarint(dst, p.lat)
		dst = binary.AppendVarint(dst, p.height)
		return binary.AppendUvarint(dst, uint64(p.heading))
	}
}

func appendFloat(dst []byte, f float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(f))
}
