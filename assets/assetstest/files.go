package assetstest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
)

// Triangle is a valid GLB of one triangle of the given size in metres.
func Triangle(size float32) []byte {
	var bin bytes.Buffer
	for _, f := range []float32{0, 0, 0, size, 0, 0, 0, size, 0} {
		_ = binary.Write(&bin, binary.LittleEndian, f) // to memory
	}
	return GLB(map[string]any{
		"asset": map[string]any{"version": "2.0"}, "scene": 0,
		"scenes": []any{map[string]any{"nodes": []int{0}}},
		"nodes":  []any{map[string]any{"mesh": 0}},
		"meshes": []any{map[string]any{"primitives": []any{map[string]any{"attributes": map[string]any{"POSITION": 0}}}}},
		"accessors": []any{map[string]any{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
			"min": []float32{0, 0, 0}, "max": []float32{size, size, 0}}},
		"bufferViews": []any{map[string]any{"buffer": 0, "byteLength": bin.Len(), "target": 34962}},
		"buffers":     []any{map[string]any{"byteLength": bin.Len()}},
	}, bin.Bytes())
}

// GLB puts JSON and a binary chunk into a container; bin nil leaves it out.
func GLB(doc any, bin []byte) []byte {
	text, err := json.Marshal(doc)
	if err != nil {
		panic(err) // a test's literal that is no JSON
	}
	for len(text)%4 != 0 {
		text = append(text, ' ')
	}
	for len(bin)%4 != 0 {
		bin = append(bin, 0)
	}
	le := binary.LittleEndian
	out := append([]byte("glTF"), 2, 0, 0, 0, 0, 0, 0, 0)
	out = append(le.AppendUint32(out, uint32(len(text))), "JSON"...)
	out = append(out, text...)
	if bin != nil {
		out = append(le.AppendUint32(out, uint32(len(bin))), "BIN\x00"...)
		out = append(out, bin...)
	}
	le.PutUint32(out[8:], uint32(len(out)))
	return out
}

// ZipFile is one file of Zip.
type ZipFile struct {
	Name  string
	Data  []byte
	Store bool // do not compress
}

// Zip is an archive of the files in their order.
func Zip(files ...ZipFile) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
		if f.Store {
			h.Method = zip.Store
		}
		fw, err := w.CreateHeader(h)
		if err == nil {
			_, err = fw.Write(f.Data)
		}
		if err != nil {
			panic(err) // memory cannot fail
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TilesetJSON is a valid tileset with one content.
func TilesetJSON(content string) []byte {
	text, err := json.Marshal(map[string]any{
		"asset": map[string]any{"version": "1.1"}, "geometricError": 10,
		"root": map[string]any{"geometricError": 0, "refine": "ADD", "boundingVolume": map[string]any{"sphere": []int{0, 0, 0, 5}},
			"content": map[string]any{"uri": content}},
	})
	if err != nil {
		panic(err)
	}
	return text
}

// TilesetZip is a valid tileset of one tile below folder ("" or "name/").
func TilesetZip(folder string) []byte {
	return Zip(ZipFile{Name: folder + "tileset.json", Data: TilesetJSON("tiles/0.glb")},
		ZipFile{Name: folder + "tiles/0.glb", Data: Triangle(1), Store: true})
}
