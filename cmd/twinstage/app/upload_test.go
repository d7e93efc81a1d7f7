package app

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"
)

type uploadState struct {
	State, Asset, Code string
	Version            int
	Report             json.RawMessage
}

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func path(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return location
	}
	return u.Path
}

// awaitUpload waits until the check has ended.
func (n *node) awaitUpload(at string) uploadState {
	n.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		var u uploadState
		n.call(http.MethodGet, at, n.asProgram()).want(http.StatusOK).into(&u)
		if u.State == "ready" || u.State == "refused" {
			return u
		}
		if time.Now().After(deadline) {
			n.t.Fatalf("upload still %s", u.State)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestUploadedModelIsPrivateUntilPublished(t *testing.T) {
	n := start(t, t.TempDir())
	u := n.upload("box.glb", triangleGLB())
	if u.State != "ready" || u.Version != 1 {
		t.Fatalf("upload ended as %+v", u)
	}
	file := "/api/v1/assets/" + u.Asset + "/versions/1/files/"
	n.call(http.MethodGet, file).wantProblem(http.StatusUnauthorized, "sign_in_required")
	draft := n.call(http.MethodGet, file, n.asAdmin()).want(http.StatusOK)
	if c := draft.header.Get("Cache-Control"); c == "" || c[:7] != "private" {
		t.Errorf("a draft's file has Cache-Control %q", c)
	}

	n.makeScene("trial", testDocument(`{"id":"box","asset":"`+u.Asset+`","version":1,"kind":"model"}`))
	n.publish("trial")
	public := n.call(http.MethodGet, file).want(http.StatusOK)
	if string(public.body) != string(triangleGLB()) {
		t.Error("the file served is not the file uploaded")
	}
	if c := public.header.Get("Cache-Control"); c != "public, max-age=31536000, immutable" {
		t.Errorf("a published file has Cache-Control %q", c)
	}
	if k := public.header.Get("Content-Type"); k != "model/gltf-binary" {
		t.Errorf("content type %q", k)
	}
	n.call(http.MethodGet, file, header("If-None-Match", public.header.Get("ETag"))).want(http.StatusNotModified)
	part := n.call(http.MethodGet, file, header("Range", "bytes=0-3")).want(http.StatusPartialContent)
	if string(part.body) != "glTF" {
		t.Errorf("the first four bytes are %q", part.body)
	}
}

func TestPublishingNeedsItsAssets(t *testing.T) {
	n := start(t, t.TempDir())
	n.makeScene("trial", testDocument(`{"id":"box","asset":"ast_none","version":1,"kind":"model"}`))
	n.call(http.MethodPost, "/api/v1/scenes/trial/publish", n.asAdmin()).wantProblem(http.StatusUnprocessableEntity, "publish_incomplete")
	n.call(http.MethodGet, "/api/v1/scenes/trial").wantProblem(http.StatusNotFound, "scene_not_found")
}
