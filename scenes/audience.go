package scenes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/twinstage/twinstage/internal/access"
)

// seenBy is the document as a sees it: without the indicators of wider
// audiences, the rules that only those use, the overlays that hold nothing
// else, and the tours, hotspots, screens and x-… members that name one of
// them. Anchors and layers stay: places are no secret.
func (d *Document) seenBy(a access.Audience) (*Document, error) {
	h := hiding{keys: map[string]bool{}, rules: map[string]bool{}}
	for _, n := range d.Indicators {
		if n.Seers() > a {
			h.keys[n.Key], h.rules[n.Rule] = true, true
		}
	}
	if len(h.keys) == 0 {
		return d, nil
	}
	for _, n := range d.Indicators {
		if !h.keys[n.Key] {
			delete(h.rules, n.Rule)
		}
	}
	raw, err := h.document(d.raw)
	if err != nil {
		return nil, fmt.Errorf("reduce document: %w", err)
	}
	return readStored(raw)
}

// hiding holds what is to be left out.
type hiding struct{ keys, rules map[string]bool }

// member is one member of a JSON object, in the author's order.
type member struct {
	name  string
	value json.RawMessage
}

func (h hiding) document(raw []byte) ([]byte, error) {
	members, err := readMembers(raw)
	if err != nil {
		return nil, err
	}
	kept := members[:0]
	for _, m := range members {
		if strings.HasPrefix(m.name, "x-") {
			if h.named(m.value) {
				continue
			}
		} else if keep := h.keeper(m.name); keep != nil {
			if m.value, err = filterList(m.value, keep); err != nil {
				return nil, err
			}
		}
		kept = append(kept, m)
	}
	return writeMembers(kept), nil
}

// keeper is the function that keeps, changes or drops (nil) an element of a
// top-level list; nil where all stay.
func (h hiding) keeper(list string) func(json.RawMessage) (json.RawMessage, error) {
	switch list {
	case "indicators":
		return func(e json.RawMessage) (json.RawMessage, error) { return dropIf(e, h.keys, "key") }
	case "rules":
		return func(e json.RawMessage) (json.RawMessage, error) { return dropIf(e, h.rules, "id") }
	case "overlays":
		return h.overlay
	case "tours", "hotspots", "screens":
		return func(e json.RawMessage) (json.RawMessage, error) {
			if h.named(e) {
				return nil, nil
			}
			return e, nil
		}
	}
	return nil
}

func dropIf(e json.RawMessage, hidden map[string]bool, name string) (json.RawMessage, error) {
	members, err := readMembers(e)
	for _, m := range members {
		var id string
		if m.name == name && json.Unmarshal(m.value, &id) == nil && hidden[id] {
			return nil, nil
		}
	}
	return e, err
}

func (h hiding) overlay(e json.RawMessage) (json.RawMessage, error) {
	members, err := readMembers(e)
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		if m.name != "indicators" {
			continue
		}
		var keys []string
		if err := json.Unmarshal(m.value, &keys); err != nil {
			return nil, err
		}
		kept := make([]string, 0, len(keys))
		for _, k := range keys {
			if !h.keys[k] {
				kept = append(kept, k)
			}
		}
		if len(kept) == len(keys) {
			return e, nil
		}
		if len(kept) == 0 {
			return nil, nil
		}
		members[i].value, _ = json.Marshal(kept)
	}
	return writeMembers(members), nil
}

// named says whether a hidden indicator's key stands anywhere in v.
func (h hiding) named(v json.RawMessage) bool {
	var tree any
	if json.Unmarshal(v, &tree) != nil {
		return true
	}
	return h.within(tree)
}

func (h hiding) within(v any) bool {
	switch v := v.(type) {
	case string:
		return h.keys[v]
	case []any:
		for _, inner := range v {
			if h.within(inner) {
				return true
			}
		}
	case map[string]any:
		for name, inner := range v {
			if h.keys[name] || h.within(inner) {
				return true
			}
		}
	}
	return false
}

func filterList(list json.RawMessage, keep func(json.RawMessage) (json.RawMessage, error)) (json.RawMessage, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(list, &elements); err != nil {
		return nil, err
	}
	kept := make([][]byte, 0, len(elements))
	for _, e := range elements {
		e, err := keep(e)
		if err != nil {
			return nil, err
		}
		if e != nil {
			kept = append(kept, e)
		}
	}
	return append(append([]byte{'['}, bytes.Join(kept, []byte{','})...), ']'), nil
}

// readMembers reads an object's members in order; json's map would lose it.
func readMembers(raw []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out []member
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := member{}
		m.name, _ = tok.(string)
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func writeMembers(members []member) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(m.name)
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}
