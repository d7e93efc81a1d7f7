package assets_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/assets/dirblobs"
	"github.com/twinstage/twinstage/assets/sqlstore"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/internal/sqldb"
)

// room is a whole assets room on disk; restart makes a new one over the same files.
type room struct {
	*assets.Service
	store  assets.Store
	blobs  *dirblobs.Store
	db     *bun.DB
	dir    string
	server *httptest.Server
	permit access.Permit
	limits assets.Limits
	now    time.Time
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{dir: t.TempDir(), permit: access.System("test"), limits: assets.DefaultLimits(), now: time.Now()}
	r.limits.UploadBytes = 1 << 20
	r.start(t)
	return r
}

func (r *room) start(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	var err error
	if r.db, err = sqldb.Open(ctx, "sqlite:"+filepath.Join(r.dir, "a.db")); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if r.store, err = sqlstore.New(ctx, r.db, log); err != nil {
		t.Fatal(err)
	}
	if r.blobs, err = dirblobs.New(filepath.Join(r.dir, "blobs")); err != nil {
		t.Fatal(err)
	}
	r.Service = assets.NewService(assets.Config{Store: r.store, Blobs: r.blobs, Limits: r.limits, Clock: func() time.Time { return r.now }})
	h := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.ServeUpload(w, q, r.permit) })
	r.server = httptest.NewServer(http.StripPrefix("/api/v1/uploads", h))
	t.Cleanup(r.stop)
}

// stop is as abrupt as a killed process: nothing of the service is told.
func (r *room) stop() {
	r.server.Close()
	_ = r.db.Close()
}

func (r *room) restart(t *testing.T) {
	r.stop()
	r.start(t)
}

// check runs the background work until the upload is decided.
func (r *room) check(t *testing.T, id string) assets.Upload {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = r.Run(ctx) }()
	defer func() { cancel(); <-done }()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		u, err := r.Upload(ctx, access.System("test"), id)
		if err != nil {
			t.Fatal(err)
		}
		if u.State == assets.Ready || u.State == assets.Refused {
			return u
		}
		time.Sleep(5 * time.Millisecond) // the condition is polled, the time is not what is tested
	}
	t.Fatal("the upload was never decided")
	return assets.Upload{}
}

type header map[string]string

func (r *room) do(t *testing.T, method, path string, h header, body []byte) (*http.Response, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, r.server.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	for k, v := range h {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var problem map[string]any
	if res.StatusCode >= 400 && len(text) > 0 {
		if ct := res.Header.Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%s %s: status %d with %q %q, want problem+json", method, path, res.StatusCode, ct, text)
		}
		if err := json.Unmarshal(text, &problem); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return res, problem
}

func metadata(pairs ...string) string {
	var b bytes.Buffer
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "%s %s,", pairs[i], base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte(",")))
}

// create starts an upload and answers its path.
func (r *room) create(t *testing.T, size int, meta ...string) string {
	t.Helper()
	res, problem := r.do(t, "POST", "/api/v1/uploads", header{"Upload-Length": strconv.Itoa(size), "Upload-Metadata": metadata(meta...)}, nil)
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("create: %d %v", res.StatusCode, problem)
	}
	return res.Header.Get("Location")
}

func (r *room) patch(t *testing.T, path string, offset int, part []byte, extra ...string) (*http.Response, map[string]any) {
	t.Helper()
	h := header{"Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"}
	if len(extra) == 1 {
		h["Upload-Checksum"] = extra[0]
	}
	return r.do(t, "PATCH", path, h, part)
}

func (r *room) offset(t *testing.T, path string) int {
	t.Helper()
	res, _ := r.do(t, "HEAD", path, nil, nil)
	n, err := strconv.Atoi(res.Header.Get("Upload-Offset"))
	if err != nil {
		t.Fatalf("HEAD %s: %d %v", path, res.StatusCode, err)
	}
	return n
}

// send uploads a whole file and has it decided.
func (r *room) send(t *testing.T, data []byte, meta ...string) assets.Upload {
	t.Helper()
	path := r.create(t, len(data), meta...)
	if len(data) > 0 {
		if res, problem := r.patch(t, path, 0, data); res.StatusCode != http.StatusNoContent {
			t.Fatalf("patch: %d %v", res.StatusCode, problem)
		}
	}
	return r.check(t, filepath.Base(path))
}

// stored counts what is in the directory and in the tables.
func (r *room) stored(t *testing.T) (files int, rows map[string]int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(r.dir, "blobs"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rows = map[string]int{}
	for _, table := range []string{"asset_blobs", "assets", "asset_versions", "asset_uploads"} {
		n, err := r.db.NewSelect().Table(table).Count(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		rows[table] = int(n)
	}
	return files, rows
}

func TestUploadBecomesAVersion(t *testing.T) {
	r := newRoom(t)
	glb := assetstest.Triangle(2)
	u := r.send(t, glb, "filename", "塔楼.fbx") // the name lies; content decides
	if u.State != assets.Ready || u.Version != 1 || u.Progress != 1 || u.Report.Verdict != "accepted" {
		t.Fatalf("%+v", u)
	}
	v, err := r.Version(context.Background(), r.permit, u.Asset, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256(glb)); v.SHA256 != want || v.MediaType != "model/gltf-binary" || v.Kind != assets.Model {
		t.Errorf("%+v, want sha256 %s", v, want)
	}
	if ok, err := r.Exists(context.Background(), u.Asset, 1); !ok || err != nil {
		t.Errorf("Exists = %v %v", ok, err)
	}
	if ok, err := r.Exists(context.Background(), u.Asset, 2); ok || err != nil {
		t.Errorf("Exists of version 2 = %v %v", ok, err)
	}

	second := r.send(t, assetstest.Triangle(3), "filename", "b.glb", "asset", u.Asset)
	again := r.send(t, glb, "filename", "c.glb", "asset", u.Asset)
	if second.Version != 2 || again.Version != 1 {
		t.Errorf("second %+v, the first bytes again %+v; want versions 2 and 1", second, again)
	}
	other := r.send(t, glb, "filename", "d.glb")
	if other.Asset == u.Asset || other.Version != 1 {
		t.Errorf("the same bytes as a new asset: %+v", other)
	}
	if files, rows := r.stored(t); files != 2 || rows["asset_blobs"] != 2 || rows["asset_versions"] != 3 {
		t.Errorf("%d files, rows %v; want 2 blobs for 3 versions", files, rows)
	}
}

func TestUploadResumesAfterACrash(t *testing.T) {
	r := newRoom(t)
	glb := assetstest.Triangle(2)
	path := r.create(t, len(glb), "filename", "a.glb")
	if res, p := r.patch(t, path, 0, glb[:100]); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "100" || res.Header.Get("Upload-Expires") == "" {
		t.Fatalf("%d %v %v", res.StatusCode, res.Header, p)
	}
	// What a killed process had written but not yet recorded:
	u, err := r.store.Upload(context.Background(), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.blobs.Append(context.Background(), u.Blob, 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("torn bytes")); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	r.restart(t)
	if got := r.offset(t, path); got != 100 {
		t.Fatalf("offset %d after the restart, want 100", got)
	}
	if res, p := r.patch(t, path, 0, glb); res.StatusCode != http.StatusConflict || p["code"] != "upload_offset_conflict" {
		t.Errorf("a wrong offset: %d %v", res.StatusCode, p)
	}
	if res, p := r.patch(t, path, 100, glb[100:]); res.StatusCode != 204 {
		t.Fatalf("%d %v", res.StatusCode, p)
	}
	r.restart(t) // between the last byte and the check
	done := r.check(t, filepath.Base(path))
	if done.State != assets.Ready {
		t.Fatalf("%+v", done)
	}
	v, err := r.Version(context.Background(), r.permit, done.Asset, 1)
	if want := fmt.Sprintf("%x", sha256.Sum256(glb)); err != nil || v.SHA256 != want {
		t.Errorf("sha256 %s %v, want %s", v.SHA256, err, want)
	}
}

func TestOffsetNeverExceedsWhatIsStored(t *testing.T) {
	r := newRoom(t)
	glb := assetstest.Triangle(2)
	path := r.create(t, len(glb), "filename", "a.glb")
	r.patch(t, path, 0, glb[:200])
	u, err := r.store.Upload(context.Background(), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.blobs.Append(context.Background(), u.Blob, 150) // a disk that lost its tail
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if got := r.offset(t, path); got != 150 {
		t.Fatalf("offset %d, want the 150 bytes that are there", got)
	}
	r.patch(t, path, 150, glb[150:])
	if done := r.check(t, filepath.Base(path)); done.State != assets.Ready {
		t.Errorf("%+v", done)
	}
}

func TestExpiryAndTermination(t *testing.T) {
	r := newRoom(t)
	a, b := r.create(t, 10, "filename", "a.glb"), r.create(t, 10, "filename", "b.glb")
	if res, p := r.do(t, "DELETE", a, nil, nil); res.StatusCode != 204 {
		t.Fatalf("%d %v", res.StatusCode, p)
	}
	if res, _ := r.do(t, "HEAD", a, nil, nil); res.StatusCode != 404 {
		t.Errorf("a terminated upload answers %d", res.StatusCode)
	}
	r.now = r.now.Add(r.limits.UploadTTL + time.Hour)
	if res, p := r.patch(t, b, 0, []byte("x")); res.StatusCode != 410 || p["code"] != "upload_expired" {
		t.Errorf("an expired upload: %d %v", res.StatusCode, p)
	}
	if err := r.Expire(context.Background()); err != nil {
		t.Fatal(err)
	}
	if files, rows := r.stored(t); files != 0 || rows["asset_uploads"] != 0 {
		t.Errorf("%d files, rows %v left", files, rows)
	}
}

func TestUploadsAreTheirCreators(t *testing.T) {
	r := newRoom(t)
	r.permit = access.NewPermit("user:a", true, only{access.UploadAsset})
	path := r.create(t, 10, "filename", "a.glb")
	id := filepath.Base(path)
	mine, err := r.Uploads(context.Background(), r.permit, assets.PageQuery{})
	if err != nil || len(mine.Items) != 1 || mine.Items[0].Progress != 0 {
		t.Errorf("%+v %v", mine, err)
	}
	b := access.NewPermit("user:b", true, only{access.UploadAsset})
	if _, err := r.Upload(context.Background(), b, id); fault.CodeOf(err) != "upload_not_found" {
		t.Errorf("another's upload: %v", err)
	}
	r.permit = b
	if res, p := r.patch(t, path, 0, []byte("x")); res.StatusCode != 404 {
		t.Errorf("another's upload was written: %d %v", res.StatusCode, p)
	}
	r.permit = access.Permit{}
	if res, p := r.do(t, "POST", "/api/v1/uploads", header{"Upload-Length": "3"}, nil); res.StatusCode != 401 || p["code"] != "sign_in_required" {
		t.Errorf("anonymous: %d %v", res.StatusCode, p)
	}
	if _, err := r.Import(context.Background(), access.Permit{}, "a.glb", "", "", bytes.NewReader(nil)); fault.CodeOf(err) != "sign_in_required" {
		t.Errorf("anonymous import: %v", err)
	}
}

// only allows a list of actions.
type only []access.Action

func (o only) Allows(a access.Action, _ access.Resource) bool {
	for _, x := range o {
		if x == a {
			return true
		}
	}
	return false
}
func (only) Audience(access.Resource) access.Audience { return access.Public }
