package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/memlive"
)

func (r *room) post(contentType, path, body string) (int, object) {
	r.Helper()
	resp, err := http.Post(r.server.URL+path, contentType, strings.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	var got object
	if err := json.Unmarshal(raw, &got); err != nil {
		r.Fatalf("%d %q", resp.StatusCode, raw)
	}
	return resp.StatusCode, got
}

func codes(answer object) map[float64]any {
	out := map[float64]any{}
	list, _ := answer["refused"].([]any)
	for _, x := range list {
		out[x.(object)["index"].(float64)] = x.(object)["code"]
	}
	return out
}

func TestReadingsAreJudgedOneByOne(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	ahead := time.Now().Add(2 * time.Minute).UTC().Format(time.RFC3339)
	items := []struct{ json, code string }{
		{`{"indicator":"pm25","value":35.2,"quality":"good"}`, ""},
		{`{"indicator":"gate","value":"open","time":"2026-01-31T08:00:00.5+08:00"}`, ""},
		{`{"indicator":"pump","value":true,"time":1763900000000}`, ""},
		{`{"indicator":"boat","value":[106.5,29.5,240,90],"origin":"simulated"}`, ""},
		{`{"indicator":"nobody","value":1}`, "unknown_indicator"},
		{`{"indicator":"pm25","value":1e999}`, "value_not_finite"},
		{`{"indicator":"pm25","value":null}`, "value_not_finite"},
		{`{"indicator":"pm25"}`, "value_not_finite"},
		{`{"indicator":"pm25","value":"NaN"}`, "reading_kind"},
		{`{"indicator":"pm25","value":{"a":1}}`, "reading_kind"},
		{`{"indicator":"gate","value":""}`, "value_not_text"},
		{`{"indicator":"gate","value":"` + strings.Repeat("x", 257) + `"}`, "value_too_long"},
		{`{"indicator":"boat","value":[1,2,3]}`, "reading_kind"},
		{`{"indicator":"boat","value":[181,2,3,4]}`, "position_out_of_range"},
		{`{"indicator":"boat","value":[1,null,3,4]}`, "value_not_finite"},
		{`{"indicator":"pm25","value":1,"time":"` + ahead + `"}`, "time_ahead"},
		{`{"indicator":"pm25","value":1,"time":"yesterday"}`, "time_invalid"},
		{`{"indicator":"pm25","value":1,"time":"1969-01-01T00:00:00Z"}`, "time_invalid"},
		{`{"indicator":"pm25","value":1,"origin":"invented"}`, "origin_invalid"},
		{`{"indicator":"pm25","value":1,"quality":"` + strings.Repeat("x", 65) + `"}`, "quality_too_long"},
		{`{"indicator":7,"value":1}`, "reading_malformed"},
		{`17`, "reading_malformed"},
	}
	var all []string
	want := map[float64]any{}
	for i, it := range items {
		if all = append(all, it.json); it.code != "" {
			want[float64(i)] = it.code
		}
	}
	for _, tt := range []struct{ kind, body string }{
		{"application/json", `{"origin":"recorded","readings":[` + strings.Join(all, ",") + `]}`},
		{"application/x-ndjson", strings.Join(all, "\n\n")},
	} {
		status, got := r.post(tt.kind, "/sandbox/readings", tt.body)
		if status != 200 || got["accepted"] != 4.0 || got["live"] != true {
			t.Errorf("%s: %d %v", tt.kind, status, got)
		}
		if d := gocmp.Diff(want, codes(got)); d != "" {
			t.Errorf("%s refused (-want +got):\n%s", tt.kind, d)
		}
	}
	if w := r.why("pm25"); w.Reading.Value != 35.2 || w.Reading.Quality != "good" || w.Source != "test" {
		t.Errorf("pm25: %s", text(w))
	}
	if w := r.why("boat"); w.Reading.Origin != "simulated" {
		t.Errorf("boat: %s", text(w))
	}
}

func TestBodiesThatAreRefusedWhole(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	one := `{"indicator":"pm25","value":1}`
	for _, tt := range []struct {
		name, kind, path, body string
		status                 int
		code                   string
	}{
		{"none accepted", "application/json", "/sandbox/readings", `{"readings":[{"indicator":"nobody","value":1}]}`, 422, "no_reading_accepted"},
		{"none accepted, lines", "application/x-ndjson", "/sandbox/readings", `{`, 422, "no_reading_accepted"},
		{"none there", "application/json", "/sandbox/readings", `{"readings":[]}`, 422, "readings_empty"},
		{"another shape", "application/json", "/sandbox/readings", `[]`, 400, "body_malformed"},
		{"cut off", "application/json", "/sandbox/readings", `{"readings":[` + one, 400, "body_malformed"},
		{"NaN is no JSON", "application/json", "/sandbox/readings", `{"readings":[{"indicator":"pm25","value":NaN}]}`, 400, "body_malformed"},
		{"something after it", "application/json", "/sandbox/readings", `{"readings":[` + one + `]} x`, 400, "body_malformed"},
		{"another type", "text/csv", "/sandbox/readings", "a,b", 415, "media_type_unsupported"},
		{"another origin", "application/json", "/sandbox/readings", `{"readings":[` + one + `],"origin":"x"}`, 422, "origin_invalid"},
		{"another scene", "application/json", "/nowhere/readings", `{"readings":[` + one + `]}`, 404, "scene_not_found"},
		{"a long line", "application/x-ndjson", "/sandbox/readings", strings.Repeat("x", 20000), 413, "body_too_large"},
		{"too many", "application/json", "/sandbox/readings", `{"readings":[` + strings.Repeat(one+",", realtime.MaxBatch) + one + `]}`, 413, "too_many_readings"},
	} {
		if status, got := r.post(tt.kind, tt.path, tt.body); status != tt.status || got["code"] != tt.code {
			t.Errorf("%s: %d %v, want %d %s", tt.name, status, got, tt.status, tt.code)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, r.server.URL+"/sandbox/readings", strings.NewReader(one))
	req.Header.Set("Authorization", "none")
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != 401 {
		t.Errorf("without a permit: %v %v", resp.StatusCode, err)
	}
	if got := r.hub.Stats().Accepted; got != 0 {
		t.Errorf("%d readings of refused bodies were taken", got)
	}
}

func TestLongStreamsOfLines(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	const n = 12_345
	body, w := io.Pipe()
	go func() {
		for i := range n {
			fmt.Fprintf(w, `{"indicator":"loose","value":%d,"time":%d}`+"\n", i, 1763900000000+i)
		}
		fmt.Fprintln(w, `{"indicator":"nobody","value":1}`)
		w.Close()
	}()
	resp, err := http.Post(r.server.URL+"/sandbox/readings?origin=recorded", "application/x-ndjson", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got realtime.IngestResult
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || got.Accepted != n || !got.Live || len(got.Refused) != 1 || got.Refused[0].Index != n {
		t.Errorf("%+v %v", got, err)
	}
	if w := r.why("loose"); w.Reading.Value != float64(n-1) || w.Reading.Origin != "recorded" {
		t.Errorf("the board has %s", text(w))
	}
}

// away is a live store that can be taken away.
type away struct {
	*memlive.Store
	gone atomic.Bool
}

func (a *away) Commit(ctx context.Context, scene string, c []realtime.Change) (realtime.Update, []string, error) {
	if a.gone.Load() {
		return realtime.Update{}, nil, errors.New("connection refused")
	}
	return a.Store.Commit(ctx, scene, c)
}

func TestTheLiveStoreGoesAndReturns(t *testing.T) {
	store := &away{Store: memlive.New()}
	r := newRoom(t, func(c *realtime.Config) { c.Live = store })
	r.define(sandbox())
	store.gone.Store(true)
	got, err := r.hub.Ingest(t.Context(), system, "", "sandbox", []realtime.Reading{number("loose", 5)}, realtime.OriginLive)
	if err != nil || got.Accepted != 1 || got.Live {
		t.Fatalf("while it is away: %+v %v", got, err)
	}
	if !r.hub.Stats().LiveUnreachable {
		t.Error("the statistics do not tell")
	}
	store.gone.Store(false)
	eventually(t, "what is owed arrives", func() bool { w := r.why("loose"); return w.Reading != nil && w.Reading.Value == 5.0 })
}

// TestCrash ends a hub between the journal and the live store: what was
// acknowledged is on the board of the next one, which starts with nothing else.
func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	store := &away{Store: memlive.New()}
	before := newRoom(t, func(c *realtime.Config) { c.Live, c.Journal = store, openJournal(t, path) })
	before.define(sandbox())
	before.put(number("pm25", 160), number("loose", 1))
	store.gone.Store(true) // from here on nothing reaches the board
	for i := range 50 {
		got, err := before.hub.Ingest(t.Context(), system, "token:gate", "sandbox", []realtime.Reading{number("loose", float64(i))}, realtime.OriginSimulated)
		if err != nil || got.Accepted != 1 || got.Live {
			t.Fatalf("ingest %d: %+v %v", i, got, err)
		}
	}
	// The first hub and its journal are never closed in order: the second starts
	// beside their remains.
	after := newRoom(t, func(c *realtime.Config) { c.Journal = openJournal(t, path) })
	after.define(sandbox())
	w := after.why("loose")
	if w.Reading == nil || w.Reading.Value != 49.0 || w.Reading.Origin != "simulated" || w.Source != "token:gate" {
		t.Errorf("loose: %s", text(w))
	}
	if w := after.why("pm25"); w.Reading == nil || *w.Level != 3 || w.State != "live" {
		t.Errorf("pm25: %s", text(w))
	}
	c := after.dial(realtime.ProtocolBinary, "")
	c.subscribe(nil, nil)
	if f := c.expect("frame").Frame; text(c.values(f)) != `{"boat":null,"loose":49,"pm25":160,"pump":null}` {
		t.Errorf("the first viewer sees %s", text(c.values(f)))
	}
}

// TestReconcile: another node's readings, journalled and then lost, reach the
// board without a restart.
func TestReconcile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	r := newRoom(t, func(c *realtime.Config) {
		c.Journal, c.ReconcileInterval = openJournal(t, path), 20*time.Millisecond
	})
	r.define(sandbox())
	reading := number("loose", 9)
	reading.Time = time.Now()
	b := realtime.Batch{Scene: "sandbox", Source: "other", ReceivedAt: time.Now().UnixMilli(), Readings: []realtime.Reading{reading}}
	if err := openJournal(t, path).Append(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the reading is on the board", func() bool { w := r.why("loose"); return w.Reading != nil && w.Reading.Value == 9.0 })
}
