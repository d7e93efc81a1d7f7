package realtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestBytesAnUpdate: numbers in a steady state cost at most six bytes each, the
// frame's head included: a tenth of 1,000 indicators, one in twenty of them
// simulated, measured up to eight seconds ago, 0 to 400 with one decimal.
func TestBytesAnUpdate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		among int
		same  bool // one time and origin, as of one batch
		limit float64
	}{{"50 of 1,000, one batch", 1000, true, 4.5}, {"50 of 1,000, mixed", 1000, false, 6}, {"500 of 1,000, mixed", 100, false, 6}} {
		t.Run(tt.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2))
			n := 50
			if tt.among == 100 {
				n = 500
			}
			f := frame{overlay: -1, from: 1_000_000, to: 1_000_050, tick: true, time: goldenTime}
			for i := range n {
				e := &Entry{Value: NumberValue(rnd.Float64() * 400), At: goldenTime - 40, Origin: OriginLive, Levelling: Unlevelled()}
				if !tt.same {
					e.At = goldenTime - rnd.Int64N(8000)
					if rnd.IntN(20) == 0 {
						e.Origin = OriginSimulated
					}
				}
				f.rows = append(f.rows, row{index: i * 1000 / n, precision: 1, entry: e})
			}
			size := float64(len(new(binaryEncoder).appendFrame(nil, &f))) / float64(n)
			t.Logf("%.2f bytes an update", size)
			if size > tt.limit {
				t.Errorf("%.2f bytes an update, want at most %.1f", size, tt.limit)
			}
		})
	}
}

func TestQuantise(t *testing.T) {
	for _, tt := range []struct {
		v         float64
		precision int8
		want      int64
		ok        bool
	}{{35.25, 1, 353, true}, {-35.25, 1, -353, true}, {0.5, 0, 1, true}, {-0.5, 0, -1, true}, {-0.04, 1, 0, true}, {1, -1, 0, false}, {1 << 53, 0, 0, false}, {1<<53 - 1, 0, 1<<53 - 1, true}, {1e300, 9, 0, false}} {
		if got, ok := quantise(tt.v, tt.precision); got != tt.want || ok != tt.ok {
			t.Errorf("quantise(%v, %d) = %d %v, want %d %v", tt.v, tt.precision, got, ok, tt.want, tt.ok)
		}
	}
}

func TestPlaces(t *testing.T) {
	for heading, want := range map[float64]int64{0: 0, 359.96: 0, 359.94: 3599, -90: 2700, 720.1: 1, -0.04: 0} {
		if got := placeOf([4]float64{0, 0, 0, heading}).heading; got != want {
			t.Errorf("heading %v is %d, want %d", heading, got, want)
		}
	}
}

// FuzzDecodeFrame: no bytes make the decoder panic or name what hello does not.
func FuzzDecodeFrame(f *testing.F) {
	hello := goldenHello()
	for _, g := range goldenFrames() {
		f.Add(new(binaryEncoder).appendFrame(nil, &g.frame))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := DecodeFrame(&hello, data)
		if err != nil {
			return
		}
		n := len(frame.I)
		if len(frame.V) != n || len(frame.Level) != n || len(frame.At) != n || len(frame.State) != n || len(frame.Origin) != n {
			t.Fatalf("columns of different lengths: %+v", frame)
		}
		for _, i := range frame.I {
			if i < 0 || i >= len(hello.Dictionary) {
				t.Fatalf("index %d", i)
			}
		}
		if _, err := json.Marshal(frame); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzClientMessage(f *testing.F) {
	for _, s := range []string{`{"type":"subscribe","overlays":["a"],"cursor":{"epoch":"e","scope":"s","version":1}}`, `{"type":"ack","version":41}`, `{"type":"alive"}`, "B", "A\x29", `{"type":"ack","version":-1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, parse := range []func([]byte) (clientMessage, error){parseClientText, parseClientBinary} {
			if m, err := parse(data); err == nil && (m.kind == "" || len(m.wish.overlays) > maxOverlays) {
				t.Fatalf("%q was taken as %+v", data, m)
			}
		}
	})
}

func FuzzReading(f *testing.F) {
	for _, s := range []string{`{"indicator":"a","value":1.5,"time":"2026-01-31T08:00:00Z"}`, `{"indicator":"a","value":[1,2,3,4],"time":1}`, `{"indicator":"a","value":"x","quality":"q","origin":"live"}`, `{"indicator":"a","value":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, p := parseReading(data)
		if p == nil && (r.Indicator == "" || r.Value.Kind == KindNone || !finite(r.Value)) {
			t.Fatalf("%q was taken as %+v", data, r)
		}
	})
}

// BenchmarkEncode encodes 500 changed numbers into a buffer that is used again.
func BenchmarkEncode(b *testing.B) {
	f := frame{overlay: -1, from: 1, to: 2, tick: true, time: goldenTime}
	for i := range 500 {
		f.rows = append(f.rows, row{index: 2 * i, precision: 1, entry: &Entry{Value: NumberValue(float64(i)), At: goldenTime - int64(i)}})
	}
	for name, encode := range map[string]func([]byte) []byte{
		"binary": func(e *binaryEncoder) func([]byte) []byte {
			return func(b []byte) []byte { return e.appendFrame(b, &f) }
		}(new(binaryEncoder)),
		"json": func(b []byte) []byte { return appendJSONFrame(b, &f) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			for b.Loop() {
				buf = encode(buf[:0])
			}
			b.ReportMetric(float64(len(buf))/500, "bytes/update")
		})
	}
}

// TestEncodingIsRepeatable: work space kept between frames leaves no trace.
func TestEncodingIsRepeatable(t *testing.T) {
	var kept binaryEncoder
	for round := range 2 {
		for _, g := range goldenFrames() {
			if a, b := kept.appendFrame(nil, &g.frame), new(binaryEncoder).appendFrame(nil, &g.frame); !bytes.Equal(a, b) {
				t.Error(fmt.Sprint("round ", round, ": ", g.name, " differs"))
			}
		}
	}
}
