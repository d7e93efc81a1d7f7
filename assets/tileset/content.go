package tileset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/twinstage/twinstage/assets/gltf"
)

// content checks one content of a tile. For an implicit root its URI is a
// template and templates is true.
func (c *checker) content(file, at string, content map[string]any, template bool) error {
	if bv, ok := c.optional(at, content, "boundingVolume", "object").(map[string]any); ok {
		c.boundingVolume(at+"/boundingVolume", bv)
	}
	name := "uri"
	if _, ok := content["url"]; ok && content["uri"] == nil {
		name = "url" // version 0.0, still common
	}
	uri, ok := c.require(at, content, name, "string").(string)
	if !ok {
		return nil
	}
	if template {
		return c.template(file, at+"/"+name, uri)
	}
	target := c.resolve(file, at+"/"+name, uri)
	if target == "" {
		return nil
	}
	e, ok := c.a.Lookup(target)
	if !ok {
		c.err(at+"/"+name, "IO_ERROR", "The file %q is not in the archive.", target)
		return nil
	}
	if c.seen[target] {
		return nil
	}
	c.seen[target] = true
	return c.contentFile(target, e)
}

// contentFile tells the format by its magic, never by the name.
func (c *checker) contentFile(name string, e Entry) error {
	c.contents++
	whole := e.Size <= c.budget && e.Size <= 256<<20
	var data []byte
	var err error
	if whole {
		c.budget -= e.Size
		data, err = c.a.ReadFile(e, e.Size)
	} else {
		c.unread++
		data, err = c.head(e)
	}
	if err != nil {
		return err
	}
	return c.contentData(name, data, e.Size, whole)
}

// head is the first bytes of a file.
func (c *checker) head(e Entry) ([]byte, error) {
	r, err := c.a.Reader(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, min(e.Size, 64))
	_, err = io.ReadFull(r, b)
	return b, err
}

func (c *checker) contentData(name string, data []byte, size int64, whole bool) error {
	kind := contentKind(data)
	if kind != "json" {
		c.bySuffix[kind]++
	}
	switch kind {
	case "glb":
		if whole {
			return c.glb(name, data)
		}
	case "b3dm", "i3dm", "pnts", "cmpt":
		return c.legacy(name, kind, data, size, whole)
	case "json":
		return c.jsonContent(name, data, whole)
	case "geom", "vctr":
	default:
		c.err(name, "CONTENT_VALIDATION_ERROR", "The content is neither glTF nor b3dm, i3dm, pnts, cmpt nor JSON.")
	}
	return nil
}

// contentKind is the format by its first bytes, "" if unknown.
func contentKind(b []byte) string {
	if gltf.IsGLB(b) {
		return "glb"
	}
	if len(b) >= 4 {
		switch m := string(b[:4]); m {
		case "b3dm", "i3dm", "pnts", "cmpt", "geom", "vctr":
			return m
		}
	}
	if t := bytes.TrimLeft(b, "\xef\xbb\xbf \t\r\n"); len(t) > 0 && t[0] == '{' {
		return "json"
	}
	return ""
}

// jsonContent is an external tileset or a glTF; which one, its properties say.
func (c *checker) jsonContent(name string, data []byte, whole bool) error {
	if !whole {
		return nil
	}
	root := c.parse(name, data)
	if root == nil {
		return nil
	}
	if _, ok := root["root"]; ok {
		c.bySuffix["tileset"]++
		c.queue = append(c.queue, name)
		return nil
	}
	c.bySuffix["gltf"]++
	r, err := gltf.CheckJSON(name, bytes.NewReader(data), int64(len(data)), gltf.Options{Limits: c.opt.GLTF, Open: c.openBeside(name)})
	if err != nil {
		return err
	}
	c.carry(name, r.Issues.NumErrors, func() string { return r.Issues.Messages[0].Code })
	return nil
}

// openBeside reads what a glTF content refers to, from the archive.
func (c *checker) openBeside(name string) func(string) (gltf.Resource, error) {
	return func(uri string) (gltf.Resource, error) {
		target := path.Join(path.Dir(name), uri)
		e, ok := c.a.Lookup(target)
		if !ok || e.Size > c.budget {
			return gltf.Resource{}, fmt.Errorf("no file %q", target)
		}
		c.budget -= e.Size
		c.seen[target] = true
		b, err := c.a.ReadFile(e, e.Size)
		return gltf.Resource{ReaderAt: bytes.NewReader(b), Size: int64(len(b))}, err
	}
}

func (c *checker) glb(name string, data []byte) error {
	r, err := gltf.CheckGLB(name, bytes.NewReader(data), int64(len(data)), gltf.Options{Limits: c.opt.GLTF})
	if err != nil {
		return err
	}
	first := func() string {
		for _, m := range r.Issues.Messages {
			if m.Severity == 0 {
				return m.Code + ": " + m.Message
			}
		}
		return ""
	}
	c.carry(name, r.Issues.NumErrors, first)
	return nil
}

func (c *checker) carry(name string, errors int, first func() string) {
	if errors > 0 {
		c.err(name, "CONTENT_VALIDATION_ERROR", "The content has %d errors, the first: %s", errors, first())
	}
}

// legacy checks the header of a 1.0 format and the GLB inside (OGC 18-053r2 §8).
func (c *checker) legacy(name, kind string, b []byte, size int64, whole bool) error {
	headerLen := map[string]int{"b3dm": 28, "i3dm": 32, "pnts": 28, "cmpt": 16}[kind]
	if len(b) < headerLen {
		c.err(name, "BINARY_INVALID_LENGTH", "The %s ends inside its header.", kind)
		return nil
	}
	u := func(at int) int64 { return int64(binary.LittleEndian.Uint32(b[at:])) }
	if v := u(4); v != 1 {
		c.err(name, "BINARY_INVALID_VALUE", "The %s has version %d, not 1.", kind, v)
		return nil
	}
	if u(8) > size || u(8) < int64(headerLen) {
		c.err(name, "BINARY_INVALID_LENGTH", "The %s says it has %d bytes, it has %d.", kind, u(8), size)
		return nil
	}
	if !whole || kind == "pnts" {
		return nil
	}
	if kind == "cmpt" {
		return c.composite(name, b[:u(8)], u(12))
	}
	start := int64(headerLen) + u(12) + u(16) + u(20) + u(24)
	if start > u(8) {
		c.err(name, "BINARY_INVALID_LENGTH", "The tables of the %s are longer than it.", kind)
		return nil
	}
	if kind == "i3dm" && u(28) == 0 {
		return nil // the model lies outside, by URI
	}
	inner := b[start:u(8)]
	if !gltf.IsGLB(inner) {
		c.err(name, "CONTENT_VALIDATION_ERROR", "There is no GLB where the %s should hold one.", kind)
		return nil
	}
	return c.innerGLB(name, inner)
}

// innerGLB checks a GLB inside a 1.0 format, of which many in the field are glTF
// 1.0 or padded behind their end: those are warned of.
func (c *checker) innerGLB(name string, b []byte) error {
	if len(b) >= 12 {
		if n := binary.LittleEndian.Uint32(b[8:]); int64(n) <= int64(len(b)) && n >= 12 {
			b = b[:n]
		}
		if v := binary.LittleEndian.Uint32(b[4:]); v == 1 {
			c.warn(name, "CONTENT_VALIDATION_WARNING", "The content is glTF 1.0, which newer viewers do not show; export it as glTF 2.0.")
			return nil
		}
	}
	return c.glb(name, b)
}

func (c *checker) composite(name string, b []byte, tiles int64) error {
	pos := int64(16)
	for i := range tiles {
		if pos+12 > int64(len(b)) {
			c.err(name, "BINARY_INVALID_LENGTH", "The cmpt ends before its %d tiles do.", tiles)
			return nil
		}
		length := int64(binary.LittleEndian.Uint32(b[pos+8:]))
		if length < 12 || length > int64(len(b))-pos {
			c.err(name, "BINARY_INVALID_LENGTH", "Tile %d of the cmpt is longer than it.", i)
			return nil
		}
		inner := b[pos : pos+length]
		if kind := contentKind(inner); kind == "b3dm" || kind == "i3dm" || kind == "pnts" {
			if err := c.legacy(name, kind, inner, length, true); err != nil {
				return err
			}
		}
		pos += length
	}
	return nil
}

var templateVariable = regexp.MustCompile(`\{[^}]*\}`)

// implicitTiling checks the root of an implicit tileset (§7.9) and says whether
// its contents are templates.
func (c *checker) implicitTiling(file string, p pending) (bool, error) {
	it, ok := c.optional(p.at, p.tile, "implicitTiling", "object").(map[string]any)
	if !ok {
		ext, _ := p.tile["extensions"].(map[string]any)
		if it, ok = ext["3DTILES_implicit_tiling"].(map[string]any); !ok {
			return false, nil
		}
	}
	c.implicit = true
	at := p.at + "/implicitTiling"
	if _, ok := p.tile["children"]; ok {
		c.err(p.at, "TILE_IMPLICIT_ROOT_INVALID", "The root of an implicit tileset has no children.")
	}
	if s, ok := c.require(at, it, "subdivisionScheme", "string").(string); ok && s != "QUADTREE" && s != "OCTREE" {
		c.err(at+"/subdivisionScheme", "VALUE_NOT_IN_LIST", "subdivisionScheme is QUADTREE or OCTREE.")
	}
	for _, name := range []string{"subtreeLevels"} {
		if n, ok := c.require(at, it, name, "number").(float64); ok && n < 1 {
			c.err(at+"/"+name, "VALUE_NOT_IN_RANGE", "%s must be 1 or more.", name)
		}
	}
	subtrees, ok := c.require(at, it, "subtrees", "object").(map[string]any)
	if !ok {
		return true, nil
	}
	if uri, ok := c.require(at+"/subtrees", subtrees, "uri", "string").(string); ok {
		return true, c.subtrees(file, at+"/subtrees/uri", uri)
	}
	return true, nil
}

// template checks the variables of a template URI, and that the archive has a
// file of that form.
func (c *checker) template(file, at, uri string) error {
	c.checkVariables(at, uri)
	var failed error
	found := c.anyMatch(c.resolve(file, at, templateVariable.ReplaceAllString(uri, "0")), file, uri, func(name string, e Entry) {
		if failed == nil {
			failed = c.contentFile(name, e)
		}
	})
	if !found {
		c.err(at, "IO_ERROR", "The archive has no file of the form %q.", uri)
	}
	return failed
}

func (c *checker) checkVariables(at, uri string) {
	for _, v := range templateVariable.FindAllString(uri, -1) {
		switch v {
		case "{level}", "{x}", "{y}", "{z}":
		default:
			c.err(at, "TEMPLATE_URI_INVALID_VARIABLE_NAME", "%s is none of {level}, {x}, {y}, {z}.", v)
		}
	}
}

// anyMatch calls f for every file of a template's form and says if there is one.
func (c *checker) anyMatch(resolved, file, uri string, f func(name string, e Entry)) bool {
	if resolved == "" {
		return true // reported already
	}
	parts := templateVariable.Split(path.Join(path.Dir(file), uri), -1)
	for i, s := range parts {
		parts[i] = regexp.QuoteMeta(s)
	}
	form, err := regexp.Compile("^" + strings.Join(parts, `[0-9]+`) + "$")
	if err != nil {
		return false
	}
	found := false
	c.a.Entries(func(e Entry) bool {
		name := strings.TrimPrefix(e.Name, c.a.Root())
		if form.MatchString(name) {
			found, c.seen[name] = true, true
			f(name, e)
		}
		return true
	})
	return found
}

// subtrees checks that the root subtree is there and every subtree file is one.
func (c *checker) subtrees(file, at, uri string) error {
	c.checkVariables(at, uri)
	first := c.resolve(file, at, templateVariable.ReplaceAllString(uri, "0"))
	if first == "" {
		return nil
	}
	if _, ok := c.a.Lookup(first); !ok {
		c.err(at, "IO_ERROR", "The root subtree %q is not in the archive.", first)
		return nil
	}
	var failed error
	c.anyMatch(first, file, uri, func(name string, e Entry) {
		if failed != nil {
			return
		}
		head, err := c.head(e)
		if err != nil {
			failed = err
			return
		}
		if kind := contentKind(head); (len(head) < 24 || string(head[:4]) != "subt") && kind != "json" {
			c.err(name, "BINARY_INVALID_VALUE", "The file is no subtree.")
		}
	})
	return failed
}
