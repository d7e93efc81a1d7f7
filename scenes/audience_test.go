package scenes

import (
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/access"
)

func TestSeenByLeavesOutWhatIsNotForTheAudience(t *testing.T) {
	doc, err := ParseDocument(fullDocument(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who                                access.Audience
		indicators, rules, overlays, tours int
		gone                               []string
	}{
		{access.Public, 3, 2, 3, 1, []string{"valve", "visits", `"people"`, "highlight"}},
		{access.Staff, 4, 3, 3, 1, []string{"visits", `"people"`}},
		{access.Leader, 5, 3, 4, 2, nil},
	} {
		d, err := doc.seenBy(c.who)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Indicators) != c.indicators || len(d.Rules) != c.rules || len(d.Overlays) != c.overlays || len(d.Tours) != c.tours {
			t.Errorf("%s: %d indicators, %d rules, %d overlays, %d tours", c.who, len(d.Indicators), len(d.Rules), len(d.Overlays), len(d.Tours))
		}
		for _, word := range c.gone {
			if strings.Contains(string(d.JSON()), word) {
				t.Errorf("%s is told of %s", c.who, word)
			}
		}
		if _, err := ParseDocument(d.JSON()); err != nil {
			t.Errorf("%s gets no valid document: %v", c.who, err)
		}
	}
}

func TestSeenByDropsOwnMembersThatNameHiddenKeys(t *testing.T) {
	const text = `{"specVersion":"1.0","title":{"zh":"x"},"origin":{"lon":1,"lat":2,"height":3},"x-a":{"deep":[{"secret":1}]},"x-b":["secret"],"x-c":"secretary",
		"indicators":[{"key":"secret","name":{"zh":"密"},"kind":"number","leaseSeconds":1,"audience":"staff"}],
		"overlays":[{"id":"empty","name":{"zh":"空"},"style":"label","indicators":[]}]}`
	doc, err := ParseDocument([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.seenBy(access.Public)
	if err != nil {
		t.Fatal(err)
	}
	got := string(d.JSON())
	if strings.Contains(got, `"secret"`) || strings.Contains(got, "x-a") || !strings.Contains(got, `"x-c":"secretary"`) || len(d.Overlays) != 1 {
		t.Errorf("got %s", got)
	}
}
