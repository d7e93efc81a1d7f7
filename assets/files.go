package assets

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"time"

	"github.com/twinstage/twinstage/assets/tileset"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// FileRequest names one file of a version.
type FileRequest struct {
	Asset   string
	Version int
	Path    string // relative to the entry's folder; "" is the entry
	// Published says that a published scene shows this version; the roof knows.
	Published bool
	// Gzip says that the asker takes Content-Encoding: gzip; see AcceptsGzip.
	Gzip bool
}

// File is one open file of a version. Close it.
type File struct {
	Size      int64 // of Content
	MediaType string
	ETag      string // strong, quoted, different for each encoding
	ModTime   time.Time
	Encoding  string // "" or "gzip": how Content is encoded
	Content   io.ReadSeeker
	closers   []func() error
}

// Close releases the file.
func (f *File) Close() error {
	var err error
	for _, c := range f.closers {
		err = errors.Join(err, c())
	}
	return err
}

// OpenFile opens one file of a version: of a tileset from inside its archive,
// else the blob itself. A draft's file asks for the right to see drafts, a
// published one's for the right to see what is public.
// Faults: asset_not_found, file_not_found.
func (s *Service) OpenFile(ctx context.Context, p access.Permit, q FileRequest) (*File, error) {
	if err := requireFile(p, q.Published); err != nil {
		return nil, err
	}
	v, err := s.store.Version(ctx, q.Asset, q.Version)
	if err != nil {
		return nil, err
	}
	if v.Kind == Tileset {
		return s.openInside(ctx, v, q)
	}
	if q.Path != "" && q.Path != v.Entry {
		return nil, errFileNotFound()
	}
	b, err := s.blobs.Open(ctx, v.Blob)
	if err != nil {
		return nil, fmt.Errorf("open version %s/%d: %w", v.Asset, v.Number, err)
	}
	return &File{Size: b.Size(), MediaType: v.MediaType, ETag: `"` + v.SHA256[:32] + `"`, ModTime: v.CreatedAt,
		Content: io.NewSectionReader(b, 0, b.Size()), closers: []func() error{b.Close}}, nil
}

func requireFile(p access.Permit, published bool) error {
	if published {
		return p.Require(access.ReadPublic, access.Resource{})
	}
	return requireRead(p)
}

func errFileNotFound() *fault.Fault {
	return fault.New(fault.NotFound, "file_not_found", "The asset has no such file. Paths are those inside the archive, beside tileset.json.")
}

func (s *Service) openInside(ctx context.Context, v Version, q FileRequest) (*File, error) {
	name := q.Path
	if name == "" {
		name = v.Entry
	}
	a, release, err := s.indexes.get(ctx, v.Blob)
	if err != nil {
		return nil, fmt.Errorf("open archive %s/%d: %w", v.Asset, v.Number, err)
	}
	f, err := openEntry(a, name, v, q.Gzip)
	if err != nil {
		release()
		return nil, err
	}
	f.closers = append(f.closers, func() error { release(); return nil })
	return f, nil
}

func openEntry(a *tileset.Archive, name string, v Version, gzip bool) (*File, error) {
	e, ok := a.Lookup(name)
	if !ok {
		return nil, errFileNotFound()
	}
	f := &File{Size: e.Size, MediaType: mediaTypeOf(a, e), ETag: entryTag(v, name, e, ""), ModTime: v.CreatedAt}
	sec, err := a.Section(e)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	switch {
	case e.Method == tileset.Stored:
		f.Content = sec
	case e.Method == tileset.Deflate && gzip && e.Size < 1<<32:
		f.Encoding, f.ETag = "gzip", entryTag(v, name, e, "-gz")
		f.Content, f.Size = asGzip(sec, e)
	default:
		in := newInflater(func() (io.ReadCloser, error) { return a.Reader(e) }, e.Size)
		f.Content, f.closers = in, []func() error{in.Close}
	}
	return f, nil
}

// entryTag is made of the archive's hash and the entry's place in it: versions
// are immutable, so it names the bytes.
func entryTag(v Version, name string, e tileset.Entry, suffix string) string {
	return fmt.Sprintf(`"%s-%08x-%08x%s"`, v.SHA256[:16], crc32.ChecksumIEEE([]byte(name)), e.CRC32, suffix)
}

// asGzip puts a gzip header and trailer (RFC 1952) around deflated bytes as
// they lie in the archive, so that nothing is inflated to be served.
func asGzip(sec *io.SectionReader, e tileset.Entry) (io.ReadSeeker, int64) {
	head := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}
	tail := binary.LittleEndian.AppendUint32(nil, e.CRC32)
	tail = binary.LittleEndian.AppendUint32(tail, uint32(e.Size)) // #nosec G115 -- below 2^32, see openEntry
	j := joined{{bytes.NewReader(head), int64(len(head))}, {sec, sec.Size()}, {bytes.NewReader(tail), int64(len(tail))}}
	size := j.size()
	return io.NewSectionReader(j, 0, size), size
}

// joined reads several parts as one.
type joined []struct {
	io.ReaderAt
	n int64
}

func (j joined) size() (n int64) {
	for _, p := range j {
		n += p.n
	}
	return n
}

func (j joined) ReadAt(b []byte, off int64) (n int, err error) {
	for _, p := range j {
		if off >= p.n {
			off -= p.n
			continue
		}
		m, err := p.ReadAt(b[n:n+int(min(int64(len(b)-n), p.n-off))], off)
		if n += m; n == len(b) {
			return n, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		off = 0
	}
	return n, io.EOF
}

// inflater seeks in an inflated stream by starting again and skipping, with
// memory that does not depend on the file.
type inflater struct {
	open     func() (io.ReadCloser, error)
	r        io.ReadCloser
	at, want int64 // where r stands, where the next Read begins
	total    int64
}

func newInflater(open func() (io.ReadCloser, error), size int64) *inflater {
	return &inflater{open: open, total: size}
}

func (f *inflater) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.want
	case io.SeekEnd:
		offset += f.total
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	f.want = offset
	return offset, nil
}

func (f *inflater) Read(b []byte) (int, error) {
	if f.want >= f.total {
		return 0, io.EOF
	}
	if f.r == nil || f.want < f.at {
		if err := f.Close(); err != nil {
			return 0, err
		}
		r, err := f.open()
		if err != nil {
			return 0, err
		}
		f.r, f.at = r, 0
	}
	if f.at < f.want {
		n, err := io.CopyN(io.Discard, f.r, f.want-f.at)
		if f.at += n; err != nil {
			return 0, err
		}
	}
	n, err := f.r.Read(b)
	f.at += int64(n)
	f.want = f.at
	return n, err
}

// Close releases the stream; a later Read starts again.
func (f *inflater) Close() error {
	if f.r == nil {
		return nil
	}
	err := f.r.Close()
	f.r = nil
	return err
}

// mediaTypeOf tells a tileset's file by its first bytes where they are stored,
// else by its name: the check has seen the content.
func mediaTypeOf(a *tileset.Archive, e tileset.Entry) string {
	if e.Method == tileset.Stored {
		if sec, err := a.Section(e); err == nil {
			head := make([]byte, min(e.Size, 16))
			if n, _ := sec.ReadAt(head, 0); n == len(head) {
				if t := mediaTypeByMagic(head); t != "" {
					return t
				}
			}
		}
	}
	return mediaTypeByName(e.Name)
}

func mediaTypeByMagic(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("glTF")):
		return "model/gltf-binary"
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		return "image/png"
	case bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}):
		return "image/jpeg"
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

func mediaTypeByName(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".geojson":
		return "application/json"
	case ".glb":
		return "model/gltf-binary"
	case ".gltf":
		return "model/gltf+json"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".webp":
		return "image/webp"
	case ".ktx2":
		return "image/ktx2"
	}
	return "application/octet-stream" // never what a browser would run
}
