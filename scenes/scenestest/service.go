package scenestest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

var ground = scenes.AssetRef{Asset: "ast_ground", Version: 1}

// racingEditors all put a document over the same revision, while others edit
// the entry: one document wins, no entry edit gets in its way.
func racingEditors(t *testing.T, store scenes.Store) {
	s := service(store)
	sc, err := s.CreateScene(t.Context(), admin, newScene("race"))
	must(t, err)
	const many = 8
	var all sync.WaitGroup
	puts, edits := make([]error, many), make([]error, many)
	for i := range many {
		all.Go(func() {
			_, puts[i] = s.PutDocument(t.Context(), admin, "race", sc.DocumentETag(), document(fmt.Sprint("第", i), "ast_1"))
		})
		all.Go(func() {
			tags := []string{fmt.Sprint("tag", i)}
			_, edits[i] = s.UpdateScene(t.Context(), admin, "race", "*", scenes.SceneChange{Tags: &tags})
		})
	}
	all.Wait()
	won := 0
	for i := range many {
		must(t, edits[i])
		if puts[i] == nil {
			won++
			continue
		}
		wantCode(t, puts[i], "edit_conflict")
		if f := fault.From(puts[i]); f.Kind != fault.Stale || f.Extra["revision"] != int64(2) || !strings.HasPrefix(fmt.Sprint(f.Extra["etag"]), `"r2.`) {
			t.Errorf("a loser is told %v %v", f.Kind, f.Extra)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d documents won", won, many)
	}
	now, err := s.Scene(t.Context(), admin, "race")
	must(t, err)
	if now.Revision != 2 || now.Version != 1+1+many {
		t.Errorf("revision %d, version %d", now.Revision, now.Version)
	}
}

// life is a scene from its making to its end.
func life(t *testing.T, store scenes.Store) {
	ctx, s := t.Context(), service(store, ground)
	sc, err := s.CreateScene(ctx, admin, newScene("life"))
	must(t, err)
	if sc.Status != scenes.StatusDraft || sc.Revision != 1 || sc.Origin != nil {
		t.Errorf("a new scene: %+v", sc)
	}
	first, err := s.PutDocument(ctx, admin, "life", sc.DocumentETag(), document("一", ground.Asset))
	must(t, err)
	sc, err = s.Publish(ctx, admin, "life", first.ETag)
	must(t, err)
	if sc.Status != scenes.StatusPublished || sc.PublishedRevision != 2 || sc.Origin == nil || sc.Origin.Height != 240.5 {
		t.Errorf("published: %+v", sc)
	}
	_, err = s.PutDocument(ctx, admin, "life", first.ETag, document("二", "ast_other"))
	must(t, err)
	wantDocument(t, s, visitor, "life", scenes.ViewAuto, 2, "一")
	wantDocument(t, s, admin, "life", scenes.ViewAuto, 3, "二")
	wantDocument(t, s, admin, "life", scenes.ViewPublished, 2, "一")
	live, err := s.LiveDocument(ctx, admin, "life")
	must(t, err)
	if live.Revision != 2 || len(live.Document.Indicators) != 3 {
		t.Errorf("live: revision %d, %d indicators", live.Revision, len(live.Document.Indicators))
	}
	sc, err = s.Rollback(ctx, admin, "life", "", 2)
	must(t, err)
	if sc.Revision != 4 || sc.PublishedRevision != 2 {
		t.Errorf("rolled back: %+v", sc)
	}
	wantDocument(t, s, admin, "life", scenes.ViewDraft, 4, "一")
	_, err = s.Rollback(ctx, admin, "life", "", 9)
	wantCode(t, err, "revision_not_found")
	page, err := s.Revisions(ctx, admin, "life", 3, "")
	must(t, err)
	if len(page.Items) != 3 || page.Next == nil || page.Items[0].From != 2 || page.Items[2].PublishedAt == nil {
		t.Fatalf("revisions: %+v", page)
	}
	page, err = s.Revisions(ctx, admin, "life", 3, *page.Next)
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].Number != 1 || page.Next != nil {
		t.Errorf("the last page of revisions: %+v", page)
	}
	endOfLife(t, s)
}

func endOfLife(t *testing.T, s *scenes.Service) {
	ctx := t.Context()
	sc, err := s.Archive(ctx, admin, "life", "")
	must(t, err)
	if there, err := s.PublishedAsset(ctx, ground.Asset, 1); err != nil || there || sc.Status != scenes.StatusArchived {
		t.Errorf("archived: %+v, asset published %v, %v", sc, there, err)
	}
	_, err = s.Document(ctx, visitor, "life", scenes.ViewAuto)
	wantCode(t, err, "scene_not_found")
	_, err = s.Document(ctx, admin, "life", scenes.ViewPublished)
	wantCode(t, err, "document_not_published")
	sc, err = s.Publish(ctx, admin, "life", sc.ETag())
	must(t, err)
	if sc.PublishedRevision != 4 {
		t.Errorf("published again: %+v", sc)
	}
	must(t, s.DeleteScene(ctx, admin, "life", sc.ETag()))
	_, err = s.Scene(ctx, admin, "life")
	wantCode(t, err, "scene_not_found")
	again, err := s.CreateScene(ctx, admin, newScene("life"))
	must(t, err)
	if again.ETag() == sc.ETag() || again.DocumentETag() == sc.DocumentETag() {
		t.Error("a scene made anew repeats an ETag")
	}
}

func wantDocument(t *testing.T, s *scenes.Service, p access.Permit, slug string, v scenes.View, revision int64, title string) {
	t.Helper()
	d, err := s.Document(t.Context(), p, slug, v)
	must(t, err)
	if d.Revision != revision || d.Document.Title.ZH != title {
		t.Errorf("revision %d %q, want %d %q", d.Revision, d.Document.Title.ZH, revision, title)
	}
}

func preconditions(t *testing.T, store scenes.Store) {
	ctx, s := t.Context(), service(store)
	sc, err := s.CreateScene(ctx, admin, newScene("edit"))
	must(t, err)
	doc := document("文", "ast_1")
	title := scenes.SceneChange{Title: &scenes.Text{ZH: "新"}}
	for _, c := range []struct{ ifMatch, code string }{
		{"", "if_match_required"},
		{"e1", "if_match_malformed"},
		{`"other"`, "edit_conflict"},
		{`W/` + sc.DocumentETag(), "edit_conflict"}, // strong comparison
		{`W/` + sc.ETag(), "edit_conflict"},
	} {
		_, err := s.PutDocument(ctx, admin, "edit", c.ifMatch, doc)
		wantCode(t, err, c.code)
		_, err = s.UpdateScene(ctx, admin, "edit", c.ifMatch, title)
		wantCode(t, err, c.code)
		wantCode(t, s.DeleteScene(ctx, admin, "edit", c.ifMatch), c.code)
	}
	_, err = s.Publish(ctx, admin, "edit", `"r9.9"`)
	wantCode(t, err, "edit_conflict")
	before, err := s.Scene(ctx, admin, "edit")
	must(t, err)
	same(t, "after refused edits", before, sc)
	put, err := s.PutDocument(ctx, admin, "edit", `"x", `+sc.DocumentETag(), doc)
	must(t, err)
	_, err = s.UpdateScene(ctx, admin, "edit", sc.ETag(), title)
	wantCode(t, err, "edit_conflict") // the entry tells the revision, so it has changed too
	_, err = s.UpdateScene(ctx, admin, "edit", "*", title)
	must(t, err)
	_, err = s.PutDocument(ctx, admin, "edit", put.ETag, doc) // but an edit of the entry leaves the document's tag
	must(t, err)
}

// visitors see what is published and nothing of what is not for them.
func visitors(t *testing.T, store scenes.Store) {
	ctx, s := t.Context(), service(store, ground)
	for _, slug := range []string{"shown", "hidden"} {
		n := newScene(slug)
		n.Document = document("文", ground.Asset)
		_, err := s.CreateScene(ctx, admin, n)
		must(t, err)
	}
	_, err := s.Publish(ctx, admin, "shown", "")
	must(t, err)
	_, err = s.PutDocument(ctx, admin, "shown", "*", document("改", ground.Asset))
	must(t, err)
	for _, p := range []access.Permit{visitor, guest} {
		page, err := s.FindScenes(ctx, p, scenes.SceneFilter{})
		must(t, err)
		same(t, "list", slugs(page.Items), []string{"shown"})
		if r := page.Items[0].Revision; r != 1 {
			t.Errorf("a visitor is told of revision %d", r)
		}
		_, err = s.Scene(ctx, p, "hidden")
		wantCode(t, err, "scene_not_found")
		page, err = s.FindScenes(ctx, p, scenes.SceneFilter{Status: scenes.StatusDraft})
		must(t, err)
		same(t, "drafts", slugs(page.Items), []string{})
	}
	d, err := s.Document(ctx, visitor, "shown", scenes.ViewAuto)
	must(t, err)
	text := string(d.Document.JSON())
	for _, secret := range []string{`"plan"`, `"gate"`, `"secret"`, "leader", "staff"} {
		if strings.Contains(text, secret) {
			t.Errorf("a visitor's document tells of %s", secret)
		}
	}
	if !strings.Contains(text, `"indicators":["air"]`) || !strings.Contains(text, `"height":240.50`) || !strings.Contains(text, `"x-note":{"by":"author"}`) {
		t.Errorf("a visitor's document lost more than it should: %s", text)
	}
	whole, err := s.Document(ctx, admin, "shown", scenes.ViewPublished)
	must(t, err)
	if whole.ETag == d.ETag || !d.Reduced || whole.Reduced {
		t.Errorf("tags %s and %s for different bytes", whole.ETag, d.ETag)
	}
	if there, err := s.PublishedAsset(ctx, ground.Asset, 1); err != nil || !there {
		t.Errorf("published asset: %v, %v", there, err)
	}
}

func permissions(t *testing.T, store scenes.Store) {
	ctx, s := t.Context(), service(store)
	_, err := s.CreateScene(ctx, admin, newScene("draft"))
	must(t, err)
	_, err = s.CreateScene(ctx, admin, newScene("open"))
	must(t, err)
	_, err = s.Publish(ctx, admin, "open", "")
	must(t, err)
	for _, c := range []struct {
		who         access.Permit
		draft, open string // codes for an edit of a draft and of a published scene
	}{
		{visitor, "sign_in_required", "sign_in_required"},
		{access.Permit{}, "sign_in_required", "sign_in_required"},
		{guest, "scene_not_found", "permission_denied"},
	} {
		for slug, code := range map[string]string{"draft": c.draft, "open": c.open} {
			for what, err := range every(ctx, s, c.who, slug) {
				if got := fault.CodeOf(err); got != code {
					t.Errorf("%s of %s by %q: %q, want %q", what, slug, c.who.Subject, got, code)
				}
			}
		}
		_, err := s.CreateScene(ctx, c.who, newScene("mine"))
		if err == nil {
			t.Errorf("%q made a scene", c.who.Subject)
		}
	}
	_, err = s.FindScenes(ctx, access.Permit{}, scenes.SceneFilter{})
	wantCode(t, err, "sign_in_required")
	_, err = s.Document(ctx, access.Permit{}, "open", scenes.ViewAuto)
	wantCode(t, err, "sign_in_required")
	_, err = s.Document(ctx, guest, "open", scenes.ViewDraft)
	wantCode(t, err, "permission_denied")
	_, err = s.Revisions(ctx, guest, "open", 0, "")
	wantCode(t, err, "permission_denied")
}

func every(ctx context.Context, s *scenes.Service, p access.Permit, slug string) map[string]error {
	out := map[string]error{"delete": s.DeleteScene(ctx, p, slug, "*")}
	_, out["update"] = s.UpdateScene(ctx, p, slug, "*", scenes.SceneChange{})
	_, out["put"] = s.PutDocument(ctx, p, slug, "*", document("文", "ast_1"))
	_, out["publish"] = s.Publish(ctx, p, slug, "")
	_, out["rollback"] = s.Rollback(ctx, p, slug, "", 1)
	_, out["archive"] = s.Archive(ctx, p, slug, "")
	_, out["live"] = s.LiveDocument(ctx, p, slug)
	return out
}
