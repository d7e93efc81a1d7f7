package realtime_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/memlive"
	"github.com/twinstage/twinstage/realtime/sqljournal"
)

// patienceOf tests is how long they wait for what must come; nothing is
// measured by it.
const patienceOfTests = 10 * time.Second

var system = access.System("test")

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.UnixMilli(1763900000000)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func decimals(n int) *int { return &n }

func pm25Rule(hold time.Duration) realtime.Rule {
	return realtime.Rule{ID: "pm25", Hysteresis: 3, Hold: hold, Ranges: []realtime.Range{
		{Below: 35, Level: realtime.LevelNormal}, {Below: 75, Level: realtime.LevelNotice},
		{Below: 150, Level: realtime.LevelWarning}, {Below: math.Inf(1), Level: realtime.LevelAlarm},
	}}
}

// sandbox has an indicator of every kind and audience.
func sandbox() realtime.Definition {
	return realtime.Definition{
		Scene: "sandbox", Revision: 1,
		Rules: []realtime.Rule{pm25Rule(0)},
		Indicators: []realtime.Indicator{
			{Key: "secret", Kind: realtime.KindNumber, Audience: access.Leader},
			{Key: "pm25", Kind: realtime.KindNumber, Unit: "µg/m³", Precision: decimals(1), Rule: "pm25", Lease: 2 * time.Minute},
			{Key: "gate", Kind: realtime.KindCategory, Audience: access.Staff, Lease: 5 * time.Minute},
			{Key: "pump", Kind: realtime.KindBoolean},
			{Key: "boat", Kind: realtime.KindPosition, Lease: 30 * time.Second},
			{Key: "loose", Kind: realtime.KindNumber},
		},
		Overlays: []realtime.Overlay{
			{ID: "hidden", Indicators: []string{"secret"}},
			{ID: "air", Indicators: []string{"pm25"}},
			{ID: "river", Indicators: []string{"boat", "pump", "gate"}},
		},
	}
}

// room is a hub on real adapters behind a real HTTP server.
type room struct {
	*testing.T
	hub     *realtime.Hub
	journal realtime.Journal
	server  *httptest.Server
}

func newRoom(t *testing.T, change func(*realtime.Config)) *room {
	t.Helper()
	cfg := realtime.Config{Live: memlive.New(), TickInterval: 20 * time.Millisecond, SweepInterval: 5 * time.Millisecond}
	if change != nil {
		change(&cfg)
	}
	if cfg.Journal == nil {
		cfg.Journal = openJournal(t, filepath.Join(t.TempDir(), "journal.db"))
	}
	hub, err := realtime.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{T: t, hub: hub, journal: cfg.Journal}
	mux := http.NewServeMux()
	audience := func(req *http.Request) access.Audience {
		a, _ := access.ParseAudience(req.URL.Query().Get("audience"))
		return a
	}
	mux.HandleFunc("GET /{scene}/live", func(w http.ResponseWriter, req *http.Request) {
		hub.ServeWS(w, req, req.PathValue("scene"), audience(req))
	})
	mux.HandleFunc("GET /{scene}/live/poll", func(w http.ResponseWriter, req *http.Request) {
		hub.ServePoll(w, req, req.PathValue("scene"), audience(req))
	})
	mux.HandleFunc("GET /{scene}/live/snapshot", func(w http.ResponseWriter, req *http.Request) {
		hub.ServeSnapshot(w, req, req.PathValue("scene"), audience(req))
	})
	mux.HandleFunc("POST /{scene}/readings", func(w http.ResponseWriter, req *http.Request) {
		permit := system
		if req.Header.Get("Authorization") == "none" {
			permit = access.Permit{}
		}
		hub.ServeReadings(w, req, permit, "test", req.PathValue("scene"))
	})
	r.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patienceOfTests)
		defer cancel()
		if err := hub.Close(ctx); err != nil {
			t.Errorf("close hub: %v", err)
		}
		r.server.Close()
	})
	return r
}

func openJournal(t *testing.T, path string) *sqljournal.Journal {
	t.Helper()
	j, err := sqljournal.Open(t.Context(), "sqlite:"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func (r *room) define(def realtime.Definition) {
	r.Helper()
	if err := r.hub.Define(r.Context(), def); err != nil {
		r.Fatal(err)
	}
}

// put ingests and demands that all of it is accepted and live.
func (r *room) put(readings ...realtime.Reading) {
	r.Helper()
	got, err := r.hub.Ingest(r.Context(), system, "", "sandbox", readings, realtime.OriginNone)
	if err != nil || got.Accepted != len(readings) || !got.Live {
		r.Fatalf("ingest: %+v, %v", got, err)
	}
}

func number(key string, v float64) realtime.Reading {
	return realtime.Reading{Indicator: key, Value: realtime.NumberValue(v)}
}

// client is a viewer of one connection.
type client struct {
	*testing.T
	conn  *websocket.Conn
	hello realtime.Hello
}

func (r *room) dial(protocol, query string) *client {
	r.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}}
	conn, resp, err := d.Dial("ws"+strings.TrimPrefix(r.server.URL, "http")+"/sandbox/live?"+query, nil)
	if err != nil {
		r.Fatalf("dial: %v", err)
	}
	_ = resp.Body.Close()
	if conn.Subprotocol() != protocol {
		r.Fatalf("the server chose %q, asked for %q", conn.Subprotocol(), protocol)
	}
	r.Cleanup(func() { _ = conn.Close() })
	return &client{T: r.T, conn: conn}
}

func (c *client) send(v any) {
	c.Helper()
	if err := c.conn.WriteJSON(v); err != nil {
		c.Fatal(err)
	}
}

type object = map[string]any

// subscribe asks for overlays (nil: all) from a cursor and reads the hello.
func (c *client) subscribe(overlays []string, cursor *realtime.Cursor) {
	c.Helper()
	m := object{"type": "subscribe"}
	if overlays != nil {
		m["overlays"] = overlays
	}
	if cursor != nil {
		m["cursor"] = cursor
	}
	c.send(m)
	c.expect("hello")
}

func (c *client) ack(version uint64) {
	c.Helper()
	c.send(object{"type": "ack", "version": version})
}

// message is whatever the server said, in the shape that JSON gives.
type message struct {
	Type   string
	Head   uint64
	To     uint64
	Reason string
	Code   string
	Frame  realtime.Frame
}

// next reads one message; an error is how the connection ended.
func (c *client) next() (message, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(patienceOfTests)); err != nil {
		return message{}, err
	}
	kind, data, err := c.conn.ReadMessage()
	if err != nil {
		return message{}, err
	}
	var m message
	if kind == websocket.BinaryMessage {
		m = c.decode(data)
	} else {
		c.unmarshal(data, &m)
		if m.Type == "frame" {
			c.unmarshal(data, &m.Frame)
		}
		if m.Type == "hello" {
			c.hello = realtime.Hello{}
			c.unmarshal(data, &c.hello)
		}
	}
	return m, nil
}

func (c *client) unmarshal(data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		c.Errorf("the server sent %q: %v", data, err)
	}
}

func (c *client) decode(data []byte) (m message) {
	version, _ := binary.Uvarint(data[1:])
	switch data[0] {
	case 1:
		c.hello = realtime.Hello{}
		c.unmarshal(data[1:], &c.hello)
		m.Type = "hello"
	case 2:
		f, err := realtime.DecodeFrame(&c.hello, data)
		if err != nil {
			c.Errorf("frame %x: %v", data, err)
		}
		m = message{Type: "frame", To: f.To, Frame: f}
	case 3:
		m = message{Type: "tick", To: version}
	case 4:
		m = message{Type: "heartbeat", Head: version}
	default:
		c.unmarshal(data[1:], &m)
	}
	return m
}

// expect reads the next message and demands its type.
func (c *client) expect(kind string) message {
	c.Helper()
	m, err := c.next()
	if err != nil {
		c.Fatalf("waiting for %s: %v", kind, err)
	}
	if m.Type != kind {
		c.Fatalf("got %+v, want a %s", m, kind)
	}
	return m
}

// values are a frame's values by key.
func (c *client) values(f realtime.Frame) map[string]any {
	out := map[string]any{}
	for k, i := range f.I {
		if i >= len(c.hello.Dictionary) {
			c.Fatalf("index %d is not in the dictionary", i)
		}
		out[c.hello.Dictionary[i].Key] = f.V[k]
	}
	return out
}

func (c *client) wantClose(code int) {
	c.Helper()
	for {
		if _, err := c.next(); err != nil {
			if !websocket.IsCloseError(err, code) {
				c.Fatalf("ended with %v, want close code %d", err, code)
			}
			return
		}
	}
}

// eventually waits until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patienceOfTests); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func text(v any) string {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(v)
	return strings.TrimSpace(b.String())
}
