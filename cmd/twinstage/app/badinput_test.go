package app

import (
	"archive/zip"
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/internal/access"
)

// stored is all that a refused upload could have left behind.
func (n *node) stored() (blobs []string, assetCount int) {
	n.t.Helper()
	page, err := n.app.Assets.Assets(n.t.Context(), access.System("test"), assets.AssetFilter{}, assets.PageQuery{})
	if err != nil {
		n.t.Fatal(err)
	}
	return filesUnder(n.t, n.cfg.BlobsDir()), len(page.Items)
}

func TestRefusedUploadsLeaveNothing(t *testing.T) {
	n := start(t, t.TempDir())
	good := triangleGLB()
	tileset := []byte(tinyTileset)
	for name, c := range map[string]struct {
		file    string
		content []byte
	}{
		"text named as a model":     {"city.glb", []byte("this is a shopping list, not a model\n")},
		"an FBX":                    {"a.glb", append([]byte("Kaydara FBX Binary  \x00\x1a\x00"), make([]byte, 64)...)},
		"truncated GLB":             {"a.glb", good[:len(good)-20]},
		"GLB that lies of its data": {"a.glb", glb(`{"asset":{"version":"2.0"},"buffers":[{"byteLength":4000000000}],"bufferViews":[{"buffer":0,"byteLength":4000000000}],"accessors":[{"bufferView":0,"componentType":5126,"count":300000000,"type":"VEC3"}]}`, []byte{0})},
		"zip bomb":                  {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store}, zipFile{"a.glb", make([]byte, 64<<20), zip.Deflate})},
		"path traversal":            {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store}, zipFile{"../../etc/passwd", []byte("x"), zip.Store})},
		"backslash path":            {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store}, zipFile{`..\a.glb`, good, zip.Store})},
		"absolute path":             {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store}, zipFile{"/a.glb", good, zip.Store})},
		"content missing":           {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store})},
		"a zip of nothing known":    {"a.zip", zipOf(t, zipFile{"readme.txt", []byte("hello"), zip.Store})},
		"truncated archive":         {"a.3tz", zipOf(t, zipFile{"tileset.json", tileset, zip.Store}, zipFile{"a.glb", good, zip.Store})[:200]},
	} {
		t.Run(name, func(t *testing.T) {
			blobs, count := n.stored()
			u := n.upload(c.file, c.content)
			if u.State != "refused" || u.Code == "" {
				t.Fatalf("ended as %s with code %q\n%s", u.State, u.Code, u.Report)
			}
			t.Logf("code %s", u.Code)
			if !bytes.Contains(u.Report, []byte(`"zh"`)) && !bytes.Contains(u.Report, []byte(`"severity":0`)) {
				t.Errorf("the report says neither what is wrong nor how to mend it: %s", u.Report)
			}
			after, countAfter := n.stored()
			if !slices.Equal(blobs, after) || count != countAfter {
				t.Errorf("left behind: files %v → %v, assets %d → %d", blobs, after, count, countAfter)
			}
		})
	}
}

func TestUploadOverTheLimitIsRefusedBeforeItBegins(t *testing.T) {
	n := start(t, t.TempDir(), func(c *config.Config) { c.Limits.UploadBytes = 1 << 20 })
	n.createUpload("big.glb", 1<<20+1).wantProblem(http.StatusRequestEntityTooLarge, "upload_too_large")
	if blobs, count := n.stored(); len(blobs)+count != 0 {
		t.Errorf("left behind: %v and %d assets", blobs, count)
	}
}

func TestBadReadings(t *testing.T) {
	n := start(t, t.TempDir())
	n.makeScene("trial", testDocument(""))
	n.publish("trial")
	post := func(body string, change ...request) reply {
		return n.call(http.MethodPost, "/api/v1/scenes/trial/readings", append([]request{n.asProgram(), rawBody("application/json", []byte(body))}, change...)...)
	}
	one := func(reading string) string { return `{"readings":[` + reading + `]}` }
	for name, c := range map[string]struct{ reading, code string }{
		"unknown indicator": {`{"indicator":"nothing","value":1}`, "unknown_indicator"},
		"wrong kind":        {`{"indicator":"pm25","value":"high"}`, "reading_kind"},
		"time ahead":        {`{"indicator":"pm25","value":1,"time":"2099-01-01T00:00:00Z"}`, "time_ahead"},
		"not finite":        {`{"indicator":"pm25","value":1e999}`, "value_not_finite"},
	} {
		t.Run(name, func(t *testing.T) {
			var p struct {
				Refused []struct{ Code, Message string }
			}
			post(one(c.reading)).want(http.StatusUnprocessableEntity).into(&p)
			if len(p.Refused) != 1 || p.Refused[0].Code != c.code || p.Refused[0].Message == "" {
				t.Errorf("refused %+v, want %s", p.Refused, c.code)
			}
		})
	}
	post(`{"readings":[`).wantProblem(http.StatusBadRequest, "body_malformed")
	good := one(`{"indicator":"pm25","value":12}`)
	post(good, header("Authorization", "Bearer tw_wrong")).wantProblem(http.StatusUnauthorized, "token_invalid")
	post(good, func(r *http.Request) { r.Header.Del("Authorization") }).wantProblem(http.StatusUnauthorized, "sign_in_required")
	if stats := n.app.Live.Stats(); stats.Accepted != 0 {
		t.Errorf("%d readings were taken", stats.Accepted)
	}
	post(good).want(http.StatusOK)
}

func TestBadEdits(t *testing.T) {
	n := start(t, t.TempDir())
	first := n.makeScene("trial", testDocument(""))
	path := "/api/v1/scenes/trial/document"
	second := n.putDocument("trial", testDocument(""))
	put := func(body string, change ...request) reply {
		return n.call(http.MethodPut, path, append([]request{n.asAdmin(), rawBody("application/json", []byte(body))}, change...)...)
	}
	lost := put(testDocument(""), header("If-Match", first)).wantProblem(http.StatusPreconditionFailed, "edit_conflict")
	if got := lost.header.Get("ETag"); got != second {
		t.Errorf("412 carries ETag %q, want the current %q", got, second)
	}
	put(testDocument("")).wantProblem(http.StatusPreconditionRequired, "if_match_required")
	match := header("If-Match", second)
	put(`{"specVersion":`, match).wantProblem(http.StatusBadRequest, "document_malformed")
	put(`{"specVersion":"1.0","title":5}`, match).wantProblem(http.StatusUnprocessableEntity, "document_invalid")
	put(testDocument(""), match, func(r *http.Request) { r.Header.Del("Cookie") }).wantProblem(http.StatusUnauthorized, "sign_in_required")
	put(testDocument(""), match, header("Sec-Fetch-Site", "cross-site"), header("Origin", "https://elsewhere.example")).
		wantProblem(http.StatusForbidden, "cross_site_request")
	if now := n.call(http.MethodGet, path, n.asAdmin()).header.Get("ETag"); now != second {
		t.Errorf("a refused edit moved the document from %s to %s", second, now)
	}
	n.call(http.MethodGet, "/api/v1/nothing").wantProblem(http.StatusNotFound, "route_not_found")
	n.call(http.MethodPost, "/api/v1/scenes", n.asAdmin(), rawBody("application/json", []byte(`{"slug":7}`))).
		wantProblem(http.StatusUnprocessableEntity, "request_invalid")
	n.call(http.MethodPost, "/api/v1/sessions", jsonBody(map[string]string{"user": "admin", "password": "wrong wrong wrong"})).
		wantProblem(http.StatusUnauthorized, "sign_in_failed")
}
