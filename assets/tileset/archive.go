package tileset

import (
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"sort"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Entry is one file of an archive, as its directory describes it.
type Entry struct {
	Name   string // clean, relative, forward slashes
	Method int    // Stored, Deflate or Zstd
	Size   int64  // inflated
	Stored int64  // in the archive
	CRC32  uint32 // of the inflated bytes, as declared

	header int64 // offset of its local header
	flags  int
}

// Archive is an opened zip. It is immutable and safe for concurrent use.
type Archive struct {
	r       io.ReaderAt
	size    int64
	limits  Limits
	entries []Entry
	byName  map[string]int
	root    string // folder of tileset.json with a slash at its end, or ""
	found   bool   // tileset.json was found
}

// IsZip says whether head begins like a zip with at least one file.
func IsZip(head []byte) bool { return len(head) >= 4 && u32(head) == sigLocal }

// Open reads the directory of an archive of size bytes and checks it whole:
// paths, sizes, methods, and that no two files share bytes. The error is a
// *Refusal where the archive is at fault.
func Open(r io.ReaderAt, size int64, l Limits) (*Archive, error) {
	d, err := findDirectory(r, size)
	if err != nil {
		return nil, err
	}
	if d.entries > int64(l.Entries) {
		return nil, refuse(TooManyEntries, "", "The archive has %d files, more than %d.", d.entries, l.Entries)
	}
	if d.size > l.DirectoryBytes {
		return nil, refuse(TooLarge, "", "The archive's directory is larger than %d bytes.", l.DirectoryBytes)
	}
	dir := make([]byte, d.size)
	if err := readFull(r, dir, d.offset); err != nil {
		return nil, err
	}
	a := &Archive{r: r, size: size, limits: l, byName: map[string]int{}}
	if err := a.parseEntries(dir, d.entries, d.offset); err != nil {
		return nil, err
	}
	if err := a.checkOverlap(d.offset); err != nil {
		return nil, err
	}
	a.findRoot()
	return a, nil
}

// checkOverlap: the files' spans, from local header to last byte, are disjoint.
// The exact length of a local header is checked when a file is located.
func (a *Archive) checkOverlap(end int64) error {
	order := make([]int, len(a.entries))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return a.entries[order[i]].header < a.entries[order[j]].header })
	for k, i := range order {
		limit := end
		if k+1 < len(order) {
			limit = a.entries[order[k+1]].header
		}
		e := &a.entries[i]
		if e.header+lenLocal+int64(len(e.Name))+e.Stored > limit {
			return refuse(Overlap, e.Name, "The file %q shares bytes with another.", e.Name)
		}
	}
	return nil
}

// findRoot looks for tileset.json at the top or in a single top folder.
func (a *Archive) findRoot() {
	if _, ok := a.byName["tileset.json"]; ok {
		a.found = true
		return
	}
	top := ""
	for _, e := range a.entries {
		if e.Name == indexFile || strings.HasPrefix(e.Name, "__MACOSX/") {
			continue
		}
		folder, _, nested := strings.Cut(e.Name, "/")
		if !nested || top != "" && top != folder {
			return
		}
		top = folder
	}
	if _, ok := a.byName[top+"/tileset.json"]; ok && top != "" {
		a.root, a.found = top+"/", true
	}
}

// indexFile is the 3tz index; it is neither read nor served.
const indexFile = "@3dtilesIndex1@"

// HasTileset says whether tileset.json is where it should be.
func (a *Archive) HasTileset() bool { return a.found }

// Root is the folder of tileset.json, with a slash at its end, or "". Paths of
// Lookup are relative to it.
func (a *Archive) Root() string { return a.root }

// Len is the number of files.
func (a *Archive) Len() int { return len(a.entries) }

// Entries calls f for every file in the directory's order.
func (a *Archive) Entries(f func(Entry) bool) {
	for _, e := range a.entries {
		if !f(e) {
			return
		}
	}
}

// Lookup finds a file by its path relative to Root.
func (a *Archive) Lookup(name string) (Entry, bool) {
	if name == indexFile || path.Clean(name) != name {
		return Entry{}, false
	}
	i, ok := a.byName[a.root+name]
	if !ok {
		return Entry{}, false
	}
	return a.entries[i], true
}

// Section is the bytes of a file as they lie in the archive, after its local
// header has been compared with the directory.
func (a *Archive) Section(e Entry) (*io.SectionReader, error) {
	h := make([]byte, lenLocal)
	if err := readFull(a.r, h, e.header); err != nil {
		return nil, err
	}
	nameLen, extraLen := u16(h[26:]), u16(h[28:])
	if u32(h) != sigLocal || int(u16(h[8:])) != e.Method || nameLen != int64(len(e.Name)) || u16(h[6:])&1 != 0 {
		return nil, refuse(HeaderMismatch, e.Name, "The header of %q disagrees with the archive's directory.", e.Name)
	}
	name := make([]byte, nameLen)
	if err := readFull(a.r, name, e.header+lenLocal); err != nil {
		return nil, err
	}
	if string(name) != e.Name {
		return nil, refuse(HeaderMismatch, e.Name, "The header of %q has another path.", e.Name)
	}
	start := e.header + lenLocal + nameLen + extraLen
	if start > a.size || e.Stored > a.size-start {
		return nil, refuse(Truncated, e.Name, "The file %q is cut off.", e.Name)
	}
	return io.NewSectionReader(a.r, start, e.Stored), nil
}

// Reader inflates a file. Reading more than the declared size, less, or another
// checksum is a Refusal at the end of the bytes.
func (a *Archive) Reader(e Entry) (io.ReadCloser, error) {
	sec, err := a.Section(e)
	if err != nil {
		return nil, err
	}
	var src io.ReadCloser
	switch e.Method {
	case Deflate:
		src = flate.NewReader(sec)
	case Zstd:
		z, err := zstd.NewReader(sec, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, refuse(Corrupt, e.Name, "The file %q cannot be inflated.", e.Name)
		}
		src = z.IOReadCloser()
	default:
		src = io.NopCloser(sec)
	}
	return &checkedReader{src: src, entry: e, left: e.Size}, nil
}

// checkedReader stops at the declared size and compares the checksum there.
type checkedReader struct {
	src   io.ReadCloser
	entry Entry
	left  int64
	crc   uint32
	done  error
}

func (c *checkedReader) Read(p []byte) (int, error) {
	if c.done != nil {
		return 0, c.done
	}
	n, err := c.src.Read(p)
	if int64(n) > c.left {
		c.done = refuse(Corrupt, c.entry.Name, "The file %q is larger than declared.", c.entry.Name)
		return 0, c.done
	}
	c.left -= int64(n)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && c.left == 0 && c.crc == c.entry.CRC32:
		c.done = io.EOF
	default:
		c.done = refuse(Corrupt, c.entry.Name, "The file %q does not inflate to what is declared.", c.entry.Name)
	}
	return n, c.done
}

func (c *checkedReader) Close() error { return c.src.Close() }

// ReadFile inflates a whole file of at most limit bytes.
func (a *Archive) ReadFile(e Entry, limit int64) ([]byte, error) {
	if e.Size > limit {
		return nil, refuse(TooLarge, e.Name, "The file %q is larger than %d bytes.", e.Name, limit)
	}
	r, err := a.Reader(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, e.Size)
	if _, err := io.ReadFull(r, b); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = refuse(Corrupt, e.Name, "The file %q is shorter than declared.", e.Name)
		}
		return nil, err
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		if err == nil {
			err = refuse(Corrupt, e.Name, "The file %q is larger than declared.", e.Name)
		}
		return nil, err
	}
	return b, nil
}
