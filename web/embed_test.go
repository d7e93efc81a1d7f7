package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

const page = `<!doctype html><meta name="twinstage-ui" content="app">`

func app(t *testing.T) http.Handler {
	t.Helper()
	script := []byte(strings.Repeat("export const a = 1\n", 100))
	return newHandler(fstest.MapFS{
		".gitkeep":             {},
		"index.html":           {Data: []byte(page)},
		"icon.svg":             {Data: []byte("<svg/>")},
		"assets/main-a1.js":    {Data: script},
		"assets/main-a1.js.gz": {Data: zipped(t, script)},
	})
}

func zipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func get(h http.Handler, target string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRoutes(t *testing.T) {
	h := app(t)
	for _, c := range []struct {
		path   string
		status int
		cache  string
		kind   string
		isPage bool
	}{
		{"/", 200, recheck, "text/html", true},
		{"/index.html", 200, recheck, "text/html", true},
		{"/s/sandbox", 200, recheck, "text/html", true},
		{"/s/name.with.dots", 200, recheck, "text/html", true},
		{"/sign-in", 200, recheck, "text/html", true},
		{"/nowhere", 404, recheck, "text/html", true},
		{"/icon.svg", 200, recheck, "image/svg+xml", false},
		{"/assets/main-a1.js", 200, forEver, "text/javascript", false},
		{"/assets/main-b2.js", 404, "", "text/plain", false},
		{"/assets/main-a1.js.gz", 404, "", "text/plain", false},
		{"/favicon.ico", 404, "", "text/plain", false},
		{"/.gitkeep", 404, "", "text/plain", false},
		{"/assets/../../embed.go", 404, "", "text/plain", false},
	} {
		res := get(h, c.path)
		body := text(t, res)
		if res.StatusCode != c.status || res.Header.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q, want %d %q", c.path, res.StatusCode, res.Header.Get("Cache-Control"), c.status, c.cache)
		}
		if !strings.HasPrefix(res.Header.Get("Content-Type"), c.kind) || (body == page) != c.isPage {
			t.Errorf("%s: %s, page %v", c.path, res.Header.Get("Content-Type"), body == page)
		}
		if !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s: no policy", c.path)
		}
	}
}

func TestGzipIsNegotiated(t *testing.T) {
	h := app(t)
	for _, c := range []struct {
		accept string
		zipped bool
	}{{"gzip, br", true}, {"br, gzip;q=0.5", true}, {"", false}, {"br", false}, {"gzip;q=0", false}} {
		res := get(h, "/assets/main-a1.js", "Accept-Encoding", c.accept)
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != c.zipped {
			t.Errorf("Accept-Encoding %q: gzip %v", c.accept, got)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary %q", c.accept, res.Header.Get("Vary"))
		}
		body := io.Reader(res.Body)
		if c.zipped {
			var err error
			if body, err = gzip.NewReader(res.Body); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := io.ReadAll(body); err != nil || !strings.HasPrefix(string(b), "export") {
			t.Errorf("Accept-Encoding %q: %v", c.accept, err)
		}
	}
}

func TestUnchangedPageIsNotSentAgain(t *testing.T) {
	h := app(t)
	etag := get(h, "/").Header.Get("ETag")
	if etag == "" {
		t.Fatal("no ETag")
	}
	if res := get(h, "/s/other", "If-None-Match", etag); res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestOnlyReading(t *testing.T) {
	for name, h := range map[string]http.Handler{"app": app(t), "missing": newHandler(fstest.MapFS{".gitkeep": {}})} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", name, w.Code)
		}
		w = httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/nowhere", nil))
		if w.Code != http.StatusNotFound || w.Body.Len() != 0 {
			t.Errorf("%s: HEAD %d with %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

func TestWithoutABuildThePageSaysHow(t *testing.T) {
	h := newHandler(fstest.MapFS{".gitkeep": {}})
	res := get(h, "/")
	body := text(t, res)
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	for _, want := range []string{`<meta name="twinstage-ui" content="missing">`, "npm --prefix web run build", "尚未构建", "not built"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if res := get(h, "/assets/x.js"); res.StatusCode != http.StatusNotFound {
		t.Errorf("asset: %d", res.StatusCode)
	}
}

// The embedded tree itself: whichever it is now, it must be servable.
func TestEmbedded(t *testing.T) {
	body := text(t, get(Handler(), "/"))
	want := `content="missing"`
	if Built() {
		want = `content="app"`
	}
	if !strings.Contains(body, want) {
		t.Errorf("Built() is %v, but the page lacks %s", Built(), want)
	}
}
