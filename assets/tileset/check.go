package tileset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/report"
)

// TypeTileset is the type of a report.
const TypeTileset = "tileset"

// Options of one check.
type Options struct {
	Limits Limits
	GLTF   gltf.Limits
}

// Check checks a tileset in an archive of size bytes. The error is of reading r.
func Check(name string, r io.ReaderAt, size int64, o Options) (*report.Report, error) {
	c := &checker{rep: report.New(name, TypeTileset), opt: o, budget: o.Limits.ContentBytes, seen: map[string]bool{}, bySuffix: map[string]int{}}
	a, err := Open(r, size, o.Limits)
	if err != nil {
		return c.rep, c.refused(err)
	}
	if !a.HasTileset() {
		c.rep.At("", NoTilesetInside, report.Error, "The archive has no tileset.json at its top or in a single top folder.")
		return c.rep, nil
	}
	c.a = a
	if err := c.run(); err != nil {
		return c.rep, c.refused(err)
	}
	c.summarise()
	return c.rep, nil
}

// checker is the state of one check.
type checker struct {
	rep      *report.Report
	opt      Options
	a        *Archive
	budget   int64
	queue    []string        // tilesets to read
	seen     map[string]bool // files referred to
	tiles    int
	tilesets int
	contents int
	implicit bool
	unread   int // contents beyond the budget, checked by their header only
	version  string
	bySuffix map[string]int
}

// refused turns a Refusal to an issue and passes everything else on.
func (c *checker) refused(err error) error {
	var r *Refusal
	if !errors.As(err, &r) {
		return err
	}
	c.rep.At(r.Entry, r.Code, report.Error, r.Message)
	return nil
}

func (c *checker) err(ptr, code, format string, args ...any) {
	c.rep.At(ptr, code, report.Error, fmt.Sprintf(format, args...))
}

func (c *checker) warn(ptr, code, format string, args ...any) {
	c.rep.At(ptr, code, report.Warning, fmt.Sprintf(format, args...))
}

// run reads tileset.json and every tileset it leads to.
func (c *checker) run() error {
	c.queue = []string{"tileset.json"}
	c.seen["tileset.json"] = true
	for len(c.queue) > 0 {
		file := c.queue[0]
		c.queue = c.queue[1:]
		if c.tilesets++; c.tilesets > c.opt.Limits.Tilesets {
			return refuse(TooManyEntries, file, "The tileset refers to more than %d tilesets.", c.opt.Limits.Tilesets)
		}
		if err := c.tileset(file); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) tileset(file string) error {
	root, err := c.readJSON(file)
	if err != nil || root == nil {
		return err
	}
	at := file + "#"
	c.asset(at+"/asset", root)
	if g, ok := c.require(at, root, "geometricError", "number").(float64); ok && g < 0 {
		c.err(at+"/geometricError", "VALUE_NOT_IN_RANGE", "geometricError must not be negative.")
	}
	c.extensions(at, root)
	tile, ok := c.require(at, root, "root", "object").(map[string]any)
	if !ok {
		return nil
	}
	if _, ok := tile["refine"]; !ok {
		c.err(at+"/root", "TILE_REFINE_MISSING_IN_ROOT", "The root tile needs refine.")
	}
	return c.tree(file, tile)
}

// readJSON is nil where the file is not a JSON object; that is reported.
func (c *checker) readJSON(file string) (map[string]any, error) {
	e, ok := c.a.Lookup(file)
	if !ok {
		return nil, refuse(NoTilesetInside, file, "The file %q is missing.", file)
	}
	text, err := c.a.ReadFile(e, c.opt.Limits.JSONBytes)
	if err != nil {
		return nil, err
	}
	return c.parse(file, text), nil
}

func (c *checker) parse(file string, text []byte) map[string]any {
	text = []byte(strings.TrimPrefix(string(text), "\ufeff"))
	if nesting(text) > c.opt.Limits.JSONDepth {
		c.err(file, "CONTENT_JSON_INVALID", "The JSON is nested deeper than this server reads.")
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		c.err(file, "CONTENT_JSON_INVALID", "The file is not a JSON object: %v.", err)
		return nil
	}
	return v
}

// nesting is the greatest depth of brackets outside strings.
func nesting(text []byte) int {
	depth, most, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			depth++
			most = max(most, depth)
		case b == '}' || b == ']':
			depth--
		}
	}
	return most
}

func (c *checker) asset(at string, root map[string]any) {
	asset, ok := c.require(strings.TrimSuffix(at, "/asset"), root, "asset", "object").(map[string]any)
	if !ok {
		return
	}
	v, ok := c.require(at, asset, "version", "string").(string)
	if ok && v != "1.0" && v != "1.1" && v != "0.0" {
		c.warn(at+"/version", "ASSET_VERSION_UNKNOWN", "The version %q is neither 1.0 nor 1.1.", v)
	}
	if c.version == "" {
		c.version = v
	}
	c.optional(at, asset, "tilesetVersion", "string")
}

func (c *checker) extensions(at string, root map[string]any) {
	used := map[string]bool{}
	for _, v := range c.array(at, root, "extensionsUsed") {
		if s, ok := v.(string); ok {
			used[s] = true
		}
	}
	for _, v := range c.array(at, root, "extensionsRequired") {
		if s, ok := v.(string); ok && !used[s] {
			c.err(at+"/extensionsRequired", "EXTENSION_REQUIRED_BUT_NOT_USED", "%q is required but not in extensionsUsed.", s)
		}
	}
}

// require reports a missing property or one of another type; it answers nil then.
func (c *checker) require(at string, m map[string]any, name, want string) any {
	if _, ok := m[name]; !ok {
		c.err(at, "PROPERTY_MISSING", "The property %q is required.", name)
		return nil
	}
	return c.optional(at, m, name, want)
}

func (c *checker) optional(at string, m map[string]any, name, want string) any {
	v, ok := m[name]
	if !ok {
		return nil
	}
	if got := report.TypeName(v); got != want {
		c.err(at+"/"+name, "TYPE_MISMATCH", "%q must be of type %s, not %s.", name, want, got)
		return nil
	}
	return v
}

func (c *checker) array(at string, m map[string]any, name string) []any {
	a, _ := c.optional(at, m, name, "array").([]any)
	return a
}

func (c *checker) summarise() {
	info := c.rep.Info
	info["version"], info["root"] = c.version, c.a.Root()
	info["tileCount"], info["tilesetCount"], info["contentCount"], info["fileCount"] = c.tiles, c.tilesets, c.contents, c.a.Len()
	info["implicit"] = c.implicit
	info["contentTypes"] = c.bySuffix
	if c.unread > 0 {
		c.rep.Find("contents_not_fully_checked", fmt.Sprintf("%d contents were checked by their header only.", c.unread),
			"数据量很大，其余瓦片只检查了文件头；可先用 twinstage check 在本地检查。", "The tileset is large; the other contents were checked by their header only.")
	}
	unused := 0
	c.a.Entries(func(e Entry) bool {
		if name := strings.TrimPrefix(e.Name, c.a.Root()); !c.seen[name] && e.Name != indexFile {
			unused++
		}
		return true
	})
	if unused > 0 && !c.implicit {
		c.rep.Find("files_unused", fmt.Sprintf("%d files of the archive belong to no tile.", unused),
			"请从压缩包中删除不需要的文件。", "Remove files that no tile refers to from the archive.")
	}
}
