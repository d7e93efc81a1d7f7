package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// liveServer takes readings as the server does: it knows its document's
// indicators, and answers 503 a few times.
type liveServer struct {
	mu       sync.Mutex
	document string
	busy     int
	origin   string
	readings []map[string]any
	arrived  []time.Time
	enough   int
	done     chan struct{}
}

func (s *liveServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, "/document") {
		_, _ = io.WriteString(w, s.document)
		return
	}
	if s.busy > 0 {
		s.busy--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var in struct {
		Origin   string           `json:"origin"`
		Readings []map[string]any `json:"readings"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	s.origin = in.Origin
	for _, g := range in.Readings {
		if !strings.Contains(s.document, fmt.Sprintf("%q", g["indicator"])) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = io.WriteString(w, `{"code":"no_reading_accepted","refused":[{"index":0,"code":"unknown_indicator","message":"No."}]}`)
			return
		}
		s.readings = append(s.readings, g)
		s.arrived = append(s.arrived, time.Now())
	}
	if s.done != nil && len(s.readings) >= s.enough {
		close(s.done)
		s.done = nil
	}
	fmt.Fprintf(w, `{"accepted":%d,"refused":[],"live":true}`, len(in.Readings))
}

func serveLive(t *testing.T, s *liveServer) string {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.URL
}

const numberDocument = `{"indicators":[{"key":"speed","kind":"number"}]}`

func feedArgs(url, indicator string, more ...string) []string {
	return append([]string{"feed", "--scene", "s", "--indicator", indicator, "--csv", "-", "--url", url, "--token", "tw_x"}, more...)
}

func TestFeedKeepsTheSpacing(t *testing.T) {
	s := &liveServer{document: numberDocument, busy: 1}
	const csv = "timestamp,value\n2015-09-08 11:00:00,70\n2015-09-08 11:01:00,71.5\nbroken,1\n2015-09-08 11:02:30,abc\n2015-09-08 11:03:00,72\n"
	began := time.Now()
	o := command(t, csv, feedArgs(serveLive(t, s), "speed", "--speed", "600")...)
	o.want(t, 0, "3 readings sent, 2 lines refused")
	o.want(t, 0, "line 4: \"broken\" is no time")
	o.want(t, 0, "line 5: \"abc\" is no finite number")
	var values []any
	var after []time.Duration
	for i, r := range s.readings {
		at, err := time.Parse(time.RFC3339Nano, r["time"].(string))
		if err != nil || at.Before(began) || at.After(s.arrived[i]) {
			t.Errorf("reading %d is of %v, arrived %v", i, r["time"], s.arrived[i])
		}
		if i == 0 {
			began = at
		}
		values, after = append(values, r["value"]), append(after, at.Sub(began))
	}
	if d := cmp.Diff([]any{70.0, 71.5, 72.0}, values); d != "" {
		t.Error(d)
	}
	// 60 s and 180 s after the first, six hundred times faster.
	if d := cmp.Diff([]time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond}, after); d != "" {
		t.Error(d)
	}
	if s.origin != "recorded" {
		t.Errorf("origin %q", s.origin)
	}
}

func TestFeedSendsWhatIsEarlierWithItsTime(t *testing.T) {
	s := &liveServer{document: numberDocument}
	const csv = "2015-09-08 11:00:00,70\n2015-09-08 11:01:00,71\n2015-09-08 10:01:30,72\n2015-09-08 11:02:00,73\n"
	o := command(t, csv, feedArgs(serveLive(t, s), "speed", "--speed", "6000")...)
	o.want(t, 0, "4 readings sent, 0 lines refused")
	o.want(t, 0, "line 3: time goes back here")
	first, _ := time.Parse(time.RFC3339Nano, s.readings[0]["time"].(string))
	third, _ := time.Parse(time.RFC3339Nano, s.readings[2]["time"].(string))
	if got, want := third.Sub(first), -585*time.Millisecond; got != want {
		t.Errorf("the earlier reading is %v after the first, want %v", got, want)
	}
}

func TestFeedStopsWhereItCannotWork(t *testing.T) {
	url := serveLive(t, &liveServer{document: numberDocument})
	const csv = "2015-09-08 11:00:00,70\n"
	command(t, csv, feedArgs(url, "other")...).want(t, 1, `has no indicator "other"`)
	command(t, "timestamp,value\n", feedArgs(url, "speed")...).want(t, 1, "no reading could be taken")
	command(t, csv, "feed", "--scene", "s", "--indicator", "speed", "--csv", "/nowhere.csv", "--url", url, "--token", "tw_x").want(t, 1, "/nowhere.csv")
}

func TestFeedEndsCleanlyWhenInterrupted(t *testing.T) {
	s := &liveServer{document: numberDocument, enough: 1, done: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sent := s.done
	go func() { <-sent; cancel() }()
	var errs strings.Builder
	code := run(ctx, feedArgs(serveLive(t, s), "speed"), stdio{in: strings.NewReader("2015-09-08 11:00:00,70\n2016-09-08 11:00:00,70\n"), out: io.Discard, err: &errs})
	if code != 0 || !strings.Contains(errs.String(), "readings sent") || len(s.readings) != 1 {
		t.Errorf("exit code %d, %q, %d readings arrived", code, errs.String(), len(s.readings))
	}
}

func TestTimesAndValues(t *testing.T) {
	for in, want := range map[string]string{
		"2015-07-10 14:24:00": "2015-07-10T14:24:00Z", "2015-07-10T14:24:00+08:00": "2015-07-10T06:24:00Z", "2015/7/10 14:24": "2015-07-10T14:24:00Z",
		"1436538240": "2015-07-10T14:24:00Z", "1436538240000": "2015-07-10T14:24:00Z", " 2015-07-10 ": "2015-07-10T00:00:00Z", "x": "", "": "", "-1": "", "NaN": "", "1e300": "",
	} {
		got, err := parseTime(in)
		if (err != nil) != (want == "") || err == nil && got.UTC().Format(time.RFC3339) != want {
			t.Errorf("parseTime(%q) = %v, %v, want %q", in, got, err, want)
		}
	}
	for _, tt := range []struct {
		kind, in string
		want     any // nil: refused
	}{
		{"number", "1e3", 1000.0}, {"number", "NaN", nil}, {"number", "Inf", nil}, {"number", "open", nil}, {"number", "", nil},
		{"boolean", "TRUE", true}, {"boolean", "0", false}, {"boolean", "2", nil}, {"category", "12", "12"}, {"category", "", nil},
		{"position", "1", nil}, {"", "12", 12.0}, {"", "open", "open"}, {"", "nan", nil}, {"", "", nil},
	} {
		got, err := parseValue(tt.kind, tt.in)
		if (err != nil) != (tt.want == nil) || err == nil && got != tt.want {
			t.Errorf("parseValue(%q, %q) = %v, %v, want %v", tt.kind, tt.in, got, err, tt.want)
		}
	}
}

func TestRecordedSeriesAreReadWhole(t *testing.T) {
	dir := os.Getenv("TWINSTAGE_SAMPLES")
	if dir == "" {
		t.Skip("set TWINSTAGE_SAMPLES to the folder of sample files to read real series")
	}
	files, err := filepath.Glob(filepath.Join(dir, "feeds", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no series in %s, %v", dir, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(strings.TrimSpace(string(text)), "\n") // the header has none
		s, read := newSeries(strings.NewReader(string(text)), "number"), 0
		for {
			got, err := s.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s line %d: %v", filepath.Base(file), got.line, err)
			}
			read++
		}
		if read != lines || s.failed() != nil {
			t.Errorf("%s: %d samples of %d lines, %v", filepath.Base(file), read, lines, s.failed())
		}
	}
}

func FuzzSeries(f *testing.F) {
	f.Add("timestamp,value\n2015-07-10 14:24:00,564\n")
	f.Add("\uFEFF1,\"2\n3\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := newSeries(strings.NewReader(text), "number")
		for range len(text) + 2 {
			got, err := s.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				continue
			}
			if v := got.value.(float64); math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("sample %+v", got)
			}
		}
		t.Fatal("the series does not end")
	})
}
