package scenes

import (
	"bytes"
	_ "embed" // document.schema.json
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed document.schema.json
var documentSchema []byte

// DocumentSchema is the JSON Schema (2020-12) of documents, served at
// /api/schemas/document.json.
func DocumentSchema() []byte { return bytes.Clone(documentSchema) }

// schemaBase only makes the schema's relative $id absolute; nothing is loaded.
const schemaBase = "file:///api/schemas/document.json"

// compiled is the schema and the member names it knows, by folded spelling.
type compiled struct {
	schema *jsonschema.Schema
	names  map[string]string
}

// theSchema compiles the embedded text once. It panics if that text is broken,
// which the tests rule out.
var theSchema = sync.OnceValue(func() compiled {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(documentSchema))
	if err != nil {
		panic(fmt.Errorf("document schema: %w", err))
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(schemaBase, doc); err != nil {
		panic(fmt.Errorf("document schema: %w", err))
	}
	names := map[string]string{}
	collectNames(doc, names)
	return compiled{c.MustCompile(schemaBase), names}
})

func collectNames(schema any, into map[string]string) {
	switch v := schema.(type) {
	case map[string]any:
		if props, ok := v["properties"].(map[string]any); ok {
			for name := range props {
				into[foldName(name)] = name
			}
		}
		for _, inner := range v {
			collectNames(inner, into)
		}
	case []any:
		for _, inner := range v {
			collectNames(inner, into)
		}
	}
}

// foldName maps spellings that encoding/json takes for the same member name to
// one spelling: the least rune of each folding orbit.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// checkSchema validates a document's tree.
func checkSchema(tree any) error {
	var p problems
	s := theSchema()
	s.checkSpelling(&p, tree, nil)
	var bad *jsonschema.ValidationError
	if err := s.schema.Validate(tree); errors.As(err, &bad) {
		found := leaves(bad, nil)
		slices.SortStableFunc(found, func(a, b Problem) int { // maps gave them in any order
			return strings.Compare(a.Pointer+"\x00"+a.Message, b.Pointer+"\x00"+b.Message)
		})
		for _, f := range found {
			p.add(f.Pointer, f.Code, "%s", f.Message)
		}
	} else if err != nil {
		return fmt.Errorf("validate document: %w", err)
	}
	return p.fault("document_invalid", "document")
}

// checkSpelling refuses members that differ from one we know by case alone:
// Go would read them, browsers would not.
func (c compiled) checkSpelling(p *problems, v any, path []any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if len(path) == 0 && freeForm(name) {
				continue
			}
			at := append(slices.Clip(path), name)
			if known, ok := c.names[foldName(name)]; ok && known != name {
				p.add(pointerTo(at...), "member_spelling", "Write this member as %q.", known)
			}
			c.checkSpelling(p, inner, at)
		}
	case []any:
		for i, inner := range v {
			c.checkSpelling(p, inner, append(slices.Clip(path), i))
		}
	}
}

// freeForm says whether a top-level member's inside is the author's own.
func freeForm(name string) bool {
	return strings.HasPrefix(name, "x-") || name == "tours" || name == "hotspots" || name == "screens"
}

// leaves flattens a validation error to what is wrong at the bottom.
func leaves(e *jsonschema.ValidationError, out []Problem) []Problem {
	for _, cause := range e.Causes {
		out = leaves(cause, out)
	}
	if len(e.Causes) > 0 {
		return out
	}
	at := make([]any, len(e.InstanceLocation))
	for i, t := range e.InstanceLocation {
		at[i] = t
	}
	if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		for _, name := range extra.Properties {
			out = append(out, Problem{pointerTo(append(slices.Clip(at), name)...), "unknown_member",
				"This member is not known here; remove it, or name it x-… to keep it as your own."})
		}
		return out
	}
	return append(out, Problem{pointerTo(at...), keyword(e), sentence(e)})
}

// keyword is the broken schema keyword in snake_case: max_items, pattern.
func keyword(e *jsonschema.ValidationError) string {
	path := e.ErrorKind.KeywordPath()
	if len(path) == 0 {
		return "invalid"
	}
	var b strings.Builder
	for _, r := range path[0] {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

const maxMessage = 240

// sentence is the validator's message, which may quote the value at any length.
func sentence(e *jsonschema.ValidationError) string {
	text := []rune("Does not fit the schema: " + e.BasicOutput().Error.String())
	if len(text) > maxMessage {
		text = append(text[:maxMessage], '…')
	}
	return string(text) + "."
}
