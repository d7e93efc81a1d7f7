package realtime_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/twinstage/twinstage/realtime"
)

func (r *room) get(path string, head http.Header) (*http.Response, []byte) {
	r.Helper()
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, r.server.URL+path, nil)
	if err != nil {
		r.Fatal(err)
	}
	for k, v := range head {
		req.Header[k] = v
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.Fatal(err)
	}
	return resp, body
}

// messages reads a poll's answer: hello (if there is one), frames, cursor.
func (r *room) messages(path string) (c client, frames []realtime.Frame, types []string, cursor string) {
	r.Helper()
	_, body := r.get(path, nil)
	var m realtime.Messages
	c.T = r.T
	c.unmarshal(body, &m)
	for _, raw := range m.Messages {
		var head struct{ Type string }
		c.unmarshal(raw, &head)
		types = append(types, head.Type)
		switch head.Type {
		case "hello":
			c.unmarshal(raw, &c.hello)
		case "frame":
			var f realtime.Frame
			c.unmarshal(raw, &f)
			frames = append(frames, f)
		}
	}
	return c, frames, types, m.Cursor
}

func TestLongPolling(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	r.put(number("loose", 1))
	_, frames, types, cursor := r.messages("/sandbox/live/poll")
	if text(types) != `["hello","frame"]` || frames[0].From != 0 {
		t.Fatalf("the first poll: %v", types)
	}
	if _, _, types, again := r.messages("/sandbox/live/poll?wait=0&cursor=" + cursor); text(types) != `["heartbeat"]` || again != cursor {
		t.Errorf("nothing new: %v, cursor %s", types, again)
	}
	done := make(chan []realtime.Frame)
	go func() {
		_, frames, _, _ := r.messages("/sandbox/live/poll?cursor=" + cursor)
		done <- frames
	}()
	eventually(t, "the poll waits", func() bool { return r.hub.Stats().Viewers == 1 })
	r.put(number("loose", 2))
	frames = <-done
	if len(frames) != 1 || frames[0].V[0] != 2.0 || len(frames[0].I) != 1 {
		t.Errorf("the waiting poll got %+v", frames)
	}
	if _, _, types, _ := r.messages("/sandbox/live/poll?overlays=air&cursor=" + cursor); text(types) != `["hello","frame","tick"]` {
		t.Errorf("a cursor of another scope: %v", types)
	}
	for _, bad := range []string{"cursor=x", "wait=-1", "wait=NaN"} {
		if resp, _ := r.get("/sandbox/live/poll?"+bad, nil); resp.StatusCode != 400 {
			t.Errorf("%s: %d", bad, resp.StatusCode)
		}
	}
}

func TestSnapshotOverHTTP(t *testing.T) {
	r := newRoom(t, nil)
	r.define(sandbox())
	r.put(number("loose", 1))
	resp, _ := r.get("/sandbox/live/snapshot", nil)
	tag := resp.Header.Get("ETag")
	c, frames, _, cursor := r.messages("/sandbox/live/snapshot")
	if tag == "" || c.hello.ServerTime != 0 || len(frames) != 1 || text(c.values(frames[0])) != `{"boat":null,"loose":1,"pm25":null,"pump":null}` {
		t.Errorf("snapshot %s: %+v", tag, frames)
	}
	same := http.Header{"If-None-Match": {tag}}
	if resp, body := r.get("/sandbox/live/snapshot", same); resp.StatusCode != 304 || len(body) != 0 {
		t.Errorf("unchanged: %d", resp.StatusCode)
	}
	r.put(number("secret", 1)) // nothing the public would see
	if resp, _ := r.get("/sandbox/live/snapshot", same); resp.StatusCode != 304 {
		t.Errorf("a change of what is hidden shows in the ETag: %d", resp.StatusCode)
	}
	r.put(number("loose", 2))
	eventually(t, "at the next tick the snapshot is another", func() bool {
		resp, _ := r.get("/sandbox/live/snapshot", same)
		return resp.StatusCode == 200 && resp.Header.Get("ETag") != tag
	})
	at, err := realtime.ParseCursor(cursor)
	if err != nil {
		t.Fatal(err)
	}
	viewer := r.dial(realtime.ProtocolJSON, "")
	viewer.subscribe(nil, at)
	if f := viewer.expect("frame").Frame; f.From == 0 || text(viewer.values(f)) != `{"loose":2}` {
		t.Errorf("a socket that goes on from a snapshot got %s", text(f))
	}
}
