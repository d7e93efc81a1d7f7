package scenes

import (
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/twinstage/twinstage/internal/fault"
)

// SceneFilter asks for a page of the catalogue; zero fields do not filter.
type SceneFilter struct {
	Text     string // search words, see terms
	Sector   Sector
	District string
	Status   Status
	Box      *BBox  // entries whose origin lies in it
	Limit    int    // at most 200; 0: 50
	Cursor   string // Page.Next of the page before; "" for the first
}

// Page is one page of a list. Next is nil on the last page; otherwise it is
// the opaque cursor of the following one. Pages stay put while entries are
// added: nothing is repeated or skipped.
type Page[T any] struct {
	Items []T     `json:"items"` // never nil
	Next  *string `json:"next"`
}

// Bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	maxQuery     = 200 // characters of search text
)

// BBox is a box of longitudes and latitudes, degrees. One whose MinLon exceeds
// its MaxLon runs over the antimeridian.
type BBox struct{ MinLon, MinLat, MaxLon, MaxLat float64 }

// ParseBBox reads "minLon,minLat,maxLon,maxLat". Its fault is bbox_invalid.
func ParseBBox(s string) (*BBox, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return nil, badBox()
	}
	var v [4]float64
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil {
			return nil, badBox()
		}
		v[i] = f
	}
	b := &BBox{v[0], v[1], v[2], v[3]}
	return b, b.check()
}

func (b BBox) check() error {
	within := func(v, most float64) bool { return math.Abs(v) <= most } // false for NaN
	if !within(b.MinLon, 180) || !within(b.MaxLon, 180) || !within(b.MinLat, 90) || !within(b.MaxLat, 90) || b.MinLat > b.MaxLat {
		return badBox()
	}
	return nil
}

func badBox() error {
	return fault.New(fault.Invalid, "bbox_invalid", "Give bbox as minLon,minLat,maxLon,maxLat in degrees, with minLat not above maxLat.")
}

// query checks the filter and turns it into a store's; none is true where it
// can match nothing.
func (f SceneFilter) query() (q SceneQuery, none bool, err error) {
	if err := f.check(); err != nil {
		return q, false, err
	}
	q = SceneQuery{Sector: f.Sector, District: f.District, Status: f.Status, Box: f.Box}
	if q.Before, err = readCursor(f.Cursor); err != nil {
		return q, false, err
	}
	q.Terms = terms(f.Text)
	return q, strings.TrimSpace(f.Text) != "" && len(q.Terms) == 0, nil
}

func (f SceneFilter) check() error {
	switch {
	case f.Sector != "" && !slices.Contains(Sectors(), f.Sector):
		return fault.New(fault.Invalid, "sector_unknown", "Use one of the sectors industry, culture-tourism, consumption, education, sports, city.")
	case f.Status != "" && !slices.Contains(Statuses(), f.Status):
		return fault.New(fault.Invalid, "status_unknown", "Use one of the statuses draft, submitted, approved, published, archived.")
	case f.District != "" && !districtForm.MatchString(f.District):
		return fault.New(fault.Invalid, "district_invalid", "Give the district by its six-digit administrative code, such as 500103.")
	case utf8.RuneCountInString(f.Text) > maxQuery:
		return fault.New(fault.Invalid, "query_too_long", "Search with at most %d characters.", maxQuery)
	case f.Box != nil:
		return f.Box.check()
	}
	return nil
}

// pageLimit is the number of items a page asked for with n may hold.
func pageLimit(n int) (int, error) {
	switch {
	case n < 0:
		return 0, fault.New(fault.Invalid, "limit_invalid", "Give limit as a number from 1 to %d.", MaxLimit)
	case n == 0:
		return DefaultLimit, nil
	}
	return min(n, MaxLimit), nil
}

// Cursors hold the last number shown; they are opaque so that this may change.

func writeCursor(last int64) *string {
	c := base64.RawURLEncoding.EncodeToString([]byte("1:" + strconv.FormatInt(last, 10)))
	return &c
}

func readCursor(c string) (int64, error) {
	if c == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(c)
	digits, ok := strings.CutPrefix(string(raw), "1:")
	if n, perr := strconv.ParseInt(digits, 10, 64); err == nil && ok && perr == nil && n > 0 {
		return n, nil
	}
	return 0, fault.New(fault.Malformed, "cursor_invalid", "Use the cursor exactly as the page before gave it in \"next\", or none for the first page.")
}
