package city

import (
	"io"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/tiles"
)

// WriteCity writes the buildings as a tileset archive (.3tz). Features have
// the properties id, name, kind, height, year and quarter.
func (c *City) WriteCity(w io.Writer) error {
	s := tiles.Set{
		Name: "city", Class: "building", Origin: Origin(), Count: len(c.Buildings), Rough: .8,
		At:    func(i int) geo.V2 { return c.Buildings[i].At },
		Size:  func(i int) float64 { return c.Buildings[i].size() },
		Draw:  func(m *solid.Mesh, i int) { c.Buildings[i].draw(m) },
		Table: c.table,
	}
	return s.Write(w)
}

// size ranks buildings for the tiles: height, and bulk a little.
func (b *Building) size() float64 { return b.Height + .25*max(b.W, b.D) }

func (c *City) table(items []int) []glb.Column {
	cols := []glb.Column{
		{Name: "id", Title: "编号 ID", Semantic: "ID"}, {Name: "name", Title: "名称 Name", Semantic: "NAME"},
		{Name: "kind", Title: "用途 Use"}, {Name: "height", Title: "高度 Height (m)"},
		{Name: "year", Title: "年份 Year"}, {Name: "quarter", Title: "片区 Quarter"},
	}
	for _, i := range items {
		b := &c.Buildings[i]
		for k, s := range []string{b.ID, b.Name, b.Kind} {
			cols[k].Strings = append(cols[k].Strings, s)
		}
		cols[3].Floats = append(cols[3].Floats, float32(b.Height))
		cols[4].Uint16s = append(cols[4].Uint16s, b.Year)
		cols[5].Strings = append(cols[5].Strings, c.dist.list[b.Quarter].zh)
	}
	return cols
}
