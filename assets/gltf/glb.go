package gltf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/twinstage/twinstage/assets/report"
)

// Chunk types (specification §4.4.3).
const (
	chunkJSON = 0x4e4f534a
	chunkBIN  = 0x004e4942

	glbHeaderLen   = 12
	chunkHeaderLen = 8
)

// readGLB walks the container and returns the JSON chunk, nil if the container
// is too broken to have one.
func (c *checker) readGLB(r io.ReaderAt, size int64) ([]byte, error) {
	head := make([]byte, glbHeaderLen)
	n, err := readSome(r, head, 0)
	if err != nil {
		return nil, err
	}
	if n < 4 || !IsGLB(head) {
		c.byteErr(0, "GLB_INVALID_MAGIC", "The file does not begin with the GLB magic \"glTF\".")
		return nil, nil
	}
	if n < glbHeaderLen {
		c.byteErr(int64(n), "GLB_UNEXPECTED_END_OF_HEADER", "The file ends inside the GLB header.")
		return nil, nil
	}
	if v := binary.LittleEndian.Uint32(head[4:]); v != 2 {
		c.byteErr(4, "GLB_INVALID_VERSION", fmt.Sprintf("GLB container version %d is not 2.", v))
		if v == 1 {
			c.rep.Find("gltf_1_0", "This is glTF 1.0, which today's viewers do not show.",
				"请用新版导出工具重新导出 glTF 2.0 的 GLB，或用 gltf-pipeline 转换。", "Export it again as glTF 2.0 with a current tool, or convert it with gltf-pipeline.")
		}
		return nil, nil
	}
	length := int64(binary.LittleEndian.Uint32(head[8:]))
	if length <= glbHeaderLen {
		c.byteErr(8, "GLB_LENGTH_TOO_SMALL", fmt.Sprintf("The declared length %d leaves no room for a chunk.", length))
	}
	w := &chunkWalk{c: c, r: r, size: size, length: length}
	return w.run()
}

// chunkWalk goes through the chunks once.
type chunkWalk struct {
	c            *checker
	r            io.ReaderAt
	size, length int64
	json         []byte
	seen         map[uint32]bool
	broken       bool
}

func (w *chunkWalk) run() ([]byte, error) {
	w.seen = map[uint32]bool{}
	pos := int64(glbHeaderLen)
	for first := true; pos < w.size && pos < w.length; first = false {
		head := make([]byte, chunkHeaderLen)
		n, err := readSome(w.r, head, pos)
		if err != nil {
			return nil, err
		}
		if n < chunkHeaderLen {
			w.c.byteErr(w.size, "GLB_UNEXPECTED_END_OF_CHUNK_HEADER", "The file ends inside a chunk header.")
			return nil, nil
		}
		length, kind := int64(binary.LittleEndian.Uint32(head)), binary.LittleEndian.Uint32(head[4:])
		w.checkChunk(pos, length, kind, first)
		body := pos + chunkHeaderLen
		if body+length > w.size {
			w.c.byteErr(w.size, "GLB_UNEXPECTED_END_OF_CHUNK_DATA", "The file ends inside a chunk; it is truncated.")
			return nil, nil
		}
		if err := w.take(kind, pos, body, length); err != nil {
			return nil, err
		}
		pos = body + length
	}
	w.checkEnd(pos)
	if w.broken {
		return nil, nil
	}
	return w.json, nil
}

func (w *chunkWalk) checkChunk(pos, length int64, kind uint32, first bool) {
	if first && kind != chunkJSON {
		w.c.byteErr(pos, "GLB_UNEXPECTED_FIRST_CHUNK", fmt.Sprintf("The first chunk must be JSON, not 0x%08x.", kind))
		w.broken = true
	}
	if length%4 != 0 {
		w.c.byteErr(pos, "GLB_CHUNK_LENGTH_UNALIGNED", fmt.Sprintf("The length of chunk 0x%08x is not a multiple of 4.", kind))
	}
	if pos+chunkHeaderLen+length > w.length {
		w.c.byteErr(pos, "GLB_CHUNK_TOO_BIG", fmt.Sprintf("Chunk 0x%08x of %d bytes is larger than the declared file.", kind, length))
	}
	known := kind == chunkJSON || kind == chunkBIN
	switch {
	case known && w.seen[kind]:
		w.c.byteErr(pos, "GLB_DUPLICATE_CHUNK", fmt.Sprintf("A second chunk of type 0x%08x.", kind))
	case length == 0 && kind == chunkJSON:
		w.c.byteErr(pos, "GLB_EMPTY_CHUNK", "The JSON chunk is empty.")
		w.broken = true
	case length == 0 && kind == chunkBIN:
		w.c.rep.AtByte(pos, "GLB_EMPTY_BIN_CHUNK", report.Info, "The BIN chunk is empty; leave it out.")
	case !known:
		w.c.rep.AtByte(pos, "GLB_UNKNOWN_CHUNK_TYPE", report.Warning, fmt.Sprintf("Unknown chunk type 0x%08x.", kind))
	}
}

func (w *chunkWalk) take(kind uint32, pos, body, length int64) error {
	if w.seen[kind] {
		return nil
	}
	w.seen[kind] = true
	switch kind {
	case chunkBIN:
		if pos == glbHeaderLen {
			return nil
		}
		w.c.bin, w.c.hasB = Resource{io.NewSectionReader(w.r, body, length), length}, true
	case chunkJSON:
		if length > w.c.opt.Limits.JSONBytes {
			w.c.err("", "INVALID_JSON", "The JSON chunk is larger than this server reads.")
			w.broken = true
			return nil
		}
		w.json = make([]byte, length)
		_, err := io.ReadFull(io.NewSectionReader(w.r, body, length), w.json)
		return err
	}
	return nil
}

func (w *chunkWalk) checkEnd(pos int64) {
	switch {
	case w.length > glbHeaderLen && w.length > w.size:
		w.c.byteErr(w.size, "GLB_LENGTH_MISMATCH", fmt.Sprintf("The header says %d bytes, the file has %d.", w.length, w.size))
	case w.length > glbHeaderLen && w.size > w.length:
		w.c.rep.AtByte(w.length, "GLB_EXTRA_DATA", report.Warning, "There are bytes behind the end of the GLB.")
	case pos == glbHeaderLen && w.length > glbHeaderLen:
		w.c.byteErr(pos, "GLB_UNEXPECTED_END_OF_CHUNK_HEADER", "The file has no chunk.")
	}
}

func (c *checker) byteErr(offset int64, code, message string) {
	c.rep.AtByte(offset, code, report.Error, message)
}

// readSome fills as much of b as there is at off.
func readSome(r io.ReaderAt, b []byte, off int64) (int, error) {
	n, err := r.ReadAt(b, off)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}
