package scenes

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// The search index holds words that both databases take as they are: a letter
// that tells the class, then a-z and 0-9 only. So neither's tokenizer has a
// say in what is found, and no text of a caller reaches a query language.
//
//	w…  a Latin word, or the pinyin or initials of Han text from some place on
//	h…  one Han character, by its code point
//	b…  two neighbouring Han characters

// Term is one word that must be in an entry's words, whole or as a beginning.
type Term struct {
	Word   string
	Prefix bool
}

const (
	maxWord   = 64   // letters of one indexed word
	maxWords  = 4000 // words of one entry
	maxTerms  = 32
	maxSpoken = 8 // syllables of one pinyin word
)

// sectorNames makes entries findable by their sector's name.
func sectorName(s Sector) Text {
	switch s {
	case Industry:
		return Text{"工业", "industry"}
	case CultureTourism:
		return Text{"文旅", "culture tourism"}
	case Consumption:
		return Text{"消费", "consumption"}
	case Education:
		return Text{"教育", "education"}
	case Sports:
		return Text{"体育", "sports"}
	case City:
		return Text{"城市", "city"}
	}
	return Text{}
}

// words are the search words of an entry, each once; never nil.
func words(s Scene) []string {
	name := sectorName(s.Sector)
	texts := append([]string{s.Title.ZH, s.Title.EN, s.Slug, s.District, name.ZH, name.EN}, s.Tags...)
	texts = append(texts, s.Summary.ZH, s.Summary.EN)
	out := make([]string, 0, 64)
	seen := map[string]bool{}
	for _, run := range runs(strings.Join(texts, "\n")) {
		for _, w := range run.words() {
			if !seen[w] && len(out) < maxWords {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// terms are what a search text asks for: every Latin word as the beginning of
// a word or of the pinyin, every Han run by its pairs.
func terms(text string) []Term {
	var out []Term
	for _, r := range runs(text) {
		for _, t := range r.terms() {
			if !slices.Contains(out, t) && len(out) < maxTerms {
				out = append(out, t)
			}
		}
	}
	return out
}

// run is a stretch of Han characters, or of other letters and digits.
type run struct {
	text []rune
	han  bool
}

func runs(text string) []run {
	var out []run
	var cur run
	flush := func() {
		if len(cur.text) > 0 {
			out = append(out, cur)
		}
		cur = run{}
	}
	for _, r := range text {
		r = fold(r)
		han := unicode.Is(unicode.Han, r)
		if !han && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			flush()
			continue
		}
		if han != cur.han {
			flush()
		}
		cur.han, cur.text = han, append(cur.text, r)
	}
	flush()
	return out
}

// fold lowers case, makes full-width letters narrow, and writes ü as pinyin
// keyboards do.
func fold(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xfee0
	}
	if r = unicode.ToLower(r); r == 'ü' {
		return 'v'
	}
	return r
}

func (r run) words() []string {
	if !r.han {
		return []string{latin(r.text)}
	}
	var out []string
	for i, c := range r.text {
		out = append(out, single(c))
		if i > 0 {
			out = append(out, pair(r.text[i-1], c))
		}
	}
	syllables := spoken(r.text)
	for i := range syllables {
		full, initials := "w", "w"
		for _, s := range syllables[i:min(i+maxSpoken, len(syllables))] {
			full += s
			initials += s[:1]
		}
		out = append(out, full, initials)
	}
	return out
}

func (r run) terms() []Term {
	switch {
	case !r.han:
		return []Term{{latin(r.text), true}}
	case len(r.text) == 1:
		return []Term{{single(r.text[0]), false}}
	}
	var out []Term
	for i, c := range r.text[1:] {
		out = append(out, Term{pair(r.text[i], c), false})
	}
	return out
}

func single(r rune) string  { return fmt.Sprintf("h%05x", r) }
func pair(a, b rune) string { return fmt.Sprintf("b%05x%05x", a, b) }

// latin keeps a-z and 0-9 and spells other letters by code point, so that the
// beginning of a word stays the beginning of its spelling.
func latin(text []rune) string {
	var b strings.Builder
	b.WriteByte('w')
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "u%05x", r)
		}
		if b.Len() >= maxWord {
			break
		}
	}
	return b.String()
}

// phrases are readings that depend on the neighbour, where the dictionary's
// first reading is another: of this city's places and of the plan's words.
var phrases = []struct{ han, reading string }{
	{"重庆", "chong qing"}, {"重复", "chong fu"}, {"重重", "chong chong"}, {"长江", "chang jiang"}, {"长寿", "chang shou"},
	{"长安", "chang an"}, {"长廊", "chang lang"}, {"长城", "chang cheng"}, {"长途", "chang tu"}, {"长期", "chang qi"},
	{"银行", "yin hang"}, {"行业", "hang ye"}, {"音乐", "yin yue"}, {"乐器", "yue qi"}, {"丰都", "feng du"}, {"成都", "cheng du"},
	{"都市", "du shi"}, {"首都", "shou du"}, {"大厦", "da sha"}, {"调度", "diao du"}, {"调查", "diao cha"},
	{"参观", "can guan"}, {"会计", "kuai ji"}, {"弹子石", "dan zi shi"}, {"朝阳", "zhao yang"}, {"两江", "liang jiang"},
}

// spoken is the pinyin of Han text, one syllable a character, without tones.
// Characters without a reading are left out.
func spoken(text []rune) []string {
	args := pinyin.NewArgs()
	var out []string
	for i := 0; i < len(text); {
		if reading, n := phraseAt(text[i:]); n > 0 {
			out, i = append(out, reading...), i+n
			continue
		}
		if s := pinyin.SinglePinyin(text[i], args); len(s) > 0 && s[0] != "" {
			out = append(out, s[0])
		}
		i++
	}
	return out
}

func phraseAt(text []rune) (reading []string, length int) {
	for _, p := range phrases {
		han := []rune(p.han)
		if len(text) >= len(han) && slices.Equal(text[:len(han)], han) {
			return strings.Fields(p.reading), len(han)
		}
	}
	return nil, 0
}
