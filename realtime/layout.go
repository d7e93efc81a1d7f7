package realtime

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// MaxIndicators bounds one scene.
const MaxIndicators = 200_000

// layout is a definition made ready: one row an indicator, and a view for each
// audience. It never changes.
type layout struct {
	def    Definition
	digest string
	rows   []rowInfo
	byKey  map[string]int
	views  [access.Leader + 1]*view
}

// rowInfo is what a row's indicator needs at every reading.
type rowInfo struct {
	Indicator
	precision int8  // -1: not stated
	rule      *Rule // nil: none
	lease     int64 // milliseconds, 0: for ever
	overlays  []int // of the definition
}

// view is what one audience may see of a layout. Its dictionary is dense, so
// that it tells nothing of what is left out.
type view struct {
	audience   access.Audience
	digest     string
	index      []int32 // dictionary index of each row, -1: hidden
	dictionary []DictionaryEntry
	overlays   []string       // ids
	overlayOf  map[string]int // index of an id
	members    [][]bool       // of each overlay, by row
	encoded    func() []byte  // the dictionary as JSON
}

func newLayout(def Definition) (*layout, error) {
	l := &layout{def: def, byKey: make(map[string]int, len(def.Indicators))}
	if def.Scene == "" || len(def.Indicators) > MaxIndicators {
		return nil, invalidDefinition("a scene has a slug and at most %d indicators", MaxIndicators)
	}
	rules := make(map[string]*Rule, len(def.Rules))
	for i := range def.Rules {
		rules[def.Rules[i].ID] = &def.Rules[i]
	}
	for _, ind := range def.Indicators {
		if err := l.addRow(ind, rules); err != nil {
			return nil, err
		}
	}
	if err := l.addOverlays(); err != nil {
		return nil, err
	}
	l.digest = digestOf(def)
	for a := range l.views {
		l.views[a] = l.newView(access.Audience(a))
	}
	return l, nil
}

func (l *layout) addRow(ind Indicator, rules map[string]*Rule) error {
	info := rowInfo{Indicator: ind, precision: -1, lease: ind.Lease.Milliseconds()}
	if ind.Key == "" || len(ind.Key) > MaxKeyBytes {
		return invalidDefinition("indicator key %.40q is empty or longer than %d bytes", ind.Key, MaxKeyBytes)
	}
	if _, twice := l.byKey[ind.Key]; twice {
		return invalidDefinition("indicator key %q stands twice", ind.Key)
	}
	if ind.Kind == KindNone || ind.Kind > KindPosition || ind.Audience > access.Leader || ind.Lease < 0 {
		return invalidDefinition("indicator %q has no valid kind, audience or lease", ind.Key)
	}
	if p := ind.Precision; p != nil && ind.Kind == KindNumber {
		if *p < 0 || *p > maxPrecision {
			return invalidDefinition("indicator %q: the precision is 0 to %d decimals", ind.Key, maxPrecision)
		}
		info.precision = int8(*p)
	}
	if ind.Rule != "" {
		if info.rule = rules[ind.Rule]; info.rule == nil {
			return invalidDefinition("indicator %q names the unknown rule %q", ind.Key, ind.Rule)
		}
	}
	l.byKey[ind.Key] = len(l.rows)
	l.rows = append(l.rows, info)
	return nil
}

func (l *layout) addOverlays() error {
	for o, ov := range l.def.Overlays {
		for _, key := range ov.Indicators {
			i, ok := l.byKey[key]
			if !ok {
				return invalidDefinition("overlay %q names the unknown indicator %q", ov.ID, key)
			}
			if !slices.Contains(l.rows[i].overlays, o) {
				l.rows[i].overlays = append(l.rows[i].overlays, o)
			}
		}
	}
	return nil
}

func invalidDefinition(format string, args ...any) error {
	return fault.New(fault.Invalid, "definition_invalid", "The live definition cannot be used: "+format+".", args...)
}

// digestOf tells definitions apart. Infinite bounds have no JSON form.
func digestOf(def Definition) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	_ = enc.Encode(struct {
		Scene, District string
		Revision        int64
		Indicators      []Indicator
		Overlays        []Overlay
	}{def.Scene, def.District, def.Revision, def.Indicators, def.Overlays})
	for _, r := range def.Rules {
		bounds := make([]uint64, 0, len(r.Ranges))
		levels := make([]Level, 0, len(r.Ranges))
		for _, g := range r.Ranges {
			bounds, levels = append(bounds, math.Float64bits(g.Below)), append(levels, g.Level)
		}
		_ = enc.Encode([]any{r.ID, bounds, levels, r.Cases, math.Float64bits(r.Hysteresis), r.Hold})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (l *layout) newView(a access.Audience) *view {
	v := &view{audience: a, index: make([]int32, len(l.rows)), overlayOf: map[string]int{}, overlays: []string{}, dictionary: []DictionaryEntry{}}
	for o, ov := range l.def.Overlays {
		if seen := slices.ContainsFunc(ov.Indicators, func(key string) bool { return l.rows[l.byKey[key]].Audience <= a }); seen || len(ov.Indicators) == 0 {
			v.addOverlay(l, o, ov.ID)
		}
	}
	for i := range l.rows {
		info := &l.rows[i]
		v.index[i] = -1
		if info.Audience > a {
			continue
		}
		v.index[i] = int32(len(v.dictionary))
		v.dictionary = append(v.dictionary, info.entry(len(v.dictionary), l.def.Overlays))
	}
	v.digest = l.digest
	v.encoded = sync.OnceValue(func() []byte {
		b, _ := json.Marshal(v.dictionary) // strings and numbers only
		return b
	})
	return v
}

func (v *view) addOverlay(l *layout, o int, id string) {
	members := make([]bool, len(l.rows))
	for i := range l.rows {
		members[i] = l.rows[i].Audience <= v.audience && slices.Contains(l.rows[i].overlays, o)
	}
	v.overlayOf[id] = len(v.overlays)
	v.overlays = append(v.overlays, id)
	v.members = append(v.members, members)
}

func (r *rowInfo) entry(i int, overlays []Overlay) DictionaryEntry {
	e := DictionaryEntry{I: i, Key: r.Key, Kind: r.Kind.String(), Unit: r.Unit, LeaseSeconds: r.Lease.Seconds(), Overlay: make([]string, 0, len(r.overlays))}
	if r.precision >= 0 {
		p := int(r.precision)
		e.Precision = &p
	}
	for _, o := range r.overlays {
		e.Overlay = append(e.Overlay, overlays[o].ID)
	}
	return e
}

// scope is what a cursor's versions are relative to: the audience, the document
// and the overlays (nil: all), without saying any of it.
func (v *view) scope(overlays []int) string {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode([]any{v.audience, v.digest, overlays == nil, overlays})
	return hex.EncodeToString(h.Sum(nil)[:8])
}
