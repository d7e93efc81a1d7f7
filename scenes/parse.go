package scenes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/twinstage/twinstage/internal/fault"
)

// Bounds of a document, checked before and while it is read.
const (
	MaxDocumentBytes = 8 << 20
	maxDepth         = 32
	maxNodes         = 400_000 // values and member names together
)

// ParseDocument reads a document of a stranger strictly. Its faults:
// document_too_large (413), document_malformed (400: not JSON, not UTF-8, a
// member given twice) and document_invalid (422), which lists Problems as
// "problems". Members the schema does not know are refused at the top level,
// unless they are named "x-…", and kept further down. Top-level lists that are
// missing are added, empty, so that readers find all of them.
func ParseDocument(data []byte) (*Document, error) {
	if len(data) > MaxDocumentBytes {
		return nil, fault.New(fault.TooLarge, "document_too_large", "A document may have %d bytes; this one has %d. Put large data into assets.", MaxDocumentBytes, len(data))
	}
	tree, err := readTree(data)
	if err != nil {
		return nil, err
	}
	if err := checkSchema(tree); err != nil {
		return nil, err
	}
	doc, err := readStored(complete(data, tree))
	if err != nil {
		return nil, unreadable(err)
	}
	if err := checkDocument(doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// readStored reads a document that passed ParseDocument before.
func readStored(raw []byte) (*Document, error) {
	doc := &Document{raw: raw}
	if err := json.Unmarshal(raw, doc); err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	return doc, nil
}

// unreadable explains what the schema lets pass and Go's numbers do not, such
// as the version 1.0.
func unreadable(err error) error {
	var p problems
	var e *json.UnmarshalTypeError
	if errors.As(err, &e) {
		p.add("", "number_form", "Write whole numbers without a fraction or exponent (%s, near byte %d).", e.Field, e.Offset)
	} else {
		p.add("", "unreadable", "This document cannot be read.")
	}
	return p.fault("document_invalid", "document")
}

// completed are the top-level members that every stored document has.
var completed = [...]struct{ name, empty string }{
	{"environment", "{}"}, {"layers", "[]"}, {"anchors", "[]"}, {"rules", "[]"}, {"indicators", "[]"},
	{"overlays", "[]"}, {"viewpoints", "[]"}, {"tours", "[]"}, {"hotspots", "[]"}, {"screens", "[]"},
}

// complete takes the insignificant white space from data and adds the
// top-level members that its tree lacks. The schema has made sure of an object
// that is not empty.
func complete(data []byte, tree any) []byte {
	var b bytes.Buffer
	_ = json.Compact(&b, data) // readTree has read it
	has, _ := tree.(map[string]any)
	b.Truncate(b.Len() - 1)
	for _, m := range completed {
		if _, ok := has[m.name]; !ok {
			b.WriteString(`,"` + m.name + `":` + m.empty)
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// treeReader builds the plain values the schema is checked on. It refuses what
// encoding/json lets pass: members given twice, broken UTF-8, numbers that
// overflow; and it stops at its bounds.
type treeReader struct {
	dec   *json.Decoder
	nodes int
	path  []any
}

func readTree(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, malformed(0, "it is not UTF-8")
	}
	r := &treeReader{dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	v, err := r.next()
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed(r.dec.InputOffset(), "something follows after its end")
	}
	return v, nil
}

func malformed(offset int64, why string) error {
	return fault.New(fault.Malformed, "document_malformed", "The document is not well-formed JSON: %s (near byte %d). Mend it and send it again.", why, offset).
		With("offset", offset)
}

func (r *treeReader) next() (any, error) {
	tok, err := r.token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case json.Number:
		return r.number(t)
	case json.Delim:
		if len(r.path) >= maxDepth {
			return nil, r.beyond("too_deep", "Nest objects and lists at most %d deep.", maxDepth)
		}
		if t == '{' {
			return r.object()
		}
		return r.list()
	}
	return tok, nil
}

func (r *treeReader) token() (json.Token, error) {
	if r.nodes++; r.nodes > maxNodes {
		return nil, r.beyond("too_many", "A document may hold %d values; put large data into assets.", maxNodes)
	}
	tok, err := r.dec.Token()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, malformed(syntax.Offset, syntax.Error())
	case err != nil:
		return nil, malformed(r.dec.InputOffset(), "it ends early")
	}
	return tok, nil
}

func (r *treeReader) number(n json.Number) (any, error) {
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil {
		return nil, r.beyond("number_range", "This number is beyond what a 64-bit float can hold.")
	}
	return f, nil
}

func (r *treeReader) object() (any, error) {
	out := map[string]any{}
	for r.dec.More() {
		tok, err := r.token()
		if err != nil {
			return nil, err
		}
		name, _ := tok.(string)
		if _, twice := out[name]; twice {
			return nil, malformed(r.dec.InputOffset(), fmt.Sprintf("member %.80q is given twice", name))
		}
		r.path = append(r.path, name)
		if out[name], err = r.next(); err != nil {
			return nil, err
		}
		r.path = r.path[:len(r.path)-1]
	}
	_, err := r.token()
	return out, err
}

func (r *treeReader) list() (any, error) {
	out := []any{}
	for r.dec.More() {
		r.path = append(r.path, len(out))
		v, err := r.next()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		r.path = r.path[:len(r.path)-1]
	}
	_, err := r.token()
	return out, err
}

func (r *treeReader) beyond(code, format string, args ...any) error {
	var p problems
	p.add(pointerTo(r.path...), code, format, args...)
	return p.fault("document_invalid", "document")
}
