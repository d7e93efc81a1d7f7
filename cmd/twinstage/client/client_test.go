package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// tusServer is a tus 1.0 server of one upload whose connections break.
type tusServer struct {
	mu      sync.Mutex
	size    int64
	got     []byte
	breaks  int // PATCH requests that are cut off half-way
	patches int
	heads   int
	gone    bool
	auth    []string
}

func (s *tusServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auth = append(s.auth, r.Header.Get("Authorization"))
	switch {
	case s.gone && r.Method != http.MethodPost:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"status":404,"code":"upload_not_found","detail":"There is no such upload."}`)
	case r.Method == http.MethodPost && r.URL.Path == "/api/v1/uploads":
		s.size, _ = strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
		// A proxy in front may make the server believe in another host.
		w.Header().Set("Location", "http://elsewhere.invalid/api/v1/uploads/up_1")
		w.WriteHeader(http.StatusCreated)
	case r.URL.Path != "/api/v1/uploads/up_1":
		w.WriteHeader(http.StatusTeapot)
	case r.Method == http.MethodHead:
		s.heads++
		w.Header().Set("Upload-Offset", strconv.Itoa(len(s.got)))
	case r.Method == http.MethodPatch:
		s.patch(w, r)
	}
}

func (s *tusServer) patch(w http.ResponseWriter, r *http.Request) {
	s.patches++
	if r.Header.Get("Upload-Offset") != strconv.Itoa(len(s.got)) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	if s.breaks > 0 {
		s.breaks--
		half := make([]byte, r.ContentLength/2)
		n, _ := io.ReadFull(r.Body, half)
		s.got = append(s.got, half[:n]...)
		panic(http.ErrAbortHandler)
	}
	b, _ := io.ReadAll(r.Body)
	s.got = append(s.got, b...)
	w.Header().Set("Upload-Offset", strconv.Itoa(len(s.got)))
	w.WriteHeader(http.StatusNoContent)
}

func newClient(t *testing.T, h http.Handler) *Client {
	t.Helper()
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = nil
	srv.Start()
	t.Cleanup(srv.Close)
	c, err := New(srv.URL+"/", "tw_secret")
	if err != nil {
		t.Fatal(err)
	}
	c.Wait = func(int) time.Duration { return time.Millisecond }
	return c
}

func TestUploadResumesWhereTheServerIs(t *testing.T) {
	want := make([]byte, 100_000)
	_, _ = rand.Read(want)
	s := &tusServer{breaks: 5}
	c := newClient(t, s)
	c.ChunkBytes = 16_000
	c.Tries = 3 // fewer than there are breaks: progress begins the count anew
	var seen []int64
	id, err := c.Upload(context.Background(), "城.glb", bytes.NewReader(want), int64(len(want)), func(n int64) { seen = append(seen, n) })
	if err != nil || id != "up_1" {
		t.Fatalf("Upload = %q, %v", id, err)
	}
	if !bytes.Equal(s.got, want) {
		t.Errorf("the server has %d bytes, not those that were sent", len(s.got))
	}
	if s.heads != 5 {
		t.Errorf("asked for the offset %d times, want once a break", s.heads)
	}
	if seen[len(seen)-1] != int64(len(want)) {
		t.Errorf("progress %v", seen)
	}
	for _, a := range s.auth {
		if a != "Bearer tw_secret" {
			t.Errorf("authorization %q", a)
		}
	}
}

func TestUploadGivesUp(t *testing.T) {
	s := &tusServer{gone: true}
	c := newClient(t, s)
	_, err := c.Upload(context.Background(), "a", strings.NewReader("abc"), 3, func(int64) {})
	var p *Problem
	if !errors.As(err, &p) || p.Code != "upload_not_found" || s.patches > 1 {
		t.Errorf("error %v after %d patches, want upload_not_found at once", err, s.patches)
	}
	tries := 0
	down := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { tries++; w.WriteHeader(503) }))
	down.Tries = 4
	if _, err = down.Upload(context.Background(), "a", strings.NewReader("abc"), 3, func(int64) {}); err == nil || tries != 4 {
		t.Errorf("%v after %d tries, want 4", err, tries)
	}
}

func TestAStalledRequestEnds(t *testing.T) {
	release := make(chan struct{})
	c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer close(release)
	c.Tries, c.Stall = 2, 50*time.Millisecond
	var retried []error
	c.OnRetry = func(err error, _ time.Duration) { retried = append(retried, err) }
	var doc any
	err := c.Document(context.Background(), "x", &doc)
	if err == nil || !strings.Contains(err.Error(), "nothing moved") || len(retried) != 1 {
		t.Errorf("error %v, retried %v", err, retried)
	}
}

func TestPush(t *testing.T) {
	var body string
	answers := []string{"503", "200"}
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		status, _ := strconv.Atoi(answers[0])
		answers = answers[1:]
		w.WriteHeader(status)
		if status == 200 {
			_, _ = io.WriteString(w, `{"accepted":1,"refused":[{"index":1,"code":"reading_kind","message":"No."}],"live":true}`)
		}
		if status == 422 {
			_, _ = io.WriteString(w, `{"status":422,"code":"no_reading_accepted","detail":"None.","refused":[{"index":0,"code":"time_ahead","message":"No."}]}`)
		}
	}))
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
	got, err := c.Push(context.Background(), "sandbox", "recorded", []Reading{{"a", at, 1.5}, {"b", at, "x"}})
	if err != nil || got.Accepted != 1 || got.Refused[0].Code != "reading_kind" {
		t.Errorf("Push = %+v, %v", got, err)
	}
	const want = `{"origin":"recorded","readings":[{"indicator":"a","time":"2026-01-02T03:04:05.006Z","value":1.5},{"indicator":"b","time":"2026-01-02T03:04:05.006Z","value":"x"}]}`
	if body != want {
		t.Errorf("sent %s\nwant %s", body, want)
	}
	answers = []string{"422"}
	if got, err = c.Push(context.Background(), "sandbox", "recorded", nil); err != nil || got.Refused[0].Code != "time_ahead" {
		t.Errorf("a batch of which nothing was taken: %+v, %v", got, err)
	}
	answers = []string{"401"}
	if _, err = c.Push(context.Background(), "sandbox", "recorded", nil); err == nil || Transient(err) {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the token went elsewhere") }))
	defer other.Close()
	c := newClient(t, http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	var doc any
	if err := c.Document(context.Background(), "x", &doc); err == nil {
		t.Error("a redirect passed for an answer")
	}
}

func TestBadAddresses(t *testing.T) {
	for _, s := range []string{"", "localhost:8080", "ftp://x", "http://"} {
		if _, err := New(s, ""); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}
