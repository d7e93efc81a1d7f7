package gltf

import (
	"fmt"
	"math"
	"regexp"
	"slices"

	"github.com/twinstage/twinstage/assets/report"
)

// valueKind is what a property may hold.
type valueKind uint8

const (
	anyValue valueKind = iota
	boolean
	integer
	number
	str
	index   // a non-negative integer that points into a collection
	nested  // an object with a schema
	list    // an array
	mapping // an object with free names
)

// prop is one row of a schema: a property, or the element of a list or mapping.
type prop struct {
	name     string
	kind     valueKind
	required bool

	min, max     *float64 // bounds of numbers
	above, below bool     // whether the bounds themselves are out
	ints         []int    // the only integers
	strs         []string // the only strings
	pattern      *regexp.Regexp

	ref    string  // index: name of the collection
	quiet  bool    // index: does not count as use
	object *schema // nested
	elem   *prop   // list, mapping
	lens   []int   // list: the only lengths
	maxLen int     // list: the greatest length, 0 for none
	unique bool    // list: no element twice
	empty  bool    // list, mapping: may be empty
}

// schema is the table of one object.
type schema struct {
	name  string
	props []prop
	check func(c *checker, ptr string, m object) // rules between properties
	plain bool                                   // takes neither extensions nor extras
}

func lim(f float64) *float64 { return &f }

// walk checks m against s and reports at ptr.
func (c *checker) walk(ptr string, m object, s *schema) {
	for _, name := range keys(m) {
		if name == "extensions" && !s.plain || name == "extras" && !s.plain || s.has(name) {
			continue
		}
		c.warn(join(ptr, name), "UNEXPECTED_PROPERTY", "The specification knows no such property here.")
	}
	for i := range s.props {
		c.property(ptr, m, &s.props[i])
	}
	if !s.plain {
		c.walkExtensions(ptr, m, s)
	}
	if s.check != nil {
		s.check(c, ptr, m)
	}
}

func (s *schema) has(name string) bool {
	return slices.ContainsFunc(s.props, func(p prop) bool { return p.name == name })
}

func (c *checker) property(ptr string, m object, p *prop) {
	v, ok := m[p.name]
	if !ok {
		if p.required {
			c.err(rootPtr(ptr), "UNDEFINED_PROPERTY", fmt.Sprintf("The property %q is required.", p.name))
		}
		return
	}
	c.value(join(ptr, p.name), v, p, "TYPE_MISMATCH")
}

// rootPtr is how the official validator writes the root in UNDEFINED_PROPERTY.
func rootPtr(ptr string) string {
	if ptr == "" {
		return "/"
	}
	return ptr
}

// value checks v and reports a wrong type as mismatch.
func (c *checker) value(ptr string, v any, p *prop, mismatch string) {
	wrong := func(want string) {
		c.err(ptr, mismatch, fmt.Sprintf("Expected %s, found %s.", want, report.TypeName(v)))
	}
	switch p.kind {
	case boolean:
		if _, ok := v.(bool); !ok {
			wrong("a boolean")
		}
	case integer:
		if n, ok := asInt(v); !ok {
			wrong("an integer")
		} else {
			c.number(ptr, float64(n), p)
		}
	case number:
		if f, ok := v.(float64); !ok {
			wrong("a number")
		} else {
			c.number(ptr, f, p)
		}
	case str:
		if s, ok := v.(string); !ok {
			wrong("a string")
		} else {
			c.text(ptr, s, p)
		}
	case index:
		if n, ok := asInt(v); !ok {
			wrong("an index")
		} else {
			c.reference(ptr, n, p)
		}
	case nested:
		if o, ok := v.(object); !ok {
			wrong("an object")
		} else {
			c.walk(ptr, o, p.object)
		}
	case list:
		if a, ok := v.([]any); !ok {
			wrong("an array")
		} else {
			c.list(ptr, a, p)
		}
	case mapping:
		if o, ok := v.(object); !ok {
			wrong("an object")
		} else {
			c.mapping(ptr, o, p)
		}
	}
}

func (c *checker) number(ptr string, f float64, p *prop) {
	low := p.min != nil && (f < *p.min || p.above && f == *p.min)
	high := p.max != nil && (f > *p.max || p.below && f == *p.max)
	if low || high || math.IsNaN(f) || math.IsInf(f, 0) {
		c.err(ptr, "VALUE_NOT_IN_RANGE", fmt.Sprintf("The value %v is out of range.", f))
		return
	}
	if p.ints != nil && !slices.Contains(p.ints, int(f)) {
		c.warn(ptr, "VALUE_NOT_IN_LIST", fmt.Sprintf("The value %v is none of %v.", f, p.ints))
	}
}

func (c *checker) text(ptr, s string, p *prop) {
	if p.strs != nil && !slices.Contains(p.strs, s) {
		c.warn(ptr, "VALUE_NOT_IN_LIST", fmt.Sprintf("The value %q is none of %q.", s, p.strs))
	}
	if p.pattern != nil && !p.pattern.MatchString(s) {
		c.err(ptr, "PATTERN_MISMATCH", fmt.Sprintf("The value %q does not match %s.", s, p.pattern))
	}
}

func (c *checker) reference(ptr string, n int, p *prop) {
	if n < 0 {
		c.err(ptr, "INVALID_INDEX", "An index must not be negative.")
		return
	}
	if p.ref == "" {
		return
	}
	if n >= c.counts[p.ref] {
		c.err(ptr, "UNRESOLVED_REFERENCE", fmt.Sprintf("There is no element %d of %s.", n, p.ref))
		return
	}
	if !p.quiet {
		c.use(p.ref, n)
	}
}

func (c *checker) use(collection string, n int) {
	if u := c.used[collection]; n >= 0 && n < len(u) {
		u[n] = true
	}
}

func (c *checker) list(ptr string, a []any, p *prop) {
	if len(a) == 0 && !p.empty {
		c.err(ptr, "EMPTY_ENTITY", "An array must not be empty; leave it out.")
		return
	}
	if p.lens != nil && !slices.Contains(p.lens, len(a)) || p.maxLen > 0 && len(a) > p.maxLen {
		c.err(ptr, "ARRAY_LENGTH_NOT_IN_LIST", fmt.Sprintf("An array of %d elements is not allowed here.", len(a)))
	}
	if p.elem == nil {
		return
	}
	objects := p.elem.kind == nested || p.elem.kind == mapping
	collection := p.ref != "" // a root array: elements are reported one by one
	seen := map[any]bool{}
	for i, v := range a {
		here := at(ptr, i)
		if objects && !collection {
			if _, ok := v.(object); !ok {
				c.err(ptr, "ARRAY_TYPE_MISMATCH", fmt.Sprintf("Element %d is not an object.", i))
				continue
			}
		}
		mismatch := "ARRAY_TYPE_MISMATCH"
		if collection {
			mismatch = "TYPE_MISMATCH"
		}
		if p.unique && comparable1(v) {
			if seen[v] {
				c.err(here, "DUPLICATE_ELEMENTS", "The array holds this element already.")
			}
			seen[v] = true
		}
		c.value(here, v, p.elem, mismatch)
	}
}

func comparable1(v any) bool {
	switch v.(type) {
	case string, float64, bool:
		return true
	}
	return false
}

func (c *checker) mapping(ptr string, o object, p *prop) {
	if len(o) == 0 && !p.empty {
		c.err(ptr, "EMPTY_ENTITY", "An object must not be empty here.")
		return
	}
	for _, name := range keys(o) {
		c.value(join(ptr, name), o[name], p.elem, "TYPE_MISMATCH")
	}
}
