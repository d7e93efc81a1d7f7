package tileset_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/report"
	"github.com/twinstage/twinstage/assets/tileset"
)

func check(t testing.TB, data []byte, change func(*tileset.Limits)) *report.Report {
	t.Helper()
	o := tileset.Options{Limits: tileset.DefaultLimits(), GLTF: gltf.DefaultLimits()}
	if change != nil {
		change(&o.Limits)
	}
	r, err := tileset.Check("t.zip", bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codes(r *report.Report) map[string]bool {
	out := map[string]bool{}
	for _, m := range r.Issues.Messages {
		out[m.Code] = true
	}
	return out
}

// withTileset packs a changed tileset.json with one valid tile.
func withTileset(t *testing.T, change func(root, tile map[string]any)) []byte {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(assetstest.TilesetJSON("0.glb"), &root); err != nil {
		t.Fatal(err)
	}
	change(root, root["root"].(map[string]any))
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return assetstest.Zip(assetstest.ZipFile{Name: "tileset.json", Data: text}, assetstest.ZipFile{Name: "0.glb", Data: assetstest.Triangle(1)})
}

func TestTilesetRules(t *testing.T) {
	content := func(uri string) func(_, tile map[string]any) {
		return func(_, tile map[string]any) { tile["content"] = map[string]any{"uri": uri} }
	}
	volume := func(v map[string]any) func(_, tile map[string]any) {
		return func(_, tile map[string]any) { tile["boundingVolume"] = v }
	}
	for name, c := range map[string]struct {
		change func(root, tile map[string]any)
		code   string // "" is accepted without an issue
	}{
		"valid":                   {func(_, _ map[string]any) {}, ""},
		"no asset":                {func(root, _ map[string]any) { delete(root, "asset") }, "PROPERTY_MISSING"},
		"no root":                 {func(root, _ map[string]any) { delete(root, "root") }, "PROPERTY_MISSING"},
		"version of another time": {func(root, _ map[string]any) { root["asset"] = map[string]any{"version": "9"} }, "ASSET_VERSION_UNKNOWN"},
		"error is text":           {func(root, _ map[string]any) { root["geometricError"] = "5" }, "TYPE_MISMATCH"},
		"negative error":          {func(_, tile map[string]any) { tile["geometricError"] = -1 }, "VALUE_NOT_IN_RANGE"},
		"growing error": {func(_, tile map[string]any) {
			tile["children"] = []any{map[string]any{"geometricError": 9, "boundingVolume": tile["boundingVolume"]}}
		}, "TILE_GEOMETRIC_ERRORS_INCONSISTENT"},
		"no refine":          {func(_, tile map[string]any) { delete(tile, "refine") }, "TILE_REFINE_MISSING_IN_ROOT"},
		"refine in lower":    {func(_, tile map[string]any) { tile["refine"] = "add" }, "TILE_REFINE_WRONG_CASE"},
		"unknown refine":     {func(_, tile map[string]any) { tile["refine"] = "SWAP" }, "VALUE_NOT_IN_LIST"},
		"no volume":          {volume(map[string]any{}), "ANY_OF_ERROR"},
		"short box":          {volume(map[string]any{"box": []int{1, 2, 3}}), "ARRAY_LENGTH_MISMATCH"},
		"region upside down": {volume(map[string]any{"region": []float64{0, 1, 1, 0, 0, 1}}), "BOUNDING_VOLUME_INVALID"},
		"negative radius":    {volume(map[string]any{"sphere": []int{0, 0, 0, -1}}), "BOUNDING_VOLUME_INVALID"},
		"missing file":       {content("1.glb"), "IO_ERROR"},
		"absolute URL":       {content("https://example.org/0.glb"), "IO_ERROR"},
		"escaping URI":       {content("../0.glb"), "IO_ERROR"},
		"unknown extension":  {func(root, _ map[string]any) { root["extensionsRequired"] = []string{"X_y"} }, "EXTENSION_REQUIRED_BUT_NOT_USED"},
		"both contents":      {func(_, tile map[string]any) { tile["contents"] = []any{tile["content"]} }, "ONE_OF_ERROR"},
	} {
		t.Run(name, func(t *testing.T) {
			got := codes(check(t, withTileset(t, c.change), nil))
			if c.code == "" && len(got) > 0 || c.code != "" && !got[c.code] {
				t.Errorf("codes %v, want %q", got, c.code)
			}
		})
	}
}

func TestContentsAreChecked(t *testing.T) {
	glb := assetstest.Triangle(1)
	b3dm := binary.LittleEndian.AppendUint32(append([]byte("b3dm"), 1, 0, 0, 0), uint32(28+len(glb)))
	b3dm = append(append(b3dm, make([]byte, 16)...), glb...)
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"b3dm":           {b3dm, ""},
		"broken GLB":     {glb[:len(glb)-4], "CONTENT_VALIDATION_ERROR"},
		"short b3dm":     {b3dm[:40], "BINARY_INVALID_LENGTH"},
		"not any format": {[]byte("hello"), "CONTENT_VALIDATION_ERROR"},
		"broken JSON":    {[]byte("{"), "CONTENT_JSON_INVALID"},
	} {
		data := assetstest.Zip(assetstest.ZipFile{Name: "tileset.json", Data: assetstest.TilesetJSON("0")}, assetstest.ZipFile{Name: "0", Data: c.data})
		if got := codes(check(t, data, nil)); c.code == "" && len(got) > 0 || c.code != "" && !got[c.code] {
			t.Errorf("%s: codes %v, want %q", name, got, c.code)
		}
	}
}

func TestLimits(t *testing.T) {
	valid := assetstest.TilesetZip("")
	for name, c := range map[string]struct {
		change func(*tileset.Limits)
		code   string
	}{
		"entries":   {func(l *tileset.Limits) { l.Entries = 1 }, tileset.TooManyEntries},
		"directory": {func(l *tileset.Limits) { l.DirectoryBytes = 20 }, tileset.TooLarge},
		"entry":     {func(l *tileset.Limits) { l.EntryBytes = 100 }, tileset.TooLarge},
		"total":     {func(l *tileset.Limits) { l.TotalBytes = 400 }, tileset.TooLarge},
		"JSON":      {func(l *tileset.Limits) { l.JSONBytes = 10 }, tileset.TooLarge},
		"depth":     {func(l *tileset.Limits) { l.JSONDepth = 2 }, "CONTENT_JSON_INVALID"},
		"name":      {func(l *tileset.Limits) { l.NameBytes = 4 }, tileset.PathInvalid},
	} {
		if got := codes(check(t, valid, c.change)); !got[c.code] {
			t.Errorf("%s: codes %v, want %s", name, got, c.code)
		}
	}
}

// TestLyingArchives changes single fields of a valid archive.
func TestLyingArchives(t *testing.T) {
	valid := assetstest.TilesetZip("")
	central := bytes.Index(valid, []byte("PK\x01\x02"))
	second := central + 4 + bytes.Index(valid[central+4:], []byte("PK\x01\x02"))
	end := bytes.LastIndex(valid, []byte("PK\x05\x06"))
	put32 := func(at int, v uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at:], v) }
	}
	for name, c := range map[string]struct {
		change func([]byte)
		code   string
	}{
		"encrypted":                 {func(b []byte) { b[central+8] |= 1 }, tileset.Encrypted},
		"unknown method":            {func(b []byte) { b[central+10] = 14 }, tileset.Method},
		"symbolic link":             {func(b []byte) { b[central+5] = 3; b[central+41] = 0xa0 }, tileset.Symlink},
		"overlapping":               {put32(second+42, 0), tileset.Overlap},
		"offset beyond the end":     {put32(second+42, 1<<30), tileset.Truncated},
		"zip64 without its record":  {put32(central+24, 0xffffffff), tileset.HeaderMismatch},
		"directory beyond the end":  {put32(end+16, 1<<30), tileset.Truncated},
		"fewer entries than listed": {func(b []byte) { b[end+10] = 1 }, tileset.HeaderMismatch},
		"more entries than listed":  {func(b []byte) { b[end+10] = 3 }, tileset.Truncated},
		"smaller than it inflates":  {put32(central+24, 10), tileset.Corrupt},
		"other checksum":            {put32(central+16, 1), tileset.Corrupt},
		"other local name":          {func(b []byte) { b[30] = 'T' }, tileset.HeaderMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(valid)
			c.change(b)
			if got := codes(check(t, b, nil)); !got[c.code] {
				t.Errorf("codes %v, want %s", got, c.code)
			}
		})
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(assetstest.TilesetZip(""))
	f.Add(assetstest.TilesetZip("city/"))
	f.Add(assetstest.Zip(assetstest.ZipFile{Name: "../x", Data: []byte("x")}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := tileset.DefaultLimits()
		l.TotalBytes, l.EntryBytes = 1<<20, 1<<20
		a, err := tileset.Open(bytes.NewReader(data), int64(len(data)), l)
		if err != nil {
			return
		}
		a.Entries(func(e tileset.Entry) bool {
			b, err := a.ReadFile(e, 1<<20)
			if err == nil && int64(len(b)) != e.Size {
				t.Errorf("%q: %d bytes, declared %d", e.Name, len(b), e.Size)
			}
			return true
		})
		// What the standard library reads of an archive that we take, it reads alike.
		std, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, s := range std.File {
			if e, ok := a.Lookup(s.Name); ok && a.Root() == "" && e.Size != int64(s.UncompressedSize64) {
				t.Errorf("%q: %d bytes, the standard library says %d", s.Name, e.Size, s.UncompressedSize64)
			}
		}
	})
}

func FuzzTilesetJSON(f *testing.F) {
	f.Add(assetstest.TilesetJSON("0.glb"))
	f.Add([]byte(`{"asset":{"version":"1.1"},"geometricError":1,"root":{"implicitTiling":{"subdivisionScheme":"QUADTREE","subtreeLevels":2,"subtrees":{"uri":"s/{level}.{x}.{y}.subtree"}},"content":{"uri":"{x}.glb"},"children":[1]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		data := assetstest.Zip(assetstest.ZipFile{Name: "tileset.json", Data: text, Store: true}, assetstest.ZipFile{Name: "0.glb", Data: assetstest.Triangle(1), Store: true})
		r := check(t, data, nil)
		if (r.Issues.NumErrors > 0) != (r.Verdict == report.Refused) {
			t.Errorf("verdict %s with %d errors", r.Verdict, r.Issues.NumErrors)
		}
	})
}
