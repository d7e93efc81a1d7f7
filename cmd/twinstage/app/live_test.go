package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// message is any message of twinstage.v1+json.
type message struct {
	Type       string
	Version    int64
	From, To   int64
	Epoch      string
	Scope      string
	Dictionary []struct {
		I   int
		Key string
	}
	I []int
	V []any
	// Level is null where there is no rule.
	Level  []*int
	State  []string
	Origin []string
}

type viewer struct {
	t    *testing.T
	conn *websocket.Conn
	keys map[int]string
}

func (n *node) view(scene string, change ...request) *viewer {
	n.t.Helper()
	r, _ := http.NewRequest(http.MethodGet, "/", nil)
	for _, c := range change {
		c(r)
	}
	d := websocket.Dialer{Subprotocols: []string{"twinstage.v1+json"}}
	conn, _, err := d.Dial("ws"+strings.TrimPrefix(n.app.URL(), "http")+"/api/v1/scenes/"+scene+"/live", r.Header)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { conn.Close() })
	v := &viewer{t: n.t, conn: conn, keys: map[int]string{}}
	v.send(`{"type":"subscribe"}`)
	return v
}

func (v *viewer) send(s string) {
	v.t.Helper()
	if err := v.conn.WriteMessage(websocket.TextMessage, []byte(s)); err != nil {
		v.t.Fatal(err)
	}
}

// next reads until done answers true, keeping the dictionary and acknowledging.
func (v *viewer) next(done func(message) bool) message {
	v.t.Helper()
	_ = v.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		var m message
		if err := v.conn.ReadJSON(&m); err != nil {
			v.t.Fatalf("while waiting for a message: %v", err)
		}
		if m.Type == "hello" {
			clear(v.keys)
			for _, d := range m.Dictionary {
				v.keys[d.I] = d.Key
			}
		}
		if m.Type == "frame" {
			b, _ := json.Marshal(map[string]any{"type": "ack", "version": m.To})
			v.send(string(b))
		}
		if done(m) {
			return m
		}
	}
}

// value waits for a frame in which key has the value.
func (v *viewer) value(key string, want any) message {
	v.t.Helper()
	return v.next(func(m message) bool {
		for k, i := range m.I {
			if m.Type == "frame" && v.keys[i] == key && m.V[k] == want {
				return true
			}
		}
		return false
	})
}

func (n *node) push(scene, readings string) {
	n.t.Helper()
	var result struct {
		Accepted int
		Live     bool
	}
	n.call(http.MethodPost, "/api/v1/scenes/"+scene+"/readings", n.asProgram(),
		rawBody("application/json", []byte(`{"readings":[`+readings+`]}`))).want(http.StatusOK).into(&result)
	if result.Accepted == 0 || !result.Live {
		n.t.Fatalf("push: %+v", result)
	}
}

func TestReadingReachesItsAudienceAndNobodyElse(t *testing.T) {
	n := start(t, t.TempDir())
	n.makeScene("trial", testDocument(""))
	n.publish("trial")
	public, staff := n.view("trial"), n.view("trial", n.asAdmin())
	hello := func(m message) bool { return m.Type == "hello" }
	keys := func(m message) (ks []string) {
		for _, d := range m.Dictionary {
			ks = append(ks, d.Key)
		}
		slices.Sort(ks)
		return ks
	}
	if got := keys(public.next(hello)); !slices.Equal(got, []string{"pm25"}) {
		t.Errorf("a visitor's dictionary is %v", got)
	}
	if got := keys(staff.next(hello)); !slices.Equal(got, []string{"gate", "pm25"}) {
		t.Errorf("an administrator's dictionary is %v", got)
	}
	n.push("trial", `{"indicator":"gate","value":"open"},{"indicator":"pm25","value":80.5}`)
	staff.value("gate", "open")
	m := public.value("pm25", 80.5)
	if l := m.Level[0]; len(m.I) != 1 || l == nil || *l != 3 || m.Origin[0] != "live" || m.State[0] != "live" {
		t.Errorf("a visitor got %+v", m)
	}
	var why struct{ Level int }
	n.call(http.MethodGet, "/api/v1/scenes/trial/indicators/pm25/why").want(http.StatusOK).into(&why)
	if why.Level != 3 {
		t.Errorf("why says level %d", why.Level)
	}
	n.call(http.MethodGet, "/api/v1/scenes/trial/indicators/gate/why").wantProblem(http.StatusNotFound, "indicator_not_found")
}

func TestTicketOpensOneSocket(t *testing.T) {
	n := start(t, t.TempDir())
	n.makeScene("trial", testDocument(""))
	n.publish("trial")
	var ticket struct{ Ticket string }
	n.call(http.MethodPost, "/api/v1/scenes/trial/live/tickets", n.asAdmin()).want(http.StatusCreated).into(&ticket)
	url := "ws" + strings.TrimPrefix(n.app.URL(), "http") + "/api/v1/scenes/trial/live?ticket=" + ticket.Ticket
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	_, res, err := websocket.DefaultDialer.Dial(url, nil)
	if err == nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a used ticket opened a socket: %v", err)
	}
}

func TestRestartKeepsWhatWasAcknowledged(t *testing.T) {
	dir := t.TempDir()
	n := start(t, dir)
	n.makeScene("trial", testDocument(""))
	n.publish("trial")
	n.push("trial", `{"indicator":"pm25","value":41.5}`)
	n.stop()

	n = start(t, dir)
	n.view("trial").value("pm25", 41.5)
	var sc struct{ Status string }
	n.call(http.MethodGet, "/api/v1/scenes/trial").want(http.StatusOK).into(&sc)
	if sc.Status != "published" {
		t.Errorf("status %q", sc.Status)
	}
}
