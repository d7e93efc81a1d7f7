package assets

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/tileset"
)

// Sniffed is what bytes are, told by their content alone.
type Sniffed struct {
	Type      string // of the report: "glb", "gltf", "tileset", "image", or a refused format's name
	Kind      Kind   // "" if refused
	MediaType string
	Refusal   *refusal // why it is not taken, nil if it is
}

// refusal is a format that is recognised and not taken.
type refusal struct {
	Type    string // "fbx"
	Message string
	ZH, EN  string // how to export what is taken
}

const sniffLen = 4096

// Sniff tells what size bytes are. The error is of reading r.
func Sniff(r io.ReaderAt, size int64, l Limits) (Sniffed, error) {
	head := make([]byte, min(size, sniffLen))
	if n, err := r.ReadAt(head, 0); err != nil && (!errors.Is(err, io.EOF) || n != len(head)) {
		return Sniffed{}, err
	}
	switch {
	case gltf.IsGLB(head):
		return Sniffed{Type: gltf.TypeGLB, Kind: Model, MediaType: "model/gltf-binary"}, nil
	case tileset.IsZip(head):
		return sniffZip(r, size, l)
	}
	if info, err := gltf.ReadImage(r, size); info.MediaType != "" && info.MediaType != "image/ktx2" {
		return Sniffed{Type: "image", Kind: Image, MediaType: info.MediaType}, nil
	} else if err != nil && !isImageError(err) {
		return Sniffed{}, err
	}
	if s, ok := sniffJSON(head); ok {
		return s, nil
	}
	return refused(sniffForeign(head)), nil
}

func isImageError(err error) bool {
	return errors.Is(err, gltf.ErrImageUnknown) || errors.Is(err, gltf.ErrImageShort) || errors.Is(err, gltf.ErrImageInvalid)
}

func refused(r *refusal) Sniffed {
	return Sniffed{Type: r.Type, MediaType: "application/octet-stream", Refusal: r}
}

// sniffZip: a zip that cannot be opened is called a tileset, so that the check
// says what is wrong with the archive.
func sniffZip(r io.ReaderAt, size int64, l Limits) (Sniffed, error) {
	s := Sniffed{Type: tileset.TypeTileset, Kind: Tileset, MediaType: "application/zip"}
	a, err := tileset.Open(r, size, l.Archive)
	var bad *tileset.Refusal
	switch {
	case errors.As(err, &bad):
		return s, nil
	case err != nil:
		return s, err
	case a.HasTileset():
		return s, nil
	}
	return refused(sniffArchive(a)), nil
}

// sniffArchive names a zip by what it holds.
func sniffArchive(a *tileset.Archive) *refusal {
	found := &plainZip
	a.Entries(func(e tileset.Entry) bool {
		switch name := strings.ToLower(e.Name); {
		case strings.HasSuffix(name, ".gltf") || strings.HasSuffix(name, ".glb"):
			found = &zippedGLTF
		case strings.HasSuffix(name, ".obj"):
			found = &zippedOBJ
		case strings.HasSuffix(name, ".shp"):
			found = &shapefile
		default:
			return true
		}
		return false
	})
	return found
}

// sniffJSON looks for the words by which JSON formats are known near the top.
func sniffJSON(head []byte) (Sniffed, bool) {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return Sniffed{}, false
	}
	holds := func(words ...string) bool {
		for _, w := range words {
			if !bytes.Contains(text, []byte(`"`+w+`"`)) {
				return false
			}
		}
		return true
	}
	switch {
	case holds("CityJSON"), holds("CityJSONFeature"):
		return refused(&cityJSON), true
	case holds("geometricError"):
		return refused(&bareTileset), true
	case holds("FeatureCollection"), holds("type", "Feature"):
		return refused(&geoJSON), true
	case text[0] == '{' && (holds("asset") || holds("scenes") || holds("meshes") || holds("bufferViews") || holds("nodes") || holds("extensionsUsed")):
		return Sniffed{Type: gltf.TypeGLTF, Kind: Model, MediaType: "model/gltf+json"}, true
	}
	return refused(&otherJSON), true
}
