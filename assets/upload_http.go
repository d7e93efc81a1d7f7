package assets

import (
	"bytes"
	"errors"
	"net/http"
	"strings"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// ServeUpload speaks tus 1.0 (core, creation, creation-with-upload,
// termination, checksum, expiration) to the holder of p. Mount it with the base
// path stripped, for the base path itself and everything below it.
//
// Metadata: filename (required), kind (model, tileset, image; what it must turn
// out to be), asset (id of the asset that gets a new version).
//
// tusd's handler is made anew for each request, so that permit and checksum are
// fields of its store instead of hidden in the context.
func (s *Service) ServeUpload(w http.ResponseWriter, r *http.Request, p access.Permit) {
	if r.Method != http.MethodOptions {
		if err := p.Require(access.UploadAsset, access.Resource{}); err != nil {
			s.writeError(w, r, err)
			return
		}
	}
	sum, err := parseChecksum(r.Header.Get("Upload-Checksum"))
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	st := &tusStore{s: s, permit: p, sum: sum}
	composer := tus.NewStoreComposer()
	composer.UseCore(st)
	composer.UseTerminater(st)
	composer.UseLocker(s.locker)
	h, err := tus.NewHandler(tus.Config{
		StoreComposer: composer, MaxSize: s.limits.UploadBytes, BasePath: s.basePath, DisableDownload: true, DisableConcatenation: true,
		Cors: &tus.CorsConfig{Disable: true}, Logger: tusLogger(s.log),
	})
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	tw := &tusWriter{w: w, store: st, options: r.Method == http.MethodOptions}
	h.ServeHTTP(tw, r)
	tw.finish(s, r)
}

// tusWriter holds error answers back, to write them as problem+json, and adds to
// the others what tusd does not know: checksum and expiration.
type tusWriter struct {
	w       http.ResponseWriter
	store   *tusStore
	options bool
	status  int // of a held-back error
	body    bytes.Buffer
}

func (t *tusWriter) Header() http.Header { return t.w.Header() }

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (t *tusWriter) Unwrap() http.ResponseWriter { return t.w }

func (t *tusWriter) WriteHeader(status int) {
	if status >= 400 {
		t.status = status
		return
	}
	h := t.w.Header()
	if t.options {
		h.Set("Tus-Extension", h.Get("Tus-Extension")+",checksum,expiration")
		h.Set("Tus-Checksum-Algorithm", checksumAlgorithms)
	}
	if u := t.store.current; u != nil && u.State == Uploading {
		h.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
	}
	if loc := h.Get("Location"); loc != "" {
		h.Set("Location", relative(loc))
	}
	t.w.WriteHeader(status)
}

// relative drops scheme and host: behind a proxy the server does not know them.
func relative(loc string) string {
	if _, rest, ok := strings.Cut(loc, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			return rest[i:]
		}
	}
	return loc
}

func (t *tusWriter) Write(b []byte) (int, error) {
	if t.status != 0 {
		return t.body.Write(b[:min(len(b), 1024)])
	}
	return t.w.Write(b)
}

// finish answers a held-back error.
func (t *tusWriter) finish(s *Service, r *http.Request) {
	if t.status == 0 {
		return
	}
	h := t.w.Header()
	h.Del("Content-Type")
	h.Del("Content-Length")
	h.Del("Location")
	f, status := tusFault(t.body.String(), t.status)
	if t.store.failed != nil {
		f, status = fault.From(t.store.failed), 0
	}
	switch {
	case f == nil:
		s.writeError(t.w, r, errors.New("tus: "+t.body.String()))
	case errors.Is(f, errChecksum()):
		writeProblem(t.w, f, statusChecksumMismatch)
	case status != 0:
		writeProblem(t.w, f, status)
	default:
		s.writeError(t.w, r, f)
	}
}
