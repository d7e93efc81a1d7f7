package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// The app's content security policy: nothing is loaded from or sent to another
// origin. blob: is how the stage's loaders and workers pass bytes around
// inside the page; wasm-unsafe-eval lets mesh decoders compile; style attributes
// (not style sheets) may stand in markup the stage makes for its mark.
const appPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' data: blob:; worker-src 'self' blob:; " +
	"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"

const (
	forEver = "public, max-age=31536000, immutable"
	recheck = "no-cache"
)

// appRoutes are the paths (and those below, where they end in a slash) that
// the app's router knows; others get the same page with status 404.
var appRoutes = [...]string{"/s/", "/sign-in"}

// entry is one embedded file, with the gzip form the build made if it helps.
type entry struct {
	body, gzip []byte
	kind, etag string
}

type handler struct {
	entries map[string]entry
	index   *entry
}

func newHandler(root fs.FS) http.Handler {
	if !built(root) {
		return http.HandlerFunc(serveMissing)
	}
	h := &handler{entries: load(root)}
	index := h.entries["index.html"]
	h.index = &index
	return h
}

// load reads what the build wrote; names beginning with a dot are not served.
func load(root fs.FS) map[string]entry {
	entries := map[string]entry{}
	_ = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, ".gz") {
			return err
		}
		body, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		zipped, _ := fs.ReadFile(root, name+".gz") // absent where gzip does not help
		sum := sha256.Sum256(body)
		entries[name] = entry{body: body, gzip: zipped, kind: contentType(name, body),
			etag: base64.RawURLEncoding.EncodeToString(sum[:12])}
		return nil
	})
	return entries
}

func contentType(name string, body []byte) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".wasm":
		return "application/wasm"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return http.DetectContentType(body)
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", appPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if e, ok := h.entries[name]; ok && name != "index.html" {
		header.Set("Cache-Control", cacheFor(name))
		e.serve(w, r)
		return
	}
	if strings.HasPrefix(name, "assets/") || (name != "index.html" && path.Ext(name) != "" && !isAppRoute(r.URL.Path)) {
		http.NotFound(w, r)
		return
	}
	header.Set("Cache-Control", recheck)
	if name != "" && name != "index.html" && !isAppRoute(r.URL.Path) {
		h.index.serveStatus(w, r, http.StatusNotFound)
		return
	}
	h.index.serve(w, r)
}

// cacheFor: names below assets/ carry their content's hash.
func cacheFor(name string) string {
	if strings.HasPrefix(name, "assets/") {
		return forEver
	}
	return recheck
}

func isAppRoute(p string) bool {
	for _, route := range appRoutes {
		if p == route || (strings.HasSuffix(route, "/") && strings.HasPrefix(p, route)) {
			return true
		}
	}
	return p == "/"
}

// serve answers with ETag, conditional and range requests as http.ServeContent
// does them. The gzip form has an ETag of its own: it is another representation.
func (e *entry) serve(w http.ResponseWriter, r *http.Request) {
	body, etag := e.choose(w, r)
	w.Header().Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (e *entry) serveStatus(w http.ResponseWriter, r *http.Request, status int) {
	body, _ := e.choose(w, r)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (e *entry) choose(w http.ResponseWriter, r *http.Request) ([]byte, string) {
	w.Header().Set("Content-Type", e.kind)
	if e.gzip == nil {
		return e.body, e.etag
	}
	w.Header().Add("Vary", "Accept-Encoding")
	if !acceptsGzip(r.Header.Get("Accept-Encoding")) {
		return e.body, e.etag
	}
	w.Header().Set("Content-Encoding", "gzip")
	return e.gzip, e.etag + "-gzip"
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as gzip goes.
func acceptsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding := strings.TrimSpace(coding); coding != "gzip" && coding != "*" {
			continue
		}
		q := strings.ReplaceAll(weight, " ", "")
		return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
	}
	return false
}

func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "This address is a page: use GET.", http.StatusMethodNotAllowed)
	return false
}
