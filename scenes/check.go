package scenes

import (
	"slices"

	"github.com/twinstage/twinstage/internal/fault"
)

// checker makes the checks that a JSON Schema cannot state, on a document that
// fits the schema.
type checker struct {
	problems
	doc     *Document
	layers  map[string]bool
	anchors map[string]bool
	rules   map[string]*Rule
	known   map[string]*Indicator
}

// checkDocument returns document_invalid with every problem, or nil.
func checkDocument(d *Document) error {
	c := &checker{doc: d, layers: map[string]bool{}, anchors: map[string]bool{}, rules: map[string]*Rule{}, known: map[string]*Indicator{}}
	c.checkLayers()
	c.checkAnchors()
	c.checkRules()
	c.checkIndicators()
	c.checkOverlays()
	c.checkViewpoints()
	return c.fault("document_invalid", "document")
}

func (c *checker) once(taken bool, list string, i int, member, value string) {
	if taken {
		c.add(pointerTo(list, i, member), "duplicate_id", "%q is used twice in %s; give each its own.", value, list)
	}
}

func (c *checker) checkLayers() {
	for i, l := range c.doc.Layers {
		c.once(c.layers[l.ID], "layers", i, "id", l.ID)
		c.layers[l.ID] = true
	}
}

func (c *checker) checkAnchors() {
	for i, a := range c.doc.Anchors {
		c.once(c.anchors[a.ID], "anchors", i, "id", a.ID)
		c.anchors[a.ID] = true
		forms := 0
		for _, set := range []bool{a.Point != nil, a.Area != nil, a.Path != nil, a.Feature != nil, a.Node != nil} {
			if set {
				forms++
			}
		}
		if forms != 1 {
			c.add(pointerTo("anchors", i), "anchor_form", "Give exactly one of point, area, path, feature and node; this has %d.", forms)
		}
		if a.Feature != nil {
			c.needLayer(a.Feature.Layer, "anchors", i, "feature", "layer")
		}
		if a.Node != nil {
			c.needLayer(a.Node.Layer, "anchors", i, "node", "layer")
		}
	}
}

func (c *checker) needLayer(id string, at ...any) {
	if !c.layers[id] {
		c.add(pointerTo(at...), "unknown_layer", "There is no layer %q; use the id of one in layers.", id)
	}
}

func (c *checker) checkRules() {
	for i := range c.doc.Rules {
		r := &c.doc.Rules[i]
		c.once(c.rules[r.ID] != nil, "rules", i, "id", r.ID)
		c.rules[r.ID] = r
		if (r.Ranges == nil) == (r.Values == nil) {
			c.add(pointerTo("rules", i), "rule_form", "Give either ranges (for numbers) or values (for categories and booleans).")
		}
		c.checkRanges(i, r.Ranges)
		seen := map[any]bool{}
		for j, v := range r.Values {
			if seen[v.Is] {
				c.add(pointerTo("rules", i, "values", j, "is"), "duplicate_value", "This value has a level already.")
			}
			seen[v.Is] = true
		}
	}
}

func (c *checker) checkRanges(rule int, ranges []RuleRange) {
	for j, r := range ranges {
		at := pointerTo("rules", rule, "ranges", j)
		last := j == len(ranges)-1
		switch {
		case last && r.Below != nil:
			c.add(at, "range_open", "Leave below out of the last range, so that every number has a level.")
		case !last && r.Below == nil:
			c.add(at, "range_open", "Only the last range may be without below.")
		case j > 0 && !last && ranges[j-1].Below != nil && *r.Below <= *ranges[j-1].Below:
			c.add(at+"/below", "range_order", "Let the ranges rise: this must be above %g.", *ranges[j-1].Below)
		}
	}
}

func (c *checker) checkIndicators() {
	for i := range c.doc.Indicators {
		n := &c.doc.Indicators[i]
		c.once(c.known[n.Key] != nil, "indicators", i, "key", n.Key)
		c.known[n.Key] = n
		if n.Anchor != "" && !c.anchors[n.Anchor] {
			c.add(pointerTo("indicators", i, "anchor"), "unknown_anchor", "There is no anchor %q; use the id of one in anchors.", n.Anchor)
		}
		if n.Rule != "" {
			c.checkRuleOf(i, n)
		}
		c.checkNumberOnly(i, n)
		for j, v := range n.Values {
			if !fits(n.Kind, v.Is) {
				c.add(pointerTo("indicators", i, "values", j, "is"), "value_kind", "A %s cannot have this value.", n.Kind)
			}
		}
	}
}

// fits says whether is can be a value of a category or boolean.
func fits(k IndicatorKind, is any) bool {
	switch is.(type) {
	case string:
		return k == KindCategory
	case bool:
		return k == KindBoolean
	}
	return false
}

func (c *checker) checkRuleOf(i int, n *Indicator) {
	at := pointerTo("indicators", i, "rule")
	r := c.rules[n.Rule]
	switch {
	case r == nil:
		c.add(at, "unknown_rule", "There is no rule %q; use the id of one in rules.", n.Rule)
	case n.Kind == KindPosition:
		c.add(at, "rule_kind", "Positions have no levels; leave the rule out.")
	case n.Kind == KindNumber && r.Ranges == nil:
		c.add(at, "rule_kind", "A number needs a rule with ranges; %q has values.", n.Rule)
	case n.Kind != KindNumber && r.Values == nil:
		c.add(at, "rule_kind", "A %s needs a rule with values; %q has ranges.", n.Kind, n.Rule)
	case slices.ContainsFunc(r.Values, func(v RuleValue) bool { return !fits(n.Kind, v.Is) }):
		c.add(at, "rule_kind", "Rule %q names values that a %s cannot have.", n.Rule, n.Kind)
	}
}

func (c *checker) checkNumberOnly(i int, n *Indicator) {
	if n.Kind == KindNumber {
		return
	}
	for _, m := range []struct {
		name string
		set  bool
	}{{"unit", n.Unit != ""}, {"precision", n.Precision != nil}, {"target", n.Target != nil}} {
		if m.set {
			c.add(pointerTo("indicators", i, m.name), "number_only", "Only numbers have a %s; this is a %s.", m.name, n.Kind)
		}
	}
}

// drawable are the kinds that an overlay style can draw; styles not named draw all.
func drawable(style string, k IndicatorKind) bool {
	switch style {
	case "column", "heat", "flow":
		return k == KindNumber
	case "track":
		return k == KindPosition
	case "status":
		return k != KindPosition
	}
	return true
}

func (c *checker) checkOverlays() {
	ids := map[string]bool{}
	for i, o := range c.doc.Overlays {
		c.once(ids[o.ID], "overlays", i, "id", o.ID)
		ids[o.ID] = true
		seen := map[string]bool{}
		for j, key := range o.Indicators {
			at := pointerTo("overlays", i, "indicators", j)
			n := c.known[key]
			switch {
			case n == nil:
				c.add(at, "unknown_indicator", "There is no indicator %q; use the key of one in indicators.", key)
			case seen[key]:
				c.add(at, "duplicate_indicator", "%q stands in this overlay already.", key)
			case !drawable(o.Style, n.Kind):
				c.add(at, "overlay_kind", "Style %s cannot draw a %s.", o.Style, n.Kind)
			}
			seen[key] = true
		}
		if o.Scale != nil && o.Scale.Min >= o.Scale.Max {
			c.add(pointerTo("overlays", i, "scale"), "scale_order", "Let min be below max.")
		}
	}
}

func (c *checker) checkViewpoints() {
	ids := map[string]bool{}
	for i, v := range c.doc.Viewpoints {
		c.once(ids[v.ID], "viewpoints", i, "id", v.ID)
		ids[v.ID] = true
		if v.Camera.ENU == v.Camera.LookAt {
			c.add(pointerTo("viewpoints", i, "camera", "lookAt"), "camera_form", "Let the camera look at another place than its own.")
		}
	}
}

// incomplete is what publishing answers while assets are missing.
func incomplete(p problems) error {
	if p.total == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "publish_incomplete", "This scene names %d asset(s) that do not exist or are not ready. Upload them, or take them out, then publish.", p.total)
	return f.With("problems", p.list).WithRemedy("场景引用的资产不存在或尚未通过检查:请先上传,或从场景中移除,再发布。",
		"Upload the missing assets or remove them from the scene, then publish again.")
}
