// Package tiles writes features in space as a 3D Tiles 1.1 tileset: an
// explicit quadtree of GLB contents in one .3tz archive.
package tiles

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"sort"
	"time"
)

// Archive writes a .3tz: a zip of stored entries whose last entry is an index
// of MD5 hashes of paths, so that a server finds any entry by one search.
type Archive struct {
	out   *counter
	zip   *zip.Writer
	index []indexEntry
}

type indexEntry struct {
	hash   [16]byte
	offset uint64 // of the entry's local file header
}

const indexName = "@3dtilesIndex1@"

// The one modification time of all entries: the same bytes every time.
var zipEpoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// NewArchive starts an archive on w.
func NewArchive(w io.Writer) *Archive {
	c := &counter{w: w}
	return &Archive{out: c, zip: zip.NewWriter(c)}
}

// Add stores one file. Paths have forward slashes and no leading one.
func (a *Archive) Add(path string, data []byte) error {
	if err := a.zip.Flush(); err != nil {
		return err
	}
	a.index = append(a.index, indexEntry{md5.Sum([]byte(path)), a.out.n})
	return a.store(path, data)
}

func (a *Archive) store(path string, data []byte) error {
	w, err := a.zip.CreateRaw(&zip.FileHeader{
		Name: path, Method: zip.Store, Modified: zipEpoch, CRC32: crc32.ChecksumIEEE(data),
		CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data)),
	})
	if err != nil {
		return fmt.Errorf("tiles: store %s: %w", path, err)
	}
	_, err = io.Copy(w, bytes.NewReader(data))
	return err
}

// Close writes the index and the zip's directory.
func (a *Archive) Close() error {
	key := func(e indexEntry) (uint64, uint64) {
		return binary.LittleEndian.Uint64(e.hash[:8]), binary.LittleEndian.Uint64(e.hash[8:])
	}
	sort.Slice(a.index, func(i, j int) bool { // the order 3tz readers search by
		al, ah := key(a.index[i])
		bl, bh := key(a.index[j])
		return al < bl || al == bl && ah < bh
	})
	var data []byte
	for _, e := range a.index {
		data = append(data, e.hash[:]...)
		data = binary.LittleEndian.AppendUint64(data, e.offset)
	}
	if err := a.store(indexName, data); err != nil {
		return err
	}
	return a.zip.Close()
}

type counter struct {
	w io.Writer
	n uint64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += uint64(n)
	return n, err
}
