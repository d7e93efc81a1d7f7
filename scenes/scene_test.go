package scenes

import (
	"slices"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/fault"
)

func TestValidSlug(t *testing.T) {
	for slug, want := range map[string]bool{
		"sandbox": true, "a": true, "two-rivers-2": true, "0": true, strings.Repeat("a", 64): true,
		"": false, "-a": false, "a-": false, "A": false, "a_b": false, "a.b": false, "../a": false, "两江": false, "a\n": false, strings.Repeat("a", 65): false,
	} {
		if got := ValidSlug(slug); got != want {
			t.Errorf("%q: %v", slug, got)
		}
	}
}

func TestCheckEntryPointsAtEachField(t *testing.T) {
	good := Scene{Slug: "a", Title: Text{ZH: "标题"}, Sector: City, District: "500103", Tags: []string{"夜景"}}
	if list := checkEntry(good); len(list) != 0 {
		t.Fatalf("a good entry: %+v", list)
	}
	poster := func(p string) func(*Scene) { return func(s *Scene) { s.Poster = &p } }
	for _, c := range []struct {
		name    string
		spoil   func(*Scene)
		pointer string
	}{
		{"slug", func(s *Scene) { s.Slug = "A" }, "/slug"},
		{"no title", func(s *Scene) { s.Title = Text{} }, "/title"},
		{"long title", func(s *Scene) { s.Title.EN = strings.Repeat("é", 201) }, "/title/en"},
		{"control character", func(s *Scene) { s.Summary.ZH = "a\x00b" }, "/summary/zh"},
		{"broken UTF-8", func(s *Scene) { s.Summary.EN = "\xff" }, "/summary/en"},
		{"sector", func(s *Scene) { s.Sector = "space" }, "/sector"},
		{"district", func(s *Scene) { s.District = "渝中区" }, "/district"},
		{"tag", func(s *Scene) { s.Tags = []string{"a", strings.Repeat("b", 41)} }, "/tags/1"},
		{"tags", func(s *Scene) { s.Tags = make([]string, 33) }, "/tags"},
		{"poster elsewhere", poster("https://example.org/a.jpg"), "/poster"},
		{"poster without scheme", poster("//example.org/a.jpg"), "/poster"},
		{"poster climbing", poster("/api/v1/assets/a/versions/1/files/../../x"), "/poster"},
		{"poster version", poster("/api/v1/assets/a/versions/0/files/"), "/poster"},
	} {
		s := good
		c.spoil(&s)
		if list := checkEntry(s); len(list) != 1 || list[0].Pointer != c.pointer {
			t.Errorf("%s: %+v", c.name, list)
		}
	}
}

func TestSceneChangeLeavesWhatIsNil(t *testing.T) {
	poster := "/api/v1/assets/a/versions/1/files/"
	was := Scene{Title: Text{ZH: "旧"}, Tags: []string{"a"}, Poster: &poster, District: "500103"}
	if got := (SceneChange{}).apply(was); got.Title != was.Title || !slices.Equal(got.Tags, was.Tags) || got.Poster != was.Poster {
		t.Errorf("an empty change made %+v", got)
	}
	none, tags := "", []string{" b ", "b", " "}
	got := SceneChange{District: &none, Tags: &tags, Poster: &none}.apply(was)
	if got.District != "" || !slices.Equal(got.Tags, []string{"b"}) || got.Poster != nil || got.Title.ZH != "旧" {
		t.Errorf("got %+v", got)
	}
}

func TestParseBBox(t *testing.T) {
	if b, err := ParseBBox("106.1, 29,107,30.5"); err != nil || *b != (BBox{106.1, 29, 107, 30.5}) {
		t.Errorf("%v, %v", b, err)
	}
	if _, err := ParseBBox("175,-20,-170,0"); err != nil {
		t.Errorf("over the antimeridian: %v", err)
	}
	for _, s := range []string{"", "1,2,3", "1,2,3,4,5", "a,2,3,4", "1,5,3,4", "-181,0,0,1", "0,0,0,91", "NaN,0,1,1", "0,0,Inf,1"} {
		if _, err := ParseBBox(s); fault.CodeOf(err) != "bbox_invalid" {
			t.Errorf("%q: %v", s, err)
		}
	}
}
