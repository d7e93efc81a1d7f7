package main

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

const liveDocument = `{
 "origin": {"lon": 106.5836, "lat": 29.5647, "height": 240, "headingDeg": 0},
 "anchors": [{"id": "river", "path": [[0, 0, 2], [300, 0, 2], [300, 400, 5]]}],
 "rules": [
  {"id": "pm25", "ranges": [{"below": 35, "level": "normal"}, {"below": 75, "level": "notice"}, {"level": "alarm"}]},
  {"id": "oxygen", "ranges": [{"below": 4, "level": "alarm"}, {"below": 6, "level": "notice"}, {"level": "normal"}]},
  {"id": "gate", "values": [{"is": "blocked", "level": "alarm"}, {"is": "open", "level": "normal"}]}],
 "indicators": [
  {"key": "pm25", "kind": "number", "precision": 1, "rule": "pm25"},
  {"key": "oxygen", "kind": "number", "precision": 2, "rule": "oxygen"},
  {"key": "plan", "kind": "number", "precision": 0, "target": {"value": 1000}},
  {"key": "gate", "kind": "category", "rule": "gate"},
  {"key": "lights", "kind": "boolean"},
  {"key": "boat", "kind": "position", "anchor": "river"},
  {"key": "drone", "kind": "position"},
  {"key": "mood", "kind": "category"}]}`

func signalsFor(t *testing.T, text string) (map[string]func(time.Time) any, []string) {
	t.Helper()
	var doc sceneDocument
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	list, skipped := signalsOf(doc, rand.New(rand.NewPCG(1, 0)))
	byKey := map[string]func(time.Time) any{}
	for _, s := range list {
		byKey[s.key] = s.at
	}
	return byKey, skipped
}

// day calls visit with a signal's value every minute of a day.
func day(at func(time.Time) any, visit func(any)) {
	start := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for m := range 24 * 60 {
		visit(at(start.Add(time.Duration(m) * time.Minute)))
	}
}

func TestNumbersAreMostlyNormal(t *testing.T) {
	byKey, skipped := signalsFor(t, liveDocument)
	if len(byKey) != 7 || len(skipped) != 1 || !strings.Contains(skipped[0], "mood") {
		t.Fatalf("%d signals, left out %v", len(byKey), skipped)
	}
	for key, normal := range map[string]func(float64) bool{
		"pm25":   func(v float64) bool { return v > 0 && v < 35 },
		"oxygen": func(v float64) bool { return v >= 6 },
		"plan":   func(v float64) bool { return v >= 700 && v <= 1020 },
	} {
		within, low, high := 0, math.Inf(1), math.Inf(-1)
		day(byKey[key], func(v any) {
			f := v.(float64)
			low, high = min(low, f), max(high, f)
			if normal(f) {
				within++
			}
		})
		if share := float64(within) / (24 * 60); share < 0.5 || high-low < 0.1*high {
			t.Errorf("%s is normal %.0f %% of the day, from %v to %v: want mostly, and a rhythm", key, share*100, low, high)
		}
	}
	pm25 := byKey["pm25"](time.Unix(1e9, 0)).(float64)
	if math.Round(pm25*10)/10 != pm25 {
		t.Errorf("%v has more decimals than its precision", pm25)
	}
}

func TestWordsComeFromTheDocument(t *testing.T) {
	byKey, _ := signalsFor(t, liveDocument)
	for key, words := range map[string][]any{"gate": {"open", "blocked"}, "lights": {false, true}} {
		seen := map[any]int{}
		day(byKey[key], func(v any) { seen[v]++ })
		if len(seen) != 2 || seen[words[0]] <= seen[words[1]] || seen[words[1]] == 0 {
			t.Errorf("%s: %v, want both of %v and mostly the first", key, seen, words)
		}
	}
}

func TestPositionsMoveAlongTheirPath(t *testing.T) {
	byKey, _ := signalsFor(t, liveDocument)
	const east, north = 96_900, 110_860 // metres a degree at 29.56° north, to 0.1 %
	var last [4]float64
	start := time.Unix(1_800_000_000, 0)
	for s := range 600 {
		p := byKey["boat"](start.Add(time.Duration(s) * time.Second)).([4]float64)
		e, n, up := (p[0]-106.5836)*east, (p[1]-29.5647)*north, p[2]-240
		onPath := math.Abs(n) < 1 && e > -1 && e < 301 || math.Abs(e-300) < 1 && n > -1 && n < 401
		if !onPath || up < 2 || up > 5 {
			t.Fatalf("second %d: %.1f east, %.1f north, %.1f up is off the path", s, e, n, up)
		}
		if s > 0 {
			de, dn := (p[0]-last[0])*east, (p[1]-last[1])*north
			if d := math.Hypot(de, dn); d > speedMS*1.01 {
				t.Fatalf("second %d: moved %.1f m", s, d)
			}
		}
		if h := p[3]; h != 90 && h != 270 && math.Abs(h) > 1e-9 && math.Abs(h-180) > 1e-9 {
			t.Fatalf("second %d: heading %v on a path along the axes", s, h)
		}
		last = p
	}
}

func TestHeadingOfTheFrame(t *testing.T) {
	var doc sceneDocument
	doc.Origin.HeadingDeg = 90 // local north is true east
	p := frameOf(doc).position([3]float64{0, 1000, 0}, 0, 1)
	if p[0] <= 0.008 || math.Abs(p[1]) > 1e-9 || math.Abs(p[3]-90) > 1e-9 {
		t.Errorf("1 km to local north is %v, want true east", p)
	}
}

func TestSimulate(t *testing.T) {
	s := &liveServer{document: liveDocument, busy: 1, enough: 20, done: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	enough := s.done
	go func() { <-enough; cancel() }()
	args := []string{"simulate", "--scene", "s", "--rate", "200", "--url", serveLive(t, s), "--token", "tw_x"}
	if code := run(ctx, args, stdio{in: os.Stdin, out: io.Discard, err: io.Discard}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	seen := map[any]bool{}
	for _, r := range s.readings[:7] {
		seen[r["indicator"]] = true
	}
	if len(seen) != 7 || s.origin != "simulated" {
		t.Errorf("the first readings are of %v with origin %q, want one of each", seen, s.origin)
	}
}
