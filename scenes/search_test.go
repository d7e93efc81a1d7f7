package scenes

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSpokenKnowsTheCity(t *testing.T) {
	for han, want := range map[string]string{
		"重庆": "chong qing", "重点": "zhong dian", "长江": "chang jiang", "校长": "xiao zhang", "朝天门": "chao tian men",
		"丰都": "feng du", "音乐": "yin yue", "银行": "yin hang", "弹子石": "dan zi shi", "北碚": "bei bei", "綦江": "qi jiang", "涪陵": "fu ling",
		"重庆长江都市圈": "chong qing chang jiang du shi quan",
	} {
		if got := strings.Join(spoken([]rune(han)), " "); got != want {
			t.Errorf("%s is read %q, want %q", han, got, want)
		}
	}
}

func TestWordsAndTermsAreSafeForBothDatabases(t *testing.T) {
	safe := regexp.MustCompile(`^[bhw][a-z0-9]*$`)
	hostile := `"' OR 1=1; -- :* & | ! ( ) < > NEAR/2 col:x ^ Ünïcödé 𠮷野家 ﷽ Ⅷ ½ ` + strings.Repeat("长", 500) + strings.Repeat("Z", 500) + "\u0301\x00"
	for _, w := range words(Scene{Title: Text{ZH: hostile, EN: hostile}, Tags: []string{hostile}}) {
		if !safe.MatchString(w) || len(w) > maxWord+8 {
			t.Errorf("word %q", w)
		}
	}
	list := terms(hostile)
	for _, term := range list {
		if !safe.MatchString(term.Word) {
			t.Errorf("term %q", term.Word)
		}
	}
	if len(list) == 0 || len(list) > maxTerms {
		t.Errorf("%d terms", len(list))
	}
}

func TestWordsAreOnceEachAndBounded(t *testing.T) {
	s := Scene{Title: Text{ZH: "江江江江"}, Summary: Text{ZH: strings.Repeat("山水城桥路灯", 300)}}
	list := words(s)
	if len(list) > maxWords {
		t.Errorf("%d words", len(list))
	}
	sorted := slices.Sorted(slices.Values(list))
	if len(slices.Compact(sorted)) != len(list) {
		t.Error("a word stands twice")
	}
	if words(Scene{}) == nil {
		t.Error("nil words would leave the old ones in the index")
	}
}
