package scenestest

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twinstage/twinstage/scenes"
)

func createAndRead(t *testing.T, s scenes.Store) {
	poster := "/api/v1/assets/ast_1/versions/2/files/"
	full := entry("full")
	full.Origin = &scenes.GeoPoint{Lon: 106.123456789012, Lat: -29.5, Height: 240.25}
	full.Poster = &poster
	for _, want := range []scenes.Scene{full, entry("bare")} {
		made := put(t, s, want)
		if made.ID == 0 {
			t.Fatal("the new scene has no ID")
		}
		want.ID = made.ID
		same(t, "created", made, want)
		got, err := s.Scene(t.Context(), want.Slug)
		must(t, err)
		same(t, "read", got, want)
	}
	if _, err := s.CreateScene(t.Context(), scenes.Commit{Scene: entry("bare")}); !errors.Is(err, scenes.ErrExists) {
		t.Errorf("a taken slug: %v", err)
	}
	if _, err := s.Scene(t.Context(), "nowhere"); !errors.Is(err, scenes.ErrNotFound) {
		t.Errorf("an unknown slug: %v", err)
	}
}

func filterAndPage(t *testing.T, s scenes.Store) {
	for _, slug := range []string{"a", "b", "c", "d"} {
		sc := entry(slug)
		if slug == "b" {
			sc.Sector, sc.Status = scenes.Sports, scenes.StatusPublished
		}
		if slug == "c" {
			sc.District = "500112"
		}
		put(t, s, sc)
	}
	b, err := s.Scene(t.Context(), "b")
	must(t, err)
	for _, c := range []struct {
		name string
		q    scenes.SceneQuery
		want []string
	}{
		{"all, newest first", scenes.SceneQuery{Limit: 9}, []string{"d", "c", "b", "a"}},
		{"limit", scenes.SceneQuery{Limit: 2}, []string{"d", "c"}},
		{"before", scenes.SceneQuery{Limit: 9, Before: b.ID}, []string{"a"}},
		{"sector", scenes.SceneQuery{Limit: 9, Sector: scenes.Sports}, []string{"b"}},
		{"status", scenes.SceneQuery{Limit: 9, Status: scenes.StatusDraft}, []string{"d", "c", "a"}},
		{"district", scenes.SceneQuery{Limit: 9, District: "500112"}, []string{"c"}},
		{"two at once", scenes.SceneQuery{Limit: 9, District: "500112", Status: scenes.StatusPublished}, []string{}},
		{"word", scenes.SceneQuery{Limit: 1, Terms: []scenes.Term{{Word: "wtitle"}}}, []string{"d"}},
		{"no such word", scenes.SceneQuery{Limit: 9, Terms: []scenes.Term{{Word: "wtit"}}}, []string{}},
		{"beginning", scenes.SceneQuery{Limit: 1, Terms: []scenes.Term{{Word: "wtit", Prefix: true}}}, []string{"d"}},
	} {
		got, err := s.FindScenes(t.Context(), c.q)
		must(t, err)
		same(t, c.name, slugs(got), c.want)
	}
}

func boundingBoxes(t *testing.T, s scenes.Store) {
	put(t, s, entry("nowhere"))
	for slug, at := range map[string]scenes.GeoPoint{"city": {Lon: 106.5, Lat: 29.5}, "fiji": {Lon: 179.5, Lat: -17}, "samoa": {Lon: -172, Lat: -14}} {
		sc := entry(slug)
		sc.Origin = &at
		put(t, s, sc)
	}
	for _, c := range []struct {
		box  scenes.BBox
		want []string
	}{
		{scenes.BBox{MinLon: 106, MinLat: 29, MaxLon: 107, MaxLat: 30}, []string{"city"}},
		{scenes.BBox{MinLon: 106.5, MinLat: 29.5, MaxLon: 106.5, MaxLat: 29.5}, []string{"city"}},
		{scenes.BBox{MinLon: 106, MinLat: 30, MaxLon: 107, MaxLat: 31}, []string{}},
		{scenes.BBox{MinLon: 175, MinLat: -20, MaxLon: -170, MaxLat: 0}, []string{"fiji", "samoa"}},
		{scenes.BBox{MinLon: -180, MinLat: -90, MaxLon: 180, MaxLat: 90}, []string{"city", "fiji", "samoa"}},
	} {
		got, err := s.FindScenes(t.Context(), scenes.SceneQuery{Box: &c.box, Limit: 9})
		must(t, err)
		sameSet(t, c.box, slugs(got), c.want)
	}
}

// compareAndSwap lets many save at once what they read at once: one may win.
func compareAndSwap(t *testing.T, s scenes.Store) {
	sc := put(t, s, entry("race"))
	const many = 12
	errs := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			next := sc
			next.Version, next.Revision = 2, 2
			errs[i] = s.SaveScene(t.Context(), scenes.Commit{Scene: next, Expect: 1,
				Revision: &scenes.Revision{Scene: sc.ID, Number: 2, CreatedAt: sc.CreatedAt, Author: "racer", Document: []byte(`{}`)}})
		})
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, scenes.ErrChanged):
			t.Errorf("a loser got %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d won", won, many)
	}
	got, err := s.Scene(t.Context(), "race")
	must(t, err)
	if got.Version != 2 || got.Revision != 2 {
		t.Errorf("version %d, revision %d after the race", got.Version, got.Revision)
	}
	sc.ID += 1000
	if err := s.SaveScene(t.Context(), scenes.Commit{Scene: sc, Expect: 1}); !errors.Is(err, scenes.ErrNotFound) {
		t.Errorf("saving what is not there: %v", err)
	}
}

// nothingHalfStored breaks a commit at its last steps.
func nothingHalfStored(t *testing.T, s scenes.Store) {
	sc := put(t, s, entry("whole"))
	next := sc
	next.Version, next.Title.ZH, next.UpdatedAt = 2, "改", sc.UpdatedAt.Add(time.Second)
	a := scenes.AssetRef{Asset: "ast_x", Version: 1}
	err := s.SaveScene(t.Context(), scenes.Commit{Scene: next, Expect: 1, Words: []string{"wother"}, Assets: []scenes.AssetRef{a, a}})
	if err == nil {
		t.Fatal("the same asset twice was taken")
	}
	if err := s.SaveScene(t.Context(), scenes.Commit{Scene: next, Expect: 1, Publish: 7}); err == nil {
		t.Fatal("a revision that is not there was published")
	}
	got, err := s.Scene(t.Context(), "whole")
	must(t, err)
	same(t, "after failed commits", got, sc)
	if there, err := s.PublishedAsset(t.Context(), a); err != nil || there {
		t.Errorf("asset of a failed commit: %v, %v", there, err)
	}
	found, err := s.FindScenes(t.Context(), scenes.SceneQuery{Terms: []scenes.Term{{Word: "wtitle"}}, Limit: 9})
	must(t, err)
	same(t, "words after a failed commit", slugs(found), []string{"whole"})
}

func revisions(t *testing.T, s scenes.Store) {
	sc := put(t, s, entry("many"))
	for n := int64(2); n <= 4; n++ {
		sc.Version, sc.Revision = n, n
		c := scenes.Commit{Scene: sc, Expect: n - 1, Publish: n - 1,
			Revision: &scenes.Revision{Scene: sc.ID, Number: n, CreatedAt: sc.CreatedAt, Author: "user:a", From: n - 2, Document: []byte(`{ "a":1.50 }`)}}
		must(t, s.SaveScene(t.Context(), c))
	}
	got, err := s.Revision(t.Context(), sc.ID, 3)
	must(t, err)
	same(t, "revision", got, scenes.Revision{Scene: sc.ID, Number: 3, CreatedAt: sc.CreatedAt, Author: "user:a", From: 1,
		PublishedAt: &sc.UpdatedAt, Document: []byte(`{ "a":1.50 }`)})
	list, err := s.Revisions(t.Context(), sc.ID, 4, 2)
	must(t, err)
	if len(list) != 2 || list[0].Number != 3 || list[1].Number != 2 || list[0].Document != nil {
		t.Errorf("revisions under 4: %+v", list)
	}
	if _, err := s.Revision(t.Context(), sc.ID, 5); !errors.Is(err, scenes.ErrNotFound) {
		t.Errorf("an unknown revision: %v", err)
	}
}

// largeDocument is of the greatest size allowed, with bytes of every kind.
func largeDocument(t *testing.T, s scenes.Store) {
	doc := append([]byte("{\"x-\":\"'\\u0000\\\\?$1 场景\",\"x-fill\":\""), bytes.Repeat([]byte("q"), scenes.MaxDocumentBytes)...)
	doc = append(doc[:scenes.MaxDocumentBytes-2], '"', '}')
	made, err := s.CreateScene(t.Context(), scenes.Commit{Scene: entry("large"), Words: []string{},
		Revision: &scenes.Revision{Number: 1, Author: "test", CreatedAt: time.UnixMilli(1).UTC(), Document: doc}})
	must(t, err)
	got, err := s.Revision(t.Context(), made.ID, 1)
	must(t, err)
	if !bytes.Equal(got.Document, doc) {
		t.Errorf("%d bytes came back as other %d", len(doc), len(got.Document))
	}
}

func publishedAssets(t *testing.T, s scenes.Store) {
	a, b := scenes.AssetRef{Asset: "ast_a", Version: 1}, scenes.AssetRef{Asset: "ast_b", Version: 2}
	one, two := put(t, s, entry("one")), put(t, s, entry("two"))
	set := func(sc *scenes.Scene, refs []scenes.AssetRef) {
		t.Helper()
		sc.Version++
		must(t, s.SaveScene(t.Context(), scenes.Commit{Scene: *sc, Expect: sc.Version - 1, Assets: refs}))
	}
	check := func(when string, ref scenes.AssetRef, want bool) {
		t.Helper()
		if got, err := s.PublishedAsset(t.Context(), ref); err != nil || got != want {
			t.Errorf("%s: %v published: %v, %v", when, ref, got, err)
		}
	}
	check("before", a, false)
	set(&one, []scenes.AssetRef{a, b})
	set(&two, []scenes.AssetRef{a})
	check("named by two", a, true)
	check("another version", scenes.AssetRef{Asset: "ast_a", Version: 2}, false)
	set(&one, nil)
	check("nil leaves them", b, true)
	set(&one, []scenes.AssetRef{})
	check("taken away", b, false)
	check("still named by the other", a, true)
	must(t, s.DeleteScene(t.Context(), two.ID, two.Version))
	check("its scene deleted", a, false)
}

func deleteScene(t *testing.T, s scenes.Store) {
	sc := put(t, s, entry("gone"))
	if err := s.DeleteScene(t.Context(), sc.ID, 7); !errors.Is(err, scenes.ErrChanged) {
		t.Errorf("delete of another version: %v", err)
	}
	must(t, s.DeleteScene(t.Context(), sc.ID, 1))
	if err := s.DeleteScene(t.Context(), sc.ID, 1); !errors.Is(err, scenes.ErrNotFound) {
		t.Errorf("delete twice: %v", err)
	}
	if _, err := s.Revision(t.Context(), sc.ID, 1); !errors.Is(err, scenes.ErrNotFound) {
		t.Errorf("its revision: %v", err)
	}
	if again := put(t, s, entry("gone")); again.ID <= sc.ID {
		t.Errorf("ID %d was used again as %d", sc.ID, again.ID)
	}
	found, err := s.FindScenes(t.Context(), scenes.SceneQuery{Terms: []scenes.Term{{Word: "wtitle"}}, Limit: 9})
	must(t, err)
	same(t, "found by its words", slugs(found), []string{"gone"})
}

func sameSet(t *testing.T, what any, got, want []string) {
	t.Helper()
	left := strings.Join(want, " ")
	for _, g := range got {
		if !strings.Contains(" "+left+" ", " "+g+" ") {
			t.Errorf("%v: found %v, want %v", what, got, want)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v: found %v, want %v", what, got, want)
	}
}
