package scenes

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Text is a text in the product's two languages; either may be empty, readers
// then show the other.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Sector is one of the plan's six fields of scenarios.
type Sector string

// The sectors.
const (
	Industry       Sector = "industry"
	CultureTourism Sector = "culture-tourism"
	Consumption    Sector = "consumption"
	Education      Sector = "education"
	Sports         Sector = "sports"
	City           Sector = "city"
)

// Sectors lists the sectors in the plan's order.
func Sectors() []Sector {
	return []Sector{Industry, CultureTourism, Consumption, Education, Sports, City}
}

// Status is where a scene stands on its way to visitors.
type Status string

// The statuses. Submitted and Approved are reserved for the review that lies
// between draft and published; no method sets them yet.
const (
	StatusDraft     Status = "draft"     // never published, or not since it was made
	StatusSubmitted Status = "submitted" // reserved
	StatusApproved  Status = "approved"  // reserved
	StatusPublished Status = "published" // visitors see PublishedRevision
	StatusArchived  Status = "archived"  // kept, shown to nobody but its editors
)

// Statuses lists the statuses that a scene can have or be filtered by.
func Statuses() []Status {
	return []Status{StatusDraft, StatusSubmitted, StatusApproved, StatusPublished, StatusArchived}
}

// GeoPoint is a place in CGCS2000/WGS 84: degrees, and metres above the ellipsoid.
type GeoPoint struct {
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`
	Height float64 `json:"height"`
}

// Scene is a catalogue entry, in JSON exactly as the API lists it.
type Scene struct {
	Slug     string   `json:"slug"`
	Title    Text     `json:"title"`
	Summary  Text     `json:"summary"`
	Sector   Sector   `json:"sector"`
	District string   `json:"district"` // six-digit administrative code; "" for none
	Tags     []string `json:"tags"`     // never nil
	Status   Status   `json:"status"`
	// Origin is the published document's, or the working copy's where none is
	// published; nil until an author has given one.
	Origin *GeoPoint `json:"origin"`
	// Poster is the path of an image on this server, nil for none.
	Poster *string `json:"poster"`
	// Revision is the working copy's number; for readers without sight of
	// drafts it is the published one's.
	Revision int64 `json:"revision"`
	// PublishedRevision is what visitors see; 0 (absent) for none.
	PublishedRevision int64     `json:"publishedRevision,omitempty"`
	UpdatedAt         time.Time `json:"updatedAt"` // UTC, whole milliseconds
	CreatedAt         time.Time `json:"createdAt"`

	// ID is the store's own number, never used twice, rising with creation.
	ID int64 `json:"-"`
	// Version rises by one with every change of the entry or its documents.
	Version int64 `json:"-"`
	// public marks the reduced view that readers without drafts get.
	public bool
}

// NewScene is what an author gives to make a scene.
type NewScene struct {
	Slug     string
	Title    Text
	Summary  Text
	Sector   Sector
	District string
	Tags     []string
	Poster   *string
	// Origin is where the starting document is placed; nil leaves the entry
	// without a place until the first document is put.
	Origin *GeoPoint
	// Document is the first revision; nil makes an empty one.
	Document []byte
}

// SceneChange is a partial edit of an entry; nil leaves a field as it is.
type SceneChange struct {
	Title    *Text
	Summary  *Text
	Sector   *Sector
	District *string
	Tags     *[]string
	Poster   *string // "" takes the poster away
}

// Bounds of an entry's texts, in characters.
const (
	maxTitle   = 200
	maxSummary = 2000
	maxTag     = 40
	maxTags    = 32
)

var (
	slugForm     = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$`)
	districtForm = regexp.MustCompile(`^[0-9]{6}$`)
	posterForm   = regexp.MustCompile(`^/api/v1/assets/([A-Za-z0-9_-]{1,64})/versions/([1-9][0-9]{0,8})/files/([^?#\\\s]{0,512})$`)
)

// ValidSlug says whether s can name a scene: 1 to 64 of a-z, 0-9 and inner
// hyphens. It is used in addresses, tokens and file names.
func ValidSlug(s string) bool { return slugForm.MatchString(s) }

// apply returns the entry with the change made, tags tidied.
func (c SceneChange) apply(s Scene) Scene {
	set(&s.Title, c.Title)
	set(&s.Summary, c.Summary)
	set(&s.Sector, c.Sector)
	set(&s.District, c.District)
	if c.Tags != nil {
		s.Tags = tidyTags(*c.Tags)
	}
	if c.Poster != nil {
		s.Poster = nonEmpty(*c.Poster)
	}
	return s
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func nonEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// tidyTags trims, drops empty ones and repetitions, and keeps the order.
func tidyTags(tags []string) []string {
	out := make([]string, 0, len(tags))
	for _, t := range tags {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// checkEntry lists what is wrong with an entry's fields.
func checkEntry(s Scene) []Problem {
	var p problems
	if !ValidSlug(s.Slug) {
		p.add("/slug", "slug_form", "Use 1 to 64 characters of a-z, 0-9 and hyphens, with no hyphen at either end.")
	}
	if s.Title.ZH == "" && s.Title.EN == "" {
		p.add("/title", "required", "Give the title in Chinese, English or both.")
	}
	p.addTexts("/title", s.Title, maxTitle)
	p.addTexts("/summary", s.Summary, maxSummary)
	if !slices.Contains(Sectors(), s.Sector) {
		p.add("/sector", "enum", "Use one of industry, culture-tourism, consumption, education, sports, city.")
	}
	if s.District != "" && !districtForm.MatchString(s.District) {
		p.add("/district", "district_form", "Use the six-digit administrative code, such as 500103.")
	}
	if s.Poster != nil && !validPoster(*s.Poster) {
		p.add("/poster", "poster_form", "Use the path of an asset's file: /api/v1/assets/{asset}/versions/{n}/files/")
	}
	p.addTags(s.Tags)
	return p.list
}

func (p *problems) addTexts(pointer string, t Text, most int) {
	for _, side := range []struct{ name, text string }{{"zh", t.ZH}, {"en", t.EN}} {
		switch {
		case !plain(side.text):
			p.add(pointer+"/"+side.name, "text_form", "Use UTF-8 text without control characters.")
		case utf8.RuneCountInString(side.text) > most:
			p.add(pointer+"/"+side.name, "too_long", "Use at most %d characters.", most)
		}
	}
}

func (p *problems) addTags(tags []string) {
	if len(tags) > maxTags {
		p.add("/tags", "too_many", "Use at most %d tags.", maxTags)
		return
	}
	for i, t := range tags {
		if !plain(t) || utf8.RuneCountInString(t) > maxTag {
			p.add(pointerTo("tags", i), "tag_form", "Use tags of at most %d characters of plain text.", maxTag)
		}
	}
}

// plain says whether s is UTF-8 that both databases can hold and people can
// read: no control characters but line breaks and tabs.
func plain(s string) bool {
	bad := func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f }
	return utf8.ValidString(s) && !strings.ContainsFunc(s, bad)
}

// validPoster takes only files of our own asset store: a poster is put into
// pages of every visitor and must never lead elsewhere.
func validPoster(path string) bool {
	return posterForm.MatchString(path) && !strings.Contains(path, "/../") && !strings.HasSuffix(path, "/..")
}

// posterAsset is the asset that a poster's path names.
func posterAsset(path *string) (AssetRef, bool) {
	if path == nil {
		return AssetRef{}, false
	}
	m := posterForm.FindStringSubmatch(*path)
	if m == nil {
		return AssetRef{}, false
	}
	n, err := strconv.Atoi(m[2])
	return AssetRef{m[1], n}, err == nil
}
