package realtime

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenTime = 1763900000123 // 2025-11-23T12:13:20.123Z

type goldenFrame struct {
	name  string
	hello Hello
	frame frame
}

func decimals(n int) *int { return &n }

// goldenHello has an indicator of every kind, twice.
func goldenHello() Hello {
	return Hello{
		Type: "hello", Epoch: "5f0c9a", Scope: "b71e", Head: 41, Mode: "live", Audience: "staff", Revision: 3,
		ServerTime: goldenTime, Origins: []string{"live", "simulated"}, Overlays: []string{"air", "river", "gates"},
		Dictionary: []DictionaryEntry{
			{I: 0, Key: "pm25.plaza", Kind: "number", Unit: "µg/m³", Precision: decimals(1), LeaseSeconds: 120, Overlay: []string{"air"}},
			{I: 1, Key: "pm25.bridge", Kind: "number", Unit: "µg/m³", Precision: decimals(1), LeaseSeconds: 120, Overlay: []string{"air"}},
			{I: 2, Key: "flow.raw", Kind: "number", LeaseSeconds: 60, Overlay: []string{"river"}},
			{I: 3, Key: "plan.scale", Kind: "number", Unit: "亿元", Precision: decimals(0), Overlay: []string{}},
			{I: 4, Key: "gate.east", Kind: "category", LeaseSeconds: 300, Overlay: []string{"gates"}},
			{I: 5, Key: "gate.west", Kind: "category", LeaseSeconds: 300, Overlay: []string{"gates"}},
			{I: 6, Key: "pump.on", Kind: "boolean", LeaseSeconds: 0.5, Overlay: []string{"river", "gates"}},
			{I: 7, Key: "pump.fault", Kind: "boolean", LeaseSeconds: 30, Overlay: []string{"river"}},
			{I: 8, Key: "boat.7", Kind: "position", LeaseSeconds: 30, Overlay: []string{"river"}},
			{I: 9, Key: "boat.8", Kind: "position", LeaseSeconds: 30, Overlay: []string{"river"}},
			{I: 10, Key: "new.number", Kind: "number", Precision: decimals(2), LeaseSeconds: 5, Overlay: []string{}},
			{I: 11, Key: "new.word", Kind: "category", LeaseSeconds: 5, Overlay: []string{}},
		},
	}
}

// wideHello has many numbers, so that a frame has two sections of one kind and
// index differences of more than one byte.
func wideHello() Hello {
	h := goldenHello()
	h.Dictionary = nil
	for i := range 200 {
		h.Dictionary = append(h.Dictionary, DictionaryEntry{I: i, Key: fmt.Sprintf("n%03d", i), Kind: "number", Precision: decimals(1), Overlay: []string{}})
	}
	return h
}

func (h *Hello) goldenRow(i int, v Value, ageMillis int64, l Level, s State, o Origin) row {
	precision := int8(-1)
	if p := h.Dictionary[i].Precision; p != nil {
		precision = int8(*p)
	}
	e := &Entry{Key: h.Dictionary[i].Key, Value: v, At: goldenTime - ageMillis, State: s, Origin: o, Levelling: Levelling{Level: l}}
	return row{index: i, precision: precision, entry: e}
}

func goldenFrames() []goldenFrame {
	h := goldenHello()
	row := h.goldenRow
	base := frame{epoch: h.Epoch, overlay: -1, from: 40, to: 41, tick: true, time: goldenTime}
	with := func(change func(*frame)) frame { f := base; change(&f); return f }
	snapshot := with(func(f *frame) {
		f.from = 0
		f.rows = append(f.rows,
			row(0, NumberValue(35.24), 1500, LevelNotice, StateLive, OriginLive),
			row(1, NumberValue(-0.04), 119999, LevelNormal, StateLive, OriginSimulated),
			row(2, NumberValue(1.0/3), 61000, LevelNone, StateStale, OriginRecorded),
			row(3, NumberValue(987.5), 86400000*40, LevelNone, StateLive, OriginLive),
			row(4, CategoryValue("open"), 10, LevelNormal, StateLive, OriginLive),
			row(5, CategoryValue("封闭 \"x\"\n"), 400000, LevelAlarm, StateStale, OriginLive),
			row(6, BooleanValue(true), 0, LevelNone, StateLive, OriginLive),
			row(7, BooleanValue(false), 1, LevelWarning, StateLive, OriginSimulated),
			row(8, PositionValue(106.5836, 29.5647, 240.125, 359.98), 200, LevelNone, StateLive, OriginSimulated),
			row(9, PositionValue(-179.9999999, -89.5, -12.345, -90), 200, LevelNone, StateStale, OriginSimulated),
			row(10, Value{}, goldenTime, LevelNone, StateNone, OriginNone),
			row(11, Value{}, goldenTime, LevelNone, StateNone, OriginNone))
	})
	return []goldenFrame{
		{"snapshot-all-kinds", h, snapshot},
		{"shared-columns", h, with(func(f *frame) {
			f.rows = append(f.rows,
				row(0, NumberValue(12.3), 42, LevelNormal, StateLive, OriginLive),
				row(1, NumberValue(45.6), 42, LevelNormal, StateLive, OriginLive),
				row(10, NumberValue(-7.89), 42, LevelNormal, StateLive, OriginLive))
		})},
		{"negative-age", h, with(func(f *frame) {
			f.rows = append(f.rows,
				row(0, NumberValue(1), -59999, LevelNormal, StateLive, OriginLive),
				row(6, BooleanValue(false), -1, LevelNone, StateLive, OriginLive))
		})},
		{"no-value", h, with(func(f *frame) {
			f.from, f.to = 0, 1
			f.rows = append(f.rows,
				row(0, Value{}, goldenTime, LevelNone, StateNone, OriginNone),
				row(4, Value{}, goldenTime, LevelNone, StateNone, OriginNone),
				row(8, Value{}, goldenTime, LevelNone, StateNone, OriginNone))
		})},
		{"overlay", h, with(func(f *frame) {
			f.overlay, f.overlayID, f.tick, f.from, f.to = 1, "river", false, 300, 70000
			f.rows = append(f.rows,
				row(2, NumberValue(-2.5e-7), 12, LevelNone, StateLive, OriginLive),
				row(8, PositionValue(106.5841234, 29.56, 239.9, 12.34), 34, LevelNone, StateLive, OriginSimulated),
				row(9, PositionValue(0, 0, 0, 0), 34, LevelNone, StateLive, OriginSimulated))
		})},
		{"big-numbers", h, with(func(f *frame) {
			f.from, f.to = 1<<40, 1<<40+5
			f.rows = append(f.rows,
				row(0, NumberValue(900719925474099.1), 5, LevelAlarm, StateLive, OriginLive), // the last safe integer when scaled
				row(1, NumberValue(900719925474099.4), 5, LevelAlarm, StateLive, OriginLive), // beyond it: raw
				row(2, NumberValue(-1.7976931348623157e308), 5, LevelNone, StateLive, OriginLive),
				row(3, NumberValue(-0.5), 5, LevelNone, StateLive, OriginLive), // away from zero
				row(10, NumberValue(0.005), 5, LevelNone, StateLive, OriginLive))
		})},
		{"parted-sections", wideHello(), with(func(f *frame) {
			wide := wideHello()
			for i := range 40 {
				o := OriginLive
				if i%10 == 3 {
					o = OriginSimulated
				}
				f.rows = append(f.rows, wide.goldenRow(i*3, NumberValue(float64(i)-7.5), int64(i*i), LevelNone, StateLive, o))
			}
		})},
		{"empty-overlay-tick", h, with(func(f *frame) { f.overlay, f.overlayID, f.tick = 2, "gates", true })},
	}
}

func TestGoldenFrames(t *testing.T) {
	for _, g := range goldenFrames() {
		t.Run(g.name, func(t *testing.T) {
			text, bin := goldenJSON(t, g), new(binaryEncoder).appendFrame(nil, &g.frame)
			path := filepath.Join("testdata", "frames", g.name)
			if *update {
				writeGolden(t, path+".json", text)
				writeGolden(t, path+".bin", bin)
			}
			if want := readGolden(t, path+".json"); !bytes.Equal(text, want) {
				t.Errorf("JSON differs from the golden file:\n%s", gocmp.Diff(string(want), string(text)))
			}
			if want := readGolden(t, path+".bin"); !bytes.Equal(bin, want) {
				t.Errorf("binary differs from the golden file:\ngot  %x\nwant %x", bin, want)
			}
			var both struct {
				Hello Hello
				Frame Frame
			}
			if err := json.Unmarshal(text, &both); err != nil {
				t.Fatal(err)
			}
			decoded, err := DecodeFrame(&both.Hello, bin)
			if err != nil {
				t.Fatal(err)
			}
			if d := gocmp.Diff(asJSON(t, sorted(both.Frame)), asJSON(t, sorted(decoded))); d != "" {
				t.Errorf("the codecs say different things (-JSON +binary):\n%s", d)
			}
		})
	}
}

// goldenJSON is the file's text: one line for hello's head, one an entry, so
// that a difference can be read.
func goldenJSON(t *testing.T, g goldenFrame) []byte {
	t.Helper()
	hello, err := json.Marshal(g.hello)
	if err != nil {
		t.Fatal(err)
	}
	hello = bytes.ReplaceAll(hello, []byte(`{"i":`), []byte("\n    {\"i\":"))
	out := append([]byte("{\n  \"hello\": "), hello...)
	out = append(out, ",\n  \"frame\": "...)
	return append(appendJSONFrame(out, &g.frame), "\n}\n"...)
}

// sorted is f with its rows by index.
func sorted(f Frame) Frame {
	order := make([]int, len(f.I))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(f.I[a], f.I[b]) })
	f.I, f.V, f.Level, f.At, f.State, f.Origin = pick(f.I, order), pick(f.V, order), pick(f.Level, order), pick(f.At, order), pick(f.State, order), pick(f.Origin, order)
	return f
}

func pick[T any](column []T, order []int) []T {
	out := make([]T, 0, len(order))
	for _, k := range order {
		out = append(out, column[k])
	}
	return out
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func writeGolden(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func readGolden(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
