package sqljournal

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/twinstage/twinstage/realtime"
)

// A blob is a zstd frame of: u8 version 1, uvarint n, then n readings, each
//
//	uvarint  key: 0 and a new text, or the number of an earlier one
//	svarint  source time, milliseconds, as difference to the reading before
//	u8       bits 0-2 kind, bits 3-4 origin, bit 5 boolean, bit 6 a quality follows
//	value    number f64 LE · category text · position 4 × f64 LE
//	text     quality                                                  only if bit 6
//
// and, in a checkpoint, a source text and svarint arrival time. A text is a
// uvarint length and its bytes.
const blobVersion = 1

var errBlob = errors.New("journal blob is damaged")

// maxBlob bounds what a damaged blob can make the decoder allocate.
const maxBlob = 64 << 20

type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return codec{}, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlob))
	return codec{enc, dec}, err
}

func (c codec) close() {
	_ = c.enc.Close()
	c.dec.Close()
}

// encode packs readings; withSource adds each one's source and arrival.
func (c codec) encode(readings []realtime.Stored, withSource bool) []byte {
	b := binary.AppendUvarint([]byte{blobVersion}, uint64(len(readings)))
	keys := make(map[string]uint64, 16)
	last := int64(0)
	for i := range readings {
		r := &readings[i]
		if n, ok := keys[r.Indicator]; ok {
			b = binary.AppendUvarint(b, n)
		} else {
			keys[r.Indicator] = uint64(len(keys) + 1)
			b = appendText(append(b, 0), r.Indicator)
		}
		at := r.Time.UnixMilli()
		b = binary.AppendVarint(b, at-last)
		last = at
		b = appendReading(b, &r.Reading)
		if withSource {
			b = binary.AppendVarint(appendText(b, r.Source), r.ReceivedAt)
		}
	}
	return c.enc.EncodeAll(b, nil)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendReading(b []byte, r *realtime.Reading) []byte {
	meta := byte(r.Value.Kind)&7 | byte(r.Origin)&3<<3
	if r.Value.Kind == realtime.KindBoolean && r.Value.Bool() {
		meta |= 1 << 5
	}
	if r.Quality != "" {
		meta |= 1 << 6
	}
	b = append(b, meta)
	switch r.Value.Kind {
	case realtime.KindNumber:
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(r.Value.Number))
	case realtime.KindCategory:
		b = appendText(b, r.Value.Word)
	case realtime.KindPosition:
		for _, x := range r.Value.Position {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	if r.Quality != "" {
		b = appendText(b, r.Quality)
	}
	return b
}

// decode unpacks what encode packed and calls each for every reading.
func (c codec) decode(blob []byte, withSource bool, each func(realtime.Stored)) error {
	raw, err := c.dec.DecodeAll(blob, nil)
	if err != nil {
		return errors.Join(errBlob, err)
	}
	d := &blobReader{rest: raw}
	if d.byte() != blobVersion {
		return errBlob
	}
	var keys []string
	last := int64(0)
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		var r realtime.Stored
		if k := d.uvarint(); k == 0 {
			keys = append(keys, d.text())
			r.Indicator = keys[len(keys)-1]
		} else if k <= uint64(len(keys)) {
			r.Indicator = keys[k-1]
		} else {
			d.bad = true
		}
		last += d.varint()
		r.Time = time.UnixMilli(last).UTC()
		d.reading(&r.Reading)
		if withSource {
			r.Source, r.ReceivedAt = d.text(), d.varint()
		}
		if !d.bad {
			each(r)
		}
	}
	if d.bad || len(d.rest) > 0 {
		return errBlob
	}
	return nil
}

type blobReader struct {
	rest []byte
	bad  bool
}

func (d *blobReader) take(n uint64) []byte {
	if d.bad || n > uint64(len(d.rest)) {
		d.bad = true
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *blobReader) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *blobReader) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	d.take(uint64(max(n, 0)))
	d.bad = d.bad || n <= 0
	return v
}

func (d *blobReader) varint() int64 {
	v, n := binary.Varint(d.rest)
	d.take(uint64(max(n, 0)))
	d.bad = d.bad || n <= 0
	return v
}

func (d *blobReader) text() string { return string(d.take(d.uvarint())) }

func (d *blobReader) float() float64 {
	if b := d.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

func (d *blobReader) reading(r *realtime.Reading) {
	meta := d.byte()
	r.Origin = realtime.Origin(meta >> 3 & 3)
	switch kind := realtime.Kind(meta & 7); kind {
	case realtime.KindNumber:
		r.Value = realtime.NumberValue(d.float())
	case realtime.KindBoolean:
		r.Value = realtime.BooleanValue(meta&(1<<5) != 0)
	case realtime.KindCategory:
		r.Value = realtime.CategoryValue(d.text())
	case realtime.KindPosition:
		r.Value = realtime.PositionValue(d.float(), d.float(), d.float(), d.float())
	default:
		d.bad = true
	}
	if meta&(1<<6) != 0 {
		r.Quality = d.text()
	}
}
