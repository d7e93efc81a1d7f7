package scenestest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

func publishNeedsAssets(t *testing.T, store scenes.Store) {
	ctx := t.Context()
	picture := scenes.AssetRef{Asset: "ast_picture", Version: 3}
	s := service(store, ground, picture)
	poster, lost := "/api/v1/assets/ast_picture/versions/3/files/", "/api/v1/assets/ast_lost/versions/1/files/"
	n := newScene("incomplete")
	n.Poster, n.Document = &lost, document("文", "ast_missing")
	_, err := s.CreateScene(ctx, admin, n)
	must(t, err)
	_, err = s.Publish(ctx, admin, "incomplete", "")
	wantCode(t, err, "publish_incomplete")
	same(t, "problems", pointers(err), []string{"/layers/0/asset", "/poster"})
	if sc, err := s.Scene(ctx, admin, "incomplete"); err != nil || sc.Status != scenes.StatusDraft {
		t.Errorf("a refused publication left %+v, %v", sc, err)
	}
	_, err = s.PutDocument(ctx, admin, "incomplete", "*", document("文", ground.Asset))
	must(t, err)
	_, err = s.UpdateScene(ctx, admin, "incomplete", "*", scenes.SceneChange{Poster: &poster})
	must(t, err)
	_, err = s.Publish(ctx, admin, "incomplete", "")
	must(t, err)
	_, err = s.UpdateScene(ctx, admin, "incomplete", "*", scenes.SceneChange{Poster: &lost})
	wantCode(t, err, "publish_incomplete")
	for _, a := range []scenes.AssetRef{ground, picture} {
		if there, err := s.PublishedAsset(ctx, a.Asset, a.Version); err != nil || !there {
			t.Errorf("%v published: %v, %v", a, there, err)
		}
	}
	none := ""
	sc, err := s.UpdateScene(ctx, admin, "incomplete", "*", scenes.SceneChange{Poster: &none})
	must(t, err)
	if there, err := s.PublishedAsset(ctx, picture.Asset, picture.Version); err != nil || there || sc.Poster != nil {
		t.Errorf("the poster taken away: published %v, %v", there, err)
	}
}

func pointers(err error) []string {
	list, _ := fault.From(err).Extra["problems"].([]scenes.Problem)
	out := []string{}
	for _, p := range list {
		out = append(out, p.Pointer)
	}
	return out
}

// pagingUnderInserts adds scenes between the pages: none is repeated or missed.
func pagingUnderInserts(t *testing.T, store scenes.Store) {
	ctx, s := t.Context(), service(store)
	add := func(slug string) {
		t.Helper()
		_, err := s.CreateScene(ctx, admin, newScene(slug))
		must(t, err)
		if !strings.HasPrefix(slug, "draft") {
			_, err = s.Publish(ctx, admin, slug, "")
			must(t, err)
		}
	}
	want := []string{}
	for i := range 7 {
		add(fmt.Sprint("s", i))
		add(fmt.Sprint("draft", i))
		want = append(want, fmt.Sprint("s", i))
	}
	slices.Reverse(want)
	got, cursor := []string{}, ""
	for pages := 0; ; pages++ {
		page, err := s.FindScenes(ctx, guest, scenes.SceneFilter{Limit: 3, Cursor: cursor})
		must(t, err)
		got = append(got, slugs(page.Items)...)
		if page.Next == nil {
			break
		}
		cursor = *page.Next
		add(fmt.Sprint("new", pages))
	}
	same(t, "all pages", got, want)
	for _, c := range []struct {
		filter scenes.SceneFilter
		code   string
	}{
		{scenes.SceneFilter{Cursor: "page2"}, "cursor_invalid"},
		{scenes.SceneFilter{Limit: -1}, "limit_invalid"},
		{scenes.SceneFilter{Sector: "space"}, "sector_unknown"},
		{scenes.SceneFilter{Status: "new"}, "status_unknown"},
		{scenes.SceneFilter{District: "渝中"}, "district_invalid"},
		{scenes.SceneFilter{Box: &scenes.BBox{MinLat: 1}}, "bbox_invalid"},
		{scenes.SceneFilter{Text: strings.Repeat("长", 201)}, "query_too_long"},
	} {
		_, err := s.FindScenes(ctx, visitor, c.filter)
		wantCode(t, err, c.code)
	}
}

// listener reads the store when told, as a board would: what it is told of
// must be committed by then.
type listener struct {
	t     *testing.T
	store scenes.Store
	heard []string
}

func (l *listener) SceneChanged(ctx context.Context, slug string, revision int64, change scenes.Change) {
	l.heard = append(l.heard, fmt.Sprint(change, " ", revision))
	sc, err := l.store.Scene(ctx, slug)
	if change == scenes.ChangeDeleted {
		if err == nil {
			l.t.Error("told of a deletion that is not committed")
		}
		return
	}
	if err != nil || sc.Revision != revision {
		l.t.Errorf("told of revision %d, the store has %d, %v", revision, sc.Revision, err)
	}
}

func notifyAfterCommit(t *testing.T, store scenes.Store) {
	ctx, l := t.Context(), &listener{t: t, store: store}
	s := scenes.NewService(scenes.Config{Store: store, Notify: l})
	sc, err := s.CreateScene(ctx, admin, newScene("heard"))
	must(t, err)
	_, err = s.CreateScene(ctx, admin, newScene("heard"))
	wantCode(t, err, "scene_exists")
	_, err = s.PutDocument(ctx, admin, "heard", sc.DocumentETag(), []byte(`{"specVersion":"1.0","title":{"en":"x"},"origin":{"lon":1,"lat":2,"height":3}}`))
	must(t, err)
	_, err = s.PutDocument(ctx, admin, "heard", sc.DocumentETag(), []byte(`{}`))
	wantCode(t, err, "edit_conflict")
	_, err = s.Publish(ctx, admin, "heard", "")
	must(t, err)
	_, err = s.UpdateScene(ctx, admin, "heard", "*", scenes.SceneChange{Tags: &[]string{" a ", "a", ""}})
	must(t, err)
	_, err = s.Rollback(ctx, admin, "heard", "", 1)
	must(t, err)
	_, err = s.Archive(ctx, admin, "heard", "")
	must(t, err)
	must(t, s.DeleteScene(ctx, admin, "heard", "*"))
	same(t, "heard", l.heard, []string{"created 1", "document 2", "published 2", "entry 2", "rollback 3", "archived 3", "deleted 3"})
}
