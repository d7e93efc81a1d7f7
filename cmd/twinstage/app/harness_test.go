package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/internal/access"
)

// node is a running App and a caller of its API.
type node struct {
	t      *testing.T
	app    *App
	cfg    config.Config
	cookie string // of the admin's session
	token  string // for readings and uploads on every scene
	stop   func()
}

// start runs an App on a free port over dir until the test ends.
func start(t *testing.T, dir string, change ...func(*config.Config)) *node {
	t.Helper()
	cfg := config.Default()
	cfg.Addr, cfg.Data = "127.0.0.1:0", dir
	for _, c := range change {
		c(&cfg)
	}
	app, err := New(t.Context(), cfg, slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	n := &node{t: t, app: app, cfg: cfg}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	n.stop = func() {
		cancel()
		if done == nil {
			return
		}
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
		done = nil
	}
	t.Cleanup(n.stop)
	n.signIn()
	return n
}

// testLog writes the server's warnings to the test's log.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

func (n *node) signIn() {
	n.t.Helper()
	system := access.System("test")
	ctx := n.t.Context()
	const password = "a long enough password"
	if _, err := n.app.Accounts.EnsureAdmin(ctx); err != nil {
		n.t.Fatal(err)
	}
	if err := n.app.Accounts.SetPassword(ctx, system, accounts.AdminName, password); err != nil {
		n.t.Fatal(err)
	}
	_, token, err := n.app.Accounts.AddToken(ctx, system, accounts.NewToken{
		Scene: accounts.AnyScene, Purposes: []accounts.Purpose{accounts.PurposeReadings, accounts.PurposeUpload},
	})
	if err != nil {
		n.t.Fatal(err)
	}
	n.token = token
	r := n.call(http.MethodPost, "/api/v1/sessions", jsonBody(map[string]string{"user": accounts.AdminName, "password": password}))
	r.want(http.StatusCreated)
	for _, c := range r.cookies {
		n.cookie = c.Name + "=" + c.Value
	}
	if n.cookie == "" {
		n.t.Fatal("signing in set no cookie")
	}
}

// request changes a request before it is sent.
type request func(*http.Request)

func header(name, value string) request {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func rawBody(contentType string, b []byte) request {
	return func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		r.Header.Set("Content-Type", contentType)
	}
}

func jsonBody(v any) request {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return rawBody("application/json", b)
}

func (n *node) asAdmin() request   { return header("Cookie", n.cookie) }
func (n *node) asProgram() request { return header("Authorization", "Bearer "+n.token) }

// reply is a response, read.
type reply struct {
	t       *testing.T
	what    string
	status  int
	header  http.Header
	cookies []*http.Cookie
	body    []byte
}

func (n *node) call(method, path string, change ...request) reply {
	n.t.Helper()
	r, err := http.NewRequestWithContext(n.t.Context(), method, n.app.URL()+path, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	return reply{t: n.t, what: method + " " + path, status: res.StatusCode, header: res.Header, cookies: res.Cookies(), body: b}
}

// want fails the test unless the status is as given.
func (r reply) want(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: status %d, want %d\n%s", r.what, r.status, status, r.body)
	}
	return r
}

// wantProblem checks that the answer is a problem document with a code and a
// sentence.
func (r reply) wantProblem(status int, code string) reply {
	r.t.Helper()
	var p struct {
		Type, Title, Detail, Code string
		Status                    int
	}
	r.into(&p)
	if kind := r.header.Get("Content-Type"); kind != "application/problem+json" {
		r.t.Errorf("%s: content type %q", r.what, kind)
	}
	if r.status != status || p.Status != status || p.Code != code || len(p.Detail) < 20 || p.Title == "" || p.Type == "" {
		r.t.Errorf("%s: status %d, problem %+v, want %d %s with a sentence", r.what, r.status, p, status, code)
	}
	return r
}

func (r reply) into(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%s: status %d, not JSON: %v\n%s", r.what, r.status, err, r.body)
	}
}

// makeScene creates and fills a scene and returns its document's ETag.
func (n *node) makeScene(slug, document string) string {
	n.t.Helper()
	n.call(http.MethodPost, "/api/v1/scenes", n.asAdmin(), jsonBody(map[string]any{
		"slug": slug, "title": map[string]string{"zh": "试验", "en": "Trial"}, "sector": "city", "district": "500103",
	})).want(http.StatusCreated)
	return n.putDocument(slug, document)
}

func (n *node) putDocument(slug, document string) string {
	n.t.Helper()
	path := "/api/v1/scenes/" + slug + "/document"
	etag := n.call(http.MethodGet, path, n.asAdmin()).want(http.StatusOK).header.Get("ETag")
	return n.call(http.MethodPut, path, n.asAdmin(), header("If-Match", etag), rawBody("application/json", []byte(document))).
		want(http.StatusOK).header.Get("ETag")
}

func (n *node) publish(slug string) {
	n.t.Helper()
	n.call(http.MethodPost, "/api/v1/scenes/"+slug+"/publish", n.asAdmin()).want(http.StatusOK)
}

// upload sends a file by tus in one go and returns the upload's final state.
func (n *node) upload(name string, content []byte) uploadState {
	n.t.Helper()
	r := n.createUpload(name, int64(len(content))).want(http.StatusCreated)
	n.call(http.MethodPatch, path(r.header.Get("Location")), n.asProgram(), header("Tus-Resumable", "1.0.0"),
		header("Upload-Offset", "0"), rawBody("application/offset+octet-stream", content)).want(http.StatusNoContent)
	return n.awaitUpload(path(r.header.Get("Location")))
}

func (n *node) createUpload(name string, size int64) reply {
	return n.call(http.MethodPost, "/api/v1/uploads", n.asProgram(), header("Tus-Resumable", "1.0.0"),
		header("Upload-Length", strconv.FormatInt(size, 10)), header("Upload-Metadata", "filename "+base64Of(name)))
}

// testDocument has a public number with a rule and a staff category.
func testDocument(layers string) string {
	return `{"specVersion":"1.0","title":{"zh":"试验","en":"Trial"},
		"origin":{"lon":106.58,"lat":29.56,"height":240},"environment":{"timeOfDay":"10:00"},"layers":[` + layers + `],
		"anchors":[{"id":"plaza","point":[0,0,10]}],
		"rules":[{"id":"pm25","hysteresis":3,"ranges":[{"below":35,"level":"normal"},{"below":75,"level":"notice"},{"level":"alarm"}]}],
		"indicators":[
			{"key":"pm25","name":{"zh":"PM2.5","en":"PM2.5"},"kind":"number","unit":"µg/m³","precision":1,"anchor":"plaza","rule":"pm25","leaseSeconds":120,"audience":"public"},
			{"key":"gate","name":{"zh":"门","en":"Gate"},"kind":"category","anchor":"plaza","leaseSeconds":300,"audience":"staff"}],
		"overlays":[{"id":"air","name":{"zh":"空气","en":"Air"},"style":"label","indicators":["pm25"],"visible":true}],
		"viewpoints":[],"tours":[],"hotspots":[],"screens":[]}`
}
