// Package scenestest is what every scenes.Store owes, as tests: each adapter
// runs TestStore on a real database of its own. The service's rules run here
// too, over the adapter, so that they hold on every database.
package scenestest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

// Open gives an empty store for one test.
type Open func(t *testing.T) scenes.Store

// TestStore runs the whole contract.
func TestStore(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, scenes.Store)
	}{
		{"CreateAndRead", createAndRead},
		{"FilterAndPage", filterAndPage},
		{"BoundingBoxes", boundingBoxes},
		{"CompareAndSwap", compareAndSwap},
		{"NothingHalfStored", nothingHalfStored},
		{"Revisions", revisions},
		{"LargeDocument", largeDocument},
		{"PublishedAssets", publishedAssets},
		{"Delete", deleteScene},
		{"Search", search},
		{"RacingEditors", racingEditors},
		{"Life", life},
		{"Preconditions", preconditions},
		{"Visitors", visitors},
		{"Permissions", permissions},
		{"PublishNeedsAssets", publishNeedsAssets},
		{"PagingUnderInserts", pagingUnderInserts},
		{"NotifyAfterCommit", notifyAfterCommit},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// The people of these tests.
var (
	admin   = access.System("test")
	visitor = access.NewPermit("anonymous", false, policy{access.ReadPublic: true})
	guest   = access.NewPermit("user:guest", true, policy{access.ReadPublic: true})
)

type policy map[access.Action]bool

func (p policy) Allows(a access.Action, _ access.Resource) bool { return p[a] }
func (policy) Audience(access.Resource) access.Audience         { return access.Public }

// clock moves on by a second at every look, from a fixed start.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

// shelf is an asset store's answer: these versions are ready.
type shelf map[scenes.AssetRef]bool

func (s shelf) AssetReady(_ context.Context, asset string, version int) (bool, error) {
	return s[scenes.AssetRef{Asset: asset, Version: version}], nil
}

func service(store scenes.Store, ready ...scenes.AssetRef) *scenes.Service {
	s := shelf{}
	for _, a := range ready {
		s[a] = true
	}
	c := &clock{now: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}
	return scenes.NewService(scenes.Config{Store: store, Assets: s, Clock: c.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

// document is a small one with a layer, and an indicator for each audience.
func document(title, asset string) []byte {
	return fmt.Appendf(nil, `{"specVersion":"1.0","title":{"zh":%q,"en":""},"origin":{"lon":106.5,"lat":29.5,"height":240.50},
	"x-note":{"by":"author"},
	"layers":[{"id":"ground","asset":%q,"version":1,"kind":"model","role":"terrain"}],
	"rules":[{"id":"gate","values":[{"is":"open","level":"normal"}]}],
	"indicators":[
		{"key":"air","name":{"zh":"空气"},"kind":"number","leaseSeconds":60,"audience":"public"},
		{"key":"gate","name":{"zh":"门"},"kind":"category","rule":"gate","leaseSeconds":60,"audience":"staff"},
		{"key":"plan","name":{"zh":"目标"},"kind":"number","leaseSeconds":60,"audience":"leader"}],
	"overlays":[
		{"id":"all","name":{"zh":"全部"},"style":"label","indicators":["air","gate","plan"]},
		{"id":"secret","name":{"zh":"内部"},"style":"label","indicators":["plan"]}]}`, title, asset)
}

func newScene(slug string) scenes.NewScene {
	return scenes.NewScene{Slug: slug, Title: scenes.Text{ZH: "两江沙盒", EN: "Two Rivers Sandbox"}, Sector: scenes.City, District: "500103"}
}

// entry is a scene as a service would hand it to a store.
func entry(slug string) scenes.Scene {
	at := time.Date(2026, 11, 24, 8, 0, 0, int(5*time.Millisecond), time.UTC)
	return scenes.Scene{Slug: slug, Title: scenes.Text{ZH: "标题", EN: "Title"}, Summary: scenes.Text{ZH: "简介"}, Sector: scenes.City,
		District: "500103", Tags: []string{"江", "a,b"}, Status: scenes.StatusDraft, Version: 1, Revision: 1, CreatedAt: at, UpdatedAt: at}
}

func put(t *testing.T, s scenes.Store, sc scenes.Scene) scenes.Scene {
	t.Helper()
	made, err := s.CreateScene(t.Context(), scenes.Commit{Scene: sc, Words: []string{"wtitle"},
		Revision: &scenes.Revision{Number: 1, CreatedAt: sc.CreatedAt, Author: "test", Document: []byte(`{"n": 1.0}`)}})
	must(t, err)
	return made
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fault.CodeOf(err); got != code {
		t.Errorf("code %q (%v), want %q", got, err, code)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(scenes.Scene{})); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func slugs(list []scenes.Scene) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.Slug)
	}
	return out
}
