package glb

import (
	"encoding/binary"
	"math"
)

// Column is one property of a table: exactly one of the slices is set.
type Column struct {
	Name     string
	Title    string
	Semantic string // "ID", "NAME" or none
	Strings  []string
	Floats   []float32
	Uint16s  []uint16
}

// Features gives every primitive of a mesh feature ids 0…count-1 (its
// _FEATURE_ID_0) and a property table of one row each
// (EXT_mesh_features, EXT_structural_metadata with an embedded schema).
func (b *Builder) Features(meshIndex int, class string, count int, columns []Column) {
	b.use("EXT_mesh_features", false)
	b.use("EXT_structural_metadata", false)
	ids := map[string]any{"featureIds": []any{map[string]any{
		"featureCount": count, "attribute": 0, "propertyTable": 0, "label": class,
	}}}
	for i := range b.doc.Meshes[meshIndex].Primitives {
		b.doc.Meshes[meshIndex].Primitives[i].Extensions = map[string]any{"EXT_mesh_features": ids}
	}
	schema, table := map[string]any{}, map[string]any{}
	for _, c := range columns {
		schema[c.Name], table[c.Name] = c.schema(), b.columnValues(c)
	}
	b.doc.Extensions = map[string]any{"EXT_structural_metadata": map[string]any{
		"schema": map[string]any{
			"id": "twinstage_demo", "version": "1.0.0",
			"classes": map[string]any{class: map[string]any{"properties": schema}},
		},
		"propertyTables": []any{map[string]any{"name": class, "class": class, "count": count, "properties": table}},
	}}
}

func (c Column) schema() map[string]any {
	out := map[string]any{"required": true}
	if c.Title != "" {
		out["name"] = c.Title
	}
	if c.Semantic != "" {
		out["semantic"] = c.Semantic
	}
	switch {
	case c.Strings != nil:
		out["type"] = "STRING"
	case c.Floats != nil:
		out["type"], out["componentType"] = "SCALAR", "FLOAT32"
	default:
		out["type"], out["componentType"] = "SCALAR", "UINT16"
	}
	return out
}

func (b *Builder) columnValues(c Column) map[string]any {
	var data []byte
	switch {
	case c.Strings != nil:
		return b.stringValues(c.Strings)
	case c.Floats != nil:
		for _, f := range c.Floats {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(f))
		}
	default:
		for _, v := range c.Uint16s {
			data = binary.LittleEndian.AppendUint16(data, v)
		}
	}
	return map[string]any{"values": b.view(data, 0, 0)}
}

func (b *Builder) stringValues(values []string) map[string]any {
	var data, offsets []byte
	for _, s := range values {
		offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(data)))
		data = append(data, s...)
	}
	offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(data)))
	return map[string]any{"values": b.view(data, 0, 0), "stringOffsets": b.view(offsets, 0, 0), "stringOffsetType": "UINT32"}
}
