package realtime_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/twinstage/twinstage/realtime"
)

var protocols = []string{realtime.ProtocolBinary, realtime.ProtocolJSON}

func TestHelloSnapshotAndFrames(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			r := newRoom(t, nil)
			r.define(sandbox())
			r.put(number("pm25", 35.24), number("secret", 7), realtime.Reading{Indicator: "boat", Value: realtime.PositionValue(106.5, 29.5, 240, 90), Origin: realtime.OriginSimulated})
			c := r.dial(protocol, "")
			c.subscribe(nil, nil)
			if h := c.hello; h.Epoch == "" || h.Scope == "" || h.Audience != "public" || h.Mode != "live" || !slices.Equal(h.Origins, []string{"live", "simulated"}) || !slices.Equal(h.Overlays, []string{"air", "river"}) {
				t.Errorf("hello %+v", h)
			}
			var keys []string
			for i, e := range c.hello.Dictionary {
				if keys = append(keys, e.Key); e.I != i {
					t.Errorf("entry %d says i %d", i, e.I)
				}
			}
			if !slices.Equal(keys, []string{"pm25", "pump", "boat", "loose"}) {
				t.Errorf("a public dictionary has %v", keys)
			}
			f := c.expect("frame").Frame
			if f.From != 0 || f.To != c.hello.Head || !f.Tick || f.Overlay != nil {
				t.Errorf("snapshot %+v", f)
			}
			want := map[string]any{"pm25": 35.2, "pump": nil, "boat": []any{106.5, 29.5, 240.0, 90.0}, "loose": nil}
			if d := gocmp.Diff(text(want), text(c.values(f))); d != "" {
				t.Errorf("values (-want +got):\n%s", d)
			}
			c.ack(f.To)
			r.put(number("secret", 8)) // nothing for the public
			r.put(number("loose", 2.5))
			next := c.expect("frame").Frame
			if next.From > f.To || next.To <= f.To || text(c.values(next)) != `{"loose":2.5}` {
				t.Errorf("after %d came %+v", f.To, next)
			}
		})
	}
}

func TestAudiencesSeeWhatIsTheirs(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	for audience, want := range map[string]int{"public": 4, "staff": 5, "leader": 6} {
		c := r.dial(realtime.ProtocolJSON, "audience="+audience)
		c.subscribe(nil, nil)
		if got := len(c.hello.Dictionary); got != want || c.hello.Audience != audience {
			t.Errorf("%s sees %d indicators as %q, want %d", audience, got, c.hello.Audience, want)
		}
	}
}

func TestResumeAndScope(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	r.put(number("pm25", 10), number("loose", 1))
	c := r.dial(realtime.ProtocolBinary, "")
	c.subscribe(nil, nil)
	f := c.expect("frame").Frame
	cursor := realtime.Cursor{Epoch: c.hello.Epoch, Scope: c.hello.Scope, Version: f.To}
	_ = c.conn.Close()
	r.put(number("loose", 2))
	r.put(number("loose", 3))

	again := r.dial(realtime.ProtocolBinary, "")
	again.subscribe(nil, &cursor)
	if f := again.expect("frame").Frame; f.From == 0 || f.From > cursor.Version || text(again.values(f)) != `{"loose":3}` {
		t.Errorf("resuming gave %+v, want loose alone, newest value", f)
	}
	for _, tt := range []struct {
		name, query string
		overlays    []string
	}{{"another audience", "audience=staff", nil}, {"another set of overlays", "", []string{"air", "river"}}} {
		c := r.dial(realtime.ProtocolBinary, tt.query)
		c.subscribe(tt.overlays, &cursor)
		if f := c.expect("frame").Frame; f.From != 0 || c.hello.Scope == cursor.Scope {
			t.Errorf("%s resumed at %d with scope %s", tt.name, f.From, c.hello.Scope)
		}
	}
	foreign := cursor
	foreign.Epoch = "another"
	c = r.dial(realtime.ProtocolBinary, "")
	c.subscribe(nil, &foreign)
	if f := c.expect("frame").Frame; f.From != 0 {
		t.Errorf("another epoch resumed at %d", f.From)
	}
}

func TestSomeOverlays(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			r := newRoom(t, nil)
			r.define(sandbox())
			r.put(number("pm25", 10), number("loose", 1))
			c := r.dial(protocol, "")
			c.send(object{"type": "subscribe", "overlays": []string{"river", "hidden", "air"}})
			if m := c.expect("error"); m.Code != "overlay_unknown" {
				t.Errorf("asking for what is hidden gave %+v", m)
			}
			c.expect("hello")
			seen := map[string]string{}
			for range 2 {
				f := c.expect("frame").Frame
				if f.Tick || f.Overlay == nil || f.From != 0 {
					t.Fatalf("frame %+v", f)
				}
				seen[*f.Overlay] = text(c.values(f))
			}
			if seen["air"] != `{"pm25":10}` || seen["river"] != `{"boat":null,"pump":null}` {
				t.Errorf("overlays show %v", seen)
			}
			tick := c.expect("tick").To
			c.ack(tick)
			r.put(number("loose", 2)) // in no overlay
			r.put(realtime.Reading{Indicator: "pump", Value: realtime.BooleanValue(true)})
			f := c.expect("frame").Frame
			if f.Overlay == nil || *f.Overlay != "river" || f.From > tick || text(c.values(f)) != `{"pump":true}` {
				t.Errorf("got %+v", f)
			}
			if to := c.expect("tick").To; to <= tick || to > f.To {
				t.Errorf("tick to %d after a frame to %d", to, f.To)
			}
		})
	}
}

func TestDocumentReset(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	r.put(number("pm25", 80), number("loose", 1))
	c := r.dial(realtime.ProtocolJSON, "")
	c.subscribe(nil, nil)
	c.ack(c.expect("frame").To)
	r.define(sandbox()) // the same: nothing happens
	next := sandbox()
	next.Revision = 2
	next.Rules[0].Ranges[0].Below = 90
	next.Rules[0].Ranges[1].Below = 95
	next.Indicators[5].Kind = realtime.KindCategory // loose
	next.Indicators = append(next.Indicators, realtime.Indicator{Key: "fresh", Kind: realtime.KindNumber})
	scope := c.hello.Scope
	r.define(next)
	if m := c.expect("reset"); m.Reason != "document" {
		t.Errorf("reset for %q", m.Reason)
	}
	if c.expect("hello"); c.hello.Scope == scope || c.hello.Revision != 2 {
		t.Errorf("hello %+v", c.hello)
	}
	f := c.expect("frame").Frame
	if got := text(c.values(f)); f.From != 0 || got != `{"boat":null,"fresh":null,"loose":null,"pm25":80,"pump":null}` {
		t.Errorf("after the reset: from %d %s", f.From, got)
	}
	if k := slices.Index(f.I, 0); f.Level[k] == nil || *f.Level[k] != 0 {
		t.Errorf("pm25 was not levelled anew: %v", text(f.Level))
	}
}

func TestAViewerThatNeverAcknowledges(t *testing.T) {
	r := newRoom(t, func(c *realtime.Config) { c.Heartbeat = 300 * time.Millisecond })
	r.define(sandbox())
	r.put(number("loose", 0))
	c := r.dial(realtime.ProtocolJSON, "")
	c.subscribe(nil, nil)
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 1.0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				_, _ = r.hub.Ingest(t.Context(), system, "", "sandbox", []realtime.Reading{number("loose", i)}, realtime.OriginNone)
			}
		}
	}()
	frames, beats := 0, 0
	var last uint64
	for beats < 6 {
		switch m, err := c.next(); {
		case err != nil:
			t.Fatal(err)
		case m.Type == "frame":
			frames++
			last = m.To
		case m.Type == "heartbeat":
			if beats++; m.Head < last {
				t.Errorf("head %d is behind what was sent, %d", m.Head, last)
			}
		}
	}
	close(stop)
	<-done
	if frames != 2 {
		t.Errorf("%d frames without an acknowledgement, want the window's 2", frames)
	}
	c.ack(last)
	for {
		m, err := c.next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == "frame" {
			if m.Frame.From > last {
				t.Errorf("catch-up from %d does not cover %d", m.Frame.From, last)
			}
			break
		}
	}
}

func TestSignsOfLife(t *testing.T) {
	r := newRoom(t, func(c *realtime.Config) { c.Heartbeat, c.Silence = 50*time.Millisecond, 400*time.Millisecond })
	r.define(sandbox())
	mute, alive := r.dial(realtime.ProtocolBinary, ""), r.dial(realtime.ProtocolBinary, "")
	mute.subscribe(nil, nil)
	alive.subscribe(nil, nil)
	beats := make(chan int)
	go func() {
		n := 0
		for ; n < 20; n++ { // a second and more, well beyond the silence allowed
			if _, err := alive.next(); err != nil {
				break
			}
			_ = alive.conn.WriteMessage(websocket.BinaryMessage, []byte{0x42})
		}
		beats <- n
	}()
	mute.wantClose(realtime.CloseSilent)
	if n := <-beats; n != 20 {
		t.Errorf("who answered alive was cut off after %d messages", n)
	}
}

func TestCloseCodes(t *testing.T) {
	flood := func(c *client) {
		for range 2000 {
			if c.conn.WriteMessage(websocket.BinaryMessage, []byte{0x42}) != nil {
				return
			}
		}
	}
	for _, tt := range []struct {
		name string
		do   func(*room, *client)
		want int
	}{
		{"garbage", func(_ *room, c *client) { _ = c.conn.WriteMessage(websocket.TextMessage, []byte("{")) }, realtime.CloseBadMessage},
		{"binary garbage", func(_ *room, c *client) { _ = c.conn.WriteMessage(websocket.BinaryMessage, []byte{9, 9}) }, realtime.CloseBadMessage},
		{"a flood", func(_ *room, c *client) { flood(c) }, realtime.CloseFlood},
		{"many subscribes", func(_ *room, c *client) {
			for range 40 {
				c.send(object{"type": "subscribe"})
			}
		}, realtime.CloseFlood},
		{"the scene goes", func(r *room, _ *client) { _ = r.hub.Remove(r.Context(), "sandbox") }, realtime.CloseSceneGone},
		{"the server stops", func(r *room, _ *client) { go r.hub.Close(r.Context()) }, realtime.CloseStopping},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t, nil)
			r.define(sandbox())
			c := r.dial(realtime.ProtocolBinary, "")
			c.subscribe(nil, nil)
			tt.do(r, c)
			c.wantClose(tt.want)
			eventually(t, "the seat is free", func() bool { return r.hub.Stats().Viewers == 0 })
		})
	}
}

func TestRefusedBeforeTheUpgrade(t *testing.T) {
	r := newRoom(t, func(c *realtime.Config) { c.MaxViewers = 1 })
	r.define(sandbox())
	url := "ws" + strings.TrimPrefix(r.server.URL, "http")
	status := func(path string, head http.Header) int {
		conn, resp, err := websocket.DefaultDialer.Dial(url+path, head)
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
		} else if resp == nil {
			t.Fatal(err)
		}
		return resp.StatusCode
	}
	if got := status("/nowhere/live", nil); got != 404 {
		t.Errorf("an unknown scene: %d", got)
	}
	if got := status("/sandbox/live", http.Header{"Origin": {"https://elsewhere.example"}}); got != 403 {
		t.Errorf("a page of another site: %d", got)
	}
	if resp, err := http.Get(r.server.URL + "/sandbox/live"); err != nil || resp.StatusCode != 400 {
		t.Errorf("no WebSocket: %v %v", resp.StatusCode, err)
	}
	if got := status("/sandbox/live", http.Header{"Origin": {r.server.URL}}); got != 101 {
		t.Errorf("a page of this site: %d", got)
	}
	if got := status("/sandbox/live", nil); got != 503 {
		t.Errorf("one too many: %d", got)
	}
}

func TestUnknownMessagesAreAnswered(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	c := r.dial(realtime.ProtocolJSON, "")
	c.subscribe(nil, nil)
	c.expect("frame")
	c.send(object{"type": "replay", "at": "2026-01-01T00:00:00Z"})
	if m := c.expect("error"); m.Code != "message_unknown" {
		t.Errorf("got %+v", m)
	}
}
