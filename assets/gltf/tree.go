package gltf

import (
	"encoding/json"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// object is a JSON object; all numbers in the tree are float64.
type object = map[string]any

// parse decodes the JSON text, whose root must be an object.
func (c *checker) parse(text []byte) (object, bool) {
	if len(text) >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf {
		c.err("", "INVALID_JSON", "The JSON text begins with a byte order mark, which glTF forbids.")
		return nil, false
	}
	if !utf8.Valid(text) {
		c.err("", "INVALID_JSON", "The JSON text is not UTF-8.")
		return nil, false
	}
	if tooDeep(text, c.opt.Limits.JSONDepth) {
		c.err("", "INVALID_JSON", "The JSON text is nested deeper than this server reads.")
		return nil, false
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		c.err("", "INVALID_JSON", "The JSON text cannot be parsed: "+err.Error()+".")
		return nil, false
	}
	root, ok := v.(object)
	if !ok {
		c.err("", "TYPE_MISMATCH", "The root of glTF JSON must be an object.")
	}
	return root, ok
}

// tooDeep counts brackets outside strings, so that depth is bounded before a
// recursive parser sees the text.
func tooDeep(text []byte, limit int) bool {
	depth, inString := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case inString && b == '\\':
			i++
		case b == '"':
			inString = !inString
		case inString:
		case b == '{' || b == '[':
			if depth++; depth > limit {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}

// join appends one token to a JSON pointer (RFC 6901).
func join(ptr, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return ptr + "/" + name
}

func at(ptr string, i int) string { return ptr + "/" + strconv.Itoa(i) }

func keys(m object) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// asInt is v as an integer of at most 2^53.
func asInt(v any) (int, bool) {
	f, ok := v.(float64)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int(f), true
}

// The getters answer the default where the property is absent or of another type;
// the schema walk has reported that.

func getInt(m object, name string, def int) int {
	if v, ok := asInt(m[name]); ok {
		return v
	}
	return def
}

// getIndex is -1 where there is no usable index.
func getIndex(m object, name string) int {
	if v := getInt(m, name, -1); v >= 0 {
		return v
	}
	return -1
}

func getNum(m object, name string, def float64) float64 {
	if v, ok := m[name].(float64); ok {
		return v
	}
	return def
}

func getStr(m object, name string) string { s, _ := m[name].(string); return s }

func getObj(m object, name string) object { o, _ := m[name].(object); return o }

func getArr(m object, name string) []any { a, _ := m[name].([]any); return a }

func has(m object, name string) bool { _, ok := m[name]; return ok }

func getNums(m object, name string) []float64 {
	a := getArr(m, name)
	if a == nil {
		return nil
	}
	out := make([]float64, len(a))
	for i, v := range a {
		f, ok := v.(float64)
		if !ok {
			return nil
		}
		out[i] = f
	}
	return out
}
