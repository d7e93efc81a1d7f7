package realtime

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"
)

// errFrame is the root of all decoding errors.
var errFrame = errors.New("binary frame")

// DecodeFrame reads a binary frame message with the hello it belongs to, into
// the shape that JSON gives. It trusts nothing: any bytes give a frame or an
// error.
func DecodeFrame(hello *Hello, data []byte) (Frame, error) {
	d := &frameDecoder{hello: hello, rest: data}
	f := d.frame()
	if d.err != nil {
		return Frame{}, d.err
	}
	return f, nil
}

type frameDecoder struct {
	hello *Hello
	rest  []byte
	err   error
}

func (d *frameDecoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", errFrame, fmt.Sprintf(format, args...))
	}
	d.rest = nil
}

func (d *frameDecoder) byte() byte {
	if len(d.rest) == 0 {
		d.fail("ends early")
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *frameDecoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail("a varint ends early or is too long")
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *frameDecoder) svarint() int64 {
	v, n := binary.Varint(d.rest)
	if n <= 0 {
		d.fail("a varint ends early or is too long")
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *frameDecoder) float() float64 {
	if len(d.rest) < 8 {
		d.fail("ends early")
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(d.rest))
	d.rest = d.rest[8:]
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.fail("a number is not finite")
	}
	return f
}

func (d *frameDecoder) text() string {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.fail("a word ends early")
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	if !utf8.ValidString(s) {
		d.fail("a word is not UTF-8")
	}
	return s
}

func (d *frameDecoder) frame() Frame {
	f := Frame{Type: "frame", Epoch: d.hello.Epoch, I: []int{}, V: []any{}, Level: []*int{}, At: []*int64{}, State: []string{}, Origin: []*string{}}
	if d.byte() != msgFrame {
		d.fail("not a frame message")
	}
	flags := d.byte()
	f.Tick = flags&flagTick != 0
	if flags&flagOverlay != 0 {
		if i := d.uvarint(); i < uint64(len(d.hello.Overlays)) {
			f.Overlay = &d.hello.Overlays[i]
		} else {
			d.fail("overlay %d is not in hello", i)
		}
	}
	f.From = d.uvarint()
	f.To = f.From + d.uvarint()
	now := math.Round(d.float())
	if f.To < f.From || math.Abs(now) > maxSafe/1000 {
		d.fail("versions or time out of range")
	}
	f.Time = time.UnixMilli(int64(now)).UTC().Format(wireTime)
	for len(d.rest) > 0 && d.err == nil {
		d.section(&f, int64(now))
	}
	return f
}

func (d *frameDecoder) section(f *Frame, now int64) {
	kind, shared := d.byte(), d.byte()
	n := d.uvarint()
	if n == 0 || n > uint64(len(d.rest)) || kind < sectionQuantised || kind >= sections {
		d.fail("section of kind %d with %d updates", kind, n)
		return
	}
	first := len(f.I)
	d.indexes(f, int(n))
	d.metas(f, int(n), shared)
	d.ages(f, int(n), shared, now, kind)
	for _, i := range f.I[first:] {
		if d.err != nil {
			return
		}
		f.V = append(f.V, d.value(kind, i))
	}
}

func (d *frameDecoder) indexes(f *Frame, n int) {
	at := uint64(0)
	for k := 0; k < n && d.err == nil; k++ {
		step := d.uvarint()
		at += step
		if (k > 0 && step == 0) || step > uint64(len(d.hello.Dictionary)) || at >= uint64(len(d.hello.Dictionary)) {
			d.fail("index %d is not in the dictionary or does not ascend", at)
			return
		}
		f.I = append(f.I, int(at))
	}
}

func (d *frameDecoder) metas(f *Frame, n int, shared byte) {
	var meta byte
	for k := 0; k < n && d.err == nil; k++ {
		if k == 0 || shared&sharedMeta == 0 {
			meta = d.byte()
		}
		var level *int
		if l := int(meta & 7); l != int(LevelNone) {
			level = &l
		}
		var origin *string
		if o := Origin(meta>>5+1) & 3; o != OriginNone {
			origin = &originNames[o]
		}
		if State(meta>>3&3) > StateNone {
			d.fail("a state that does not exist")
		}
		f.Level = append(f.Level, level)
		f.State = append(f.State, State(meta>>3&3).String())
		f.Origin = append(f.Origin, origin)
	}
}

func (d *frameDecoder) ages(f *Frame, n int, shared byte, now int64, kind byte) {
	var at int64
	for k := 0; k < n && d.err == nil; k++ {
		if kind == sectionNone {
			f.At = append(f.At, nil)
			continue
		}
		if k == 0 || shared&sharedAge == 0 {
			at = now - d.svarint()
		}
		own := at
		f.At = append(f.At, &own)
	}
}

func (d *frameDecoder) value(kind byte, index int) any {
	switch kind {
	case sectionQuantised:
		p := d.hello.Dictionary[index].Precision
		if p == nil || *p < 0 || *p > maxPrecision {
			d.fail("a quantised number of indicator %d, which states no precision", index)
			return nil
		}
		return float64(d.svarint()) / pow10[*p]
	case sectionRaw:
		return d.float()
	case sectionBoolean:
		return d.byte() != 0
	case sectionCategory:
		return d.text()
	case sectionPosition:
		return place{d.svarint(), d.svarint(), d.svarint(), int64(d.uvarint() % 3600)}.position()
	}
	return nil
}
