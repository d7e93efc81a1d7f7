package tileset

import (
	"math"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// pending is one tile still to be checked.
type pending struct {
	tile   map[string]any
	at     string
	depth  int
	parent float64 // geometric error
}

// tree walks the tiles of one tileset without recursion.
func (c *checker) tree(file string, root map[string]any) error {
	todo := []pending{{root, file + "#/root", 1, math.Inf(1)}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c.tiles++; c.tiles > c.opt.Limits.Tiles {
			return refuse(TooManyEntries, file, "The tileset has more than %d tiles.", c.opt.Limits.Tiles)
		}
		if p.depth > c.opt.Limits.Depth {
			return refuse(TooManyEntries, file, "The tiles are nested deeper than %d.", c.opt.Limits.Depth)
		}
		own, err := c.tile(file, p)
		if err != nil {
			return err
		}
		children := c.array(p.at, p.tile, "children")
		for i := len(children) - 1; i >= 0; i-- {
			at := p.at + "/children/" + strconv.Itoa(i)
			child, ok := children[i].(map[string]any)
			if !ok {
				c.err(at, "ARRAY_ELEMENT_TYPE_MISMATCH", "A child must be an object.")
				continue
			}
			todo = append(todo, pending{child, at, p.depth + 1, own})
		}
	}
	return nil
}

// tile checks one tile (OGC 22-025r4 §7.5) and answers its geometric error.
func (c *checker) tile(file string, p pending) (float64, error) {
	own := p.parent
	if g, ok := c.require(p.at, p.tile, "geometricError", "number").(float64); ok {
		if own = g; g < 0 {
			c.err(p.at+"/geometricError", "VALUE_NOT_IN_RANGE", "geometricError must not be negative.")
		}
		if g > p.parent {
			c.warn(p.at+"/geometricError", "TILE_GEOMETRIC_ERRORS_INCONSISTENT", "A child's geometricError is greater than its parent's.")
		}
	}
	if bv, ok := c.require(p.at, p.tile, "boundingVolume", "object").(map[string]any); ok {
		c.boundingVolume(p.at+"/boundingVolume", bv)
	}
	c.refine(p)
	if t, ok := c.optional(p.at, p.tile, "transform", "array").([]any); ok {
		c.numbers(p.at+"/transform", t, 16)
	}
	templates, err := c.implicitTiling(file, p)
	if err != nil {
		return own, err
	}
	_, one := p.tile["content"]
	_, many := p.tile["contents"]
	if one && many {
		c.err(p.at, "ONE_OF_ERROR", "A tile has content or contents, not both.")
	}
	if content, ok := c.optional(p.at, p.tile, "content", "object").(map[string]any); ok {
		if err := c.content(file, p.at+"/content", content, templates); err != nil {
			return own, err
		}
	}
	for i, v := range c.array(p.at, p.tile, "contents") {
		at := p.at + "/contents/" + strconv.Itoa(i)
		content, ok := v.(map[string]any)
		if !ok {
			c.err(at, "ARRAY_ELEMENT_TYPE_MISMATCH", "A content must be an object.")
			continue
		}
		if err := c.content(file, at, content, templates); err != nil {
			return own, err
		}
	}
	return own, nil
}

func (c *checker) refine(p pending) {
	r, ok := c.optional(p.at, p.tile, "refine", "string").(string)
	switch {
	case !ok || r == "ADD" || r == "REPLACE":
	case strings.EqualFold(r, "ADD") || strings.EqualFold(r, "REPLACE"):
		c.warn(p.at+"/refine", "TILE_REFINE_WRONG_CASE", "Write refine in capitals.")
	default:
		c.err(p.at+"/refine", "VALUE_NOT_IN_LIST", "refine is ADD or REPLACE, not %q.", r)
	}
}

// boundingVolume: box 12, region 6, sphere 4 numbers (§7.3).
func (c *checker) boundingVolume(at string, bv map[string]any) {
	known := false
	for name, n := range map[string]int{"box": 12, "region": 6, "sphere": 4} {
		v, ok := bv[name]
		if !ok {
			continue
		}
		known = true
		a, ok := v.([]any)
		if !ok {
			c.err(at+"/"+name, "TYPE_MISMATCH", "%q must be an array.", name)
			continue
		}
		f := c.numbers(at+"/"+name, a, n)
		switch {
		case f == nil:
		case name == "sphere" && f[3] < 0:
			c.err(at+"/sphere", "BOUNDING_VOLUME_INVALID", "The radius must not be negative.")
		case name == "region" && (f[1] > f[3] || f[4] > f[5] || math.Abs(f[1]) > math.Pi/2+1e-9 || math.Abs(f[3]) > math.Pi/2+1e-9 || math.Abs(f[0]) > math.Pi+1e-9 || math.Abs(f[2]) > math.Pi+1e-9):
			c.err(at+"/region", "BOUNDING_VOLUME_INVALID", "A region is west, south, east, north in radians, then the heights in metres.")
		}
	}
	if !known && bv["extensions"] == nil {
		c.err(at, "ANY_OF_ERROR", "A bounding volume is a box, a region or a sphere.")
	}
}

// numbers is nil unless a holds n numbers; that is reported.
func (c *checker) numbers(at string, a []any, n int) []float64 {
	if len(a) != n {
		c.err(at, "ARRAY_LENGTH_MISMATCH", "%d numbers are needed, not %d.", n, len(a))
		return nil
	}
	out := make([]float64, n)
	for i, v := range a {
		f, ok := v.(float64)
		if !ok {
			c.err(at, "ARRAY_ELEMENT_TYPE_MISMATCH", "Element %d is not a number.", i)
			return nil
		}
		out[i] = f
	}
	return out
}

// resolve turns a URI in file to a path in the archive; "" where it leads out of
// it, which is reported.
func (c *checker) resolve(file, at, uri string) string {
	u, err := url.Parse(uri)
	switch {
	case err != nil || uri == "":
		c.err(at, "IO_ERROR", "The URI %q cannot be parsed.", uri)
		return ""
	case u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/"):
		c.err(at, "IO_ERROR", "The URI %q leads out of the archive; put the file into it.", uri)
		return ""
	}
	p := path.Join(path.Dir(file), u.Path)
	if p == ".." || strings.HasPrefix(p, "../") || strings.Contains(p, "\\") {
		c.err(at, "IO_ERROR", "The URI %q leads out of the archive.", uri)
		return ""
	}
	return p
}
