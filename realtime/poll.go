package realtime

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// How long a poll waits for something new.
const (
	usualWait = 25 * time.Second
	maxWait   = 55 * time.Second // proxies give up after 60 s
)

// String is the cursor as polls carry it.
func (c Cursor) String() string {
	return c.Epoch + "." + c.Scope + "." + strconv.FormatUint(c.Version, 10)
}

// ParseCursor reads Cursor.String; "" is nil.
func ParseCursor(s string) (*Cursor, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, ".")
	if len(parts) == 3 {
		if v, err := strconv.ParseUint(parts[2], 10, 64); err == nil {
			return &Cursor{parts[0], parts[1], v}, nil
		}
	}
	return nil, fault.New(fault.Malformed, "cursor_malformed", "The cursor is not one this server gave. Start again without a cursor.")
}

// Messages is the answer of a poll or snapshot: what the socket would have said
// in twinstage.v1+json, and the cursor that acknowledges it in the next request.
type Messages struct {
	Cursor   string            `json:"cursor"`
	Messages []json.RawMessage `json:"messages"`
}

// ServePoll is GET …/live/poll?cursor=&overlays=a,b&wait=seconds. It answers as
// soon as there is something the cursor has not seen, at the latest (with a
// heartbeat) after wait. Without a cursor, or with one of another epoch or
// scope, it answers at once with hello and a snapshot.
// Faults: scene_not_found, cursor_malformed, wait_invalid, too_many_viewers.
func (h *Hub) ServePoll(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	s, err := h.scene(scene)
	var p poll
	if err == nil {
		p, err = newPoll(r.URL.Query(), audience)
	}
	if err == nil {
		err = h.sit()
	}
	if err != nil {
		h.cfg.WriteError(w, r, err)
		return
	}
	defer h.seats.Add(-1)
	ctx, cancel := context.WithTimeout(r.Context(), p.wait)
	defer cancel()
	answer, _ := json.Marshal(s.await(ctx, &p))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(answer)
}

type poll struct {
	audience access.Audience
	wish     wish
	wait     time.Duration
	sub      subscription
}

func newPoll(q url.Values, audience access.Audience) (poll, error) {
	p := poll{audience: audience, wait: usualWait}
	p.wish.overlays = overlaysOf(q)
	cursor, err := ParseCursor(q.Get("cursor"))
	if err != nil {
		return p, err
	}
	p.wish.cursor = cursor
	if s := q.Get("wait"); s != "" {
		sec, err := strconv.ParseFloat(s, 64)
		if err != nil || !(sec >= 0) {
			return p, fault.New(fault.Malformed, "wait_invalid", "wait is a number of seconds, 0 to 55.")
		}
		p.wait = time.Duration(min(sec, maxWait.Seconds()) * float64(time.Second))
	}
	return p, nil
}

// overlaysOf reads ?overlays=a,b: absent is all, empty is none.
func overlaysOf(q url.Values) []string {
	if !q.Has("overlays") {
		return nil
	}
	ids := []string{}
	for id := range strings.SplitSeq(q.Get("overlays"), ",") {
		if id != "" && len(ids) < maxOverlays {
			ids = append(ids, id)
		}
	}
	return ids
}

// await collects messages for a poll, waiting for the first of them.
func (s *scene) await(ctx context.Context, p *poll) Messages {
	for {
		s.mu.Lock()
		m := s.pollOnce(p)
		ticked, closed := s.ticked, s.closed
		if len(m) > 0 || closed || ctx.Err() != nil {
			if len(m) == 0 {
				m = append(m, s.heartbeat(true).data)
			}
			c := Cursor{s.board.at.Epoch, p.sub.scope, p.sub.cursor}
			s.mu.Unlock()
			return Messages{c.String(), m}
		}
		s.mu.Unlock()
		select {
		case <-ticked:
		case <-ctx.Done():
		}
	}
}

func (s *scene) pollOnce(p *poll) (m []json.RawMessage) {
	if p.sub.gen != s.gen {
		p.sub, _ = s.subscribe(p.audience, p.wish, true)
		p.wish.cursor = nil
		if p.sub.cursor == 0 {
			m = append(m, s.hello(&p.sub, s.hub.now()))
		}
	}
	for _, packet := range s.next(&p.sub) {
		m = append(m, packet.data)
	}
	return m
}

// snapshot is one encoded snapshot, kept until something in it changes.
type snapshot struct {
	etag        string
	plain, gzip []byte
}

// ServeSnapshot is GET …/live/snapshot?overlays=a,b: Messages with hello (without
// serverTime) and a frame from 0, with an ETag of (epoch, version, scope). A
// socket or poll may go on from its cursor. Faults: scene_not_found.
func (h *Hub) ServeSnapshot(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	s, err := h.scene(scene)
	if err != nil {
		h.cfg.WriteError(w, r, err)
		return
	}
	snap := s.snapshot(audience, overlaysOf(r.URL.Query()))
	head := w.Header()
	head.Set("ETag", snap.etag)
	head.Set("Cache-Control", "private, no-cache")
	head.Set("Vary", "Accept-Encoding")
	for tag := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == snap.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	head.Set("Content-Type", "application/json")
	body := snap.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = snap.gzip
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

func (s *scene) snapshot(a access.Audience, overlays []string) *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub, _ := s.subscribe(a, wish{overlays: overlays}, true)
	if snap := s.snapshots[sub.scope]; snap != nil && snap.holds(s, sub.lanes) {
		return snap.snapshot
	}
	m := []json.RawMessage{s.hello(&sub, 0)}
	for _, packet := range s.next(&sub) {
		m = append(m, packet.data)
	}
	c := Cursor{s.board.at.Epoch, sub.scope, sub.cursor}
	plain, _ := json.Marshal(Messages{c.String(), m})
	snap := &snapshot{etag: `"` + c.String() + `"`, plain: plain, gzip: gzipped(plain)}
	if len(s.snapshots) < 64 {
		s.snapshots[sub.scope] = &heldSnapshot{snap, s.gen, sub.cursor}
	}
	return snap
}

// heldSnapshot is a snapshot with the version it stands for.
type heldSnapshot struct {
	*snapshot
	gen uint64
	to  uint64
}

func (h *heldSnapshot) holds(s *scene, lanes []*lane) bool {
	for _, l := range lanes {
		if l.changed > h.to {
			return false
		}
	}
	return h.gen == s.gen
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b) // a buffer takes everything
	_ = z.Close()
	return out.Bytes()
}
