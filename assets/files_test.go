package assets_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/internal/testneed"
)

// get asks for a file as the roof's handler would.
func (r *room) get(t *testing.T, asset, path string, published bool, h header) *http.Response {
	t.Helper()
	req := httptest.NewRequest("GET", "/"+path, nil)
	for k, v := range h {
		req.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	f, err := r.OpenFile(context.Background(), r.permit, assets.FileRequest{Asset: asset, Version: 1, Path: path, Published: published, Gzip: assets.AcceptsGzip(req)})
	if err != nil {
		w.WriteHeader(map[fault.Kind]int{fault.NotFound: 404, fault.Unauthenticated: 401}[fault.KindOf(err)])
		return w.Result()
	}
	defer f.Close()
	assets.ServeFile(w, req, f, published)
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

func (r *room) add(t *testing.T, name string, data []byte) string {
	t.Helper()
	v, err := r.Import(context.Background(), r.permit, name, "", "", bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v: %+v", err, fault.From(err).Extra["report"])
	}
	return v.Asset
}

func TestTilesetIsServedFromItsArchive(t *testing.T) {
	for _, folder := range []string{"", "city/"} {
		t.Run("folder "+folder, func(t *testing.T) {
			r := newRoom(t)
			id := r.add(t, "city.zip", assetstest.TilesetZip(folder))
			want := string(assetstest.TilesetJSON("tiles/0.glb"))

			plain := r.get(t, id, "", true, nil)
			if got := text(t, plain); got != want || plain.Header.Get("Content-Type") != "application/json" {
				t.Errorf("entry %q %v", got, plain.Header)
			}
			zipped := r.get(t, id, "tileset.json", true, header{"Accept-Encoding": "br, gzip;q=0.8"})
			if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.Header.Get("ETag") == plain.Header.Get("ETag") {
				t.Fatalf("gzip: %v", zipped.Header)
			}
			z, err := gzip.NewReader(zipped.Body)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(z); err != nil || string(b) != want {
				t.Errorf("gunzipped %q %v", b, err)
			}
			part := r.get(t, id, "tileset.json", true, header{"Accept-Encoding": "gzip", "Range": "bytes=10-19"})
			if got := text(t, part); part.StatusCode != 206 || got != want[10:20] {
				t.Errorf("range of a deflated file: %d %q, want %q", part.StatusCode, got, want[10:20])
			}
			glb := r.get(t, id, "tiles/0.glb", true, header{"Range": "bytes=0-3"})
			if got := text(t, glb); glb.StatusCode != 206 || got != "glTF" || glb.Header.Get("Content-Type") != "model/gltf-binary" {
				t.Errorf("range of a stored file: %d %q %v", glb.StatusCode, got, glb.Header)
			}
			for _, bad := range []string{"tiles/1.glb", "../tileset.json", "tiles/../tileset.json", "/tileset.json", "@3dtilesIndex1@", "tiles"} {
				if res := r.get(t, id, bad, true, nil); res.StatusCode != 404 {
					t.Errorf("%q answers %d", bad, res.StatusCode)
				}
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCachingOfPublishedAndDraft(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, "a.glb", assetstest.Triangle(1))
	pub := r.get(t, id, "", true, nil)
	if cc := pub.Header.Get("Cache-Control"); !strings.Contains(cc, "immutable") || pub.Header.Get("Access-Control-Allow-Origin") != "*" ||
		pub.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(pub.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("published: %v", pub.Header)
	}
	draft := r.get(t, id, "", false, nil)
	if cc := draft.Header.Get("Cache-Control"); !strings.HasPrefix(cc, "private") || draft.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("draft: %v", draft.Header)
	}
	if res := r.get(t, id, "", true, header{"If-None-Match": pub.Header.Get("ETag")}); res.StatusCode != 304 {
		t.Errorf("If-None-Match: %d", res.StatusCode)
	}
	r.permit = access.NewPermit("anonymous", false, only{access.ReadPublic})
	if res := r.get(t, id, "", false, nil); res.StatusCode != 401 {
		t.Errorf("a draft for anybody: %d", res.StatusCode)
	}
	if res := r.get(t, id, "", true, nil); res.StatusCode != 200 {
		t.Errorf("a published file for anybody: %d", res.StatusCode)
	}
}

// TestManyArchivesShareABoundedCache opens more archives than the cache holds.
func TestManyArchivesShareABoundedCache(t *testing.T) {
	r := newRoom(t)
	r.stop()
	r.limits.IndexEntries = 40 // two small archives
	r.start(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, r.add(t, "t.zip", assetstest.Zip(
			assetstest.ZipFile{Name: "tileset.json", Data: assetstest.TilesetJSON("0.glb")},
			assetstest.ZipFile{Name: "0.glb", Data: assetstest.Triangle(float32(i + 1))})))
	}
	done := make(chan string, 40)
	for i := range 40 {
		go func() { done <- text(t, r.get(t, ids[i%5], "0.glb", true, nil)) }()
	}
	for range 40 {
		if got := <-done; !strings.HasPrefix(got, "glTF") {
			t.Errorf("got %q", got)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// TestRealSamples takes what nobody of this project made.
func TestRealSamples(t *testing.T) {
	dir := testneed.Samples(t)
	r := newRoom(t)
	r.stop()
	r.limits.UploadBytes = 64 << 20
	r.start(t)
	for _, pattern := range []string{"tilesets/*.3tz", "models/*.glb"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s in the samples: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Base(file) == "CesiumTexturedBox.glb" { // glTF 1.0
				wantRefused(t, r, data, "gltf_1_0")
				continue
			}
			id := r.add(t, filepath.Base(file), data)
			if res := r.get(t, id, "", true, nil); res.StatusCode != 200 {
				t.Errorf("%s: entry answers %d", file, res.StatusCode)
			}
		}
	}
	for file, want := range map[string]string{"citymodels/delft.city.json": "cityjson", "citymodels/delft.city.jsonl": "cityjson",
		"citymodels/zurich_lod2.city.json": "cityjson", "tilesets/TilesetOfTilesets/tileset.json": "tileset-json", "feeds/nyc_taxi.csv": "text"} {
		f, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		rep, err := assets.Check(context.Background(), file, f, info.Size(), assets.DefaultLimits())
		_ = f.Close()
		if err != nil || rep.Type != want || rep.Verdict != "refused" || len(rep.Findings) == 0 {
			t.Errorf("%s: %+v %v, want type %s refused with a remedy", file, rep, err, want)
		}
	}
}

func wantRefused(t *testing.T, r *room, data []byte, finding string) {
	t.Helper()
	_, err := r.Import(context.Background(), r.permit, "a.glb", "", "", bytes.NewReader(data))
	rep, ok := fault.From(err).Extra["report"].(*assets.Report)
	if !ok || len(rep.Findings) != 1 || rep.Findings[0].Code != finding {
		t.Errorf("%v %+v, want a refusal with the finding %s", err, rep, finding)
	}
}
