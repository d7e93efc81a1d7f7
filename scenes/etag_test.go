package scenes

import (
	"slices"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/fault"
)

func TestMatchComparesStrongly(t *testing.T) {
	const current = `"r3.1"`
	for _, c := range []struct{ header, code string }{
		{`"r3.1"`, ""},
		{` "r3.1" `, ""},
		{`*`, ""},
		{`"a", "r3.1"`, ""},
		{`"a" ,, "b",W/"c","r3.1"`, ""},
		{`"a,b", "r3.1"`, ""},
		{`W/"r3.1"`, "edit_conflict"},
		{`"r3.2"`, "edit_conflict"},
		{`""`, "edit_conflict"},
		{`r3.1`, "if_match_malformed"},
		{`"r3.1`, "if_match_malformed"},
		{`"r3.1" "a"`, "if_match_malformed"},
		{`w/"r3.1"`, "if_match_malformed"},
		{`*, "r3.1"`, "if_match_malformed"},
		{`"a b"`, "if_match_malformed"},
		{strings.Repeat(`"a",`, 65), "if_match_malformed"},
	} {
		if got := fault.CodeOf(needMatch(c.header, 3, current)); got != c.code {
			t.Errorf("%.40s: code %q, want %q", c.header, got, c.code)
		}
	}
	stale := fault.From(match(`"r2.1"`, 3, current))
	if stale.Kind != fault.Stale || stale.Extra["etag"] != current || stale.Extra["revision"] != int64(3) || stale.Remedy == nil {
		t.Errorf("the loser is told %+v", stale)
	}
	for _, blank := range []string{"", "  "} {
		if f := fault.From(needMatch(blank, 3, current)); f.Kind != fault.NeedsMatch || f.Code != "if_match_required" {
			t.Errorf("no header: %+v", f)
		}
	}
}

func TestNotModifiedComparesWeakly(t *testing.T) {
	for header, want := range map[string]bool{`"r1.1"`: true, `W/"r1.1"`: true, `"x", W/"r1.1"`: true, `*`: true, `"r1.2"`: false, ``: false, `r1.1`: false} {
		if got := NotModified(header, `"r1.1"`); got != want {
			t.Errorf("%s: %v", header, got)
		}
	}
}

func FuzzParseETags(f *testing.F) {
	for _, s := range []string{`*`, `"a"`, `W/"a", "b"`, `"`, `W/`, `,`, `""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		tags, star, err := parseETags(header)
		if err != nil || star {
			return
		}
		var values []string
		for _, tag := range tags {
			if len(tag.value) < 2 || strings.Count(tag.value, `"`) != 2 {
				t.Fatalf("tag %q of %q", tag.value, header)
			}
			values = append(values, tag.value)
		}
		again, _, err := parseETags(strings.Join(values, ", "))
		if err != nil || !slices.EqualFunc(again, values, func(e entityTag, v string) bool { return e.value == v }) {
			t.Fatalf("%q read again as %v, %v", values, again, err)
		}
	})
}
