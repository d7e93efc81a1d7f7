package tileset

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Signatures and sizes of APPNOTE.TXT §4.3.
const (
	sigLocal   = 0x04034b50
	sigCentral = 0x02014b50
	sigEnd     = 0x06054b50
	sigEnd64   = 0x06064b50
	sigLoc64   = 0x07064b50

	lenLocal   = 30
	lenCentral = 46
	lenEnd     = 22
	lenLoc64   = 20
	lenEnd64   = 56

	max16, max32 = 0xffff, 0xffffffff
)

// Compression methods that are read.
const (
	Stored  = 0
	Deflate = 8
	Zstd    = 93
)

// directory is where the central directory lies, as the end records say.
type directory struct {
	offset, size, entries int64
	end                   int64 // offset of the first end record
}

// findDirectory reads the end of the archive (§4.3.14 to §4.3.16).
func findDirectory(r io.ReaderAt, size int64) (directory, error) {
	n := min(size, lenEnd+max16)
	tail := make([]byte, n)
	if err := readFull(r, tail, size-n); err != nil {
		return directory{}, err
	}
	at := findEnd(tail)
	if at < 0 {
		return directory{}, refuse(Truncated, "", "The archive has no directory at its end; the file is cut off or no zip.")
	}
	e := tail[at:]
	end := size - n + int64(at)
	d := directory{entries: u16(e[10:]), size: u32(e[12:]), offset: u32(e[16:]), end: end}
	if u16(e[4:]) != 0 && u16(e[4:]) != max16 || u16(e[6:]) != 0 && u16(e[6:]) != max16 {
		return d, refuse(Multipart, "", "The archive is one part of several.")
	}
	if d.entries == max16 || d.size == max32 || d.offset == max32 {
		if err := d.zip64(r, end); err != nil {
			return d, err
		}
	}
	if d.offset < 0 || d.size < 0 || d.entries < 0 || d.offset > d.end || d.size > d.end-d.offset {
		return d, refuse(Truncated, "", "The archive's directory lies outside of the file.")
	}
	return d, nil
}

// findEnd searches backwards for an end record whose comment fits.
func findEnd(tail []byte) int {
	for i := len(tail) - lenEnd; i >= 0; i-- {
		if u32(tail[i:]) == sigEnd && i+lenEnd+int(u16(tail[i+20:])) == len(tail) {
			return i
		}
	}
	return -1
}

func (d *directory) zip64(r io.ReaderAt, end int64) error {
	loc := make([]byte, lenLoc64)
	if end < lenLoc64 {
		return refuse(Truncated, "", "The archive's zip64 records are missing.")
	}
	if err := readFull(r, loc, end-lenLoc64); err != nil {
		return err
	}
	if u32(loc) != sigLoc64 {
		return nil // the values happen to be the marker's
	}
	at := int64(binary.LittleEndian.Uint64(loc[8:]))
	if at < 0 || at > end-lenLoc64-lenEnd64 {
		return refuse(Truncated, "", "The archive's zip64 record lies outside of the file.")
	}
	rec := make([]byte, lenEnd64)
	if err := readFull(r, rec, at); err != nil {
		return err
	}
	if u32(rec) != sigEnd64 {
		return refuse(NotArchive, "", "The archive's zip64 record is not one.")
	}
	d.entries, d.size, d.offset, d.end = u64(rec[32:]), u64(rec[40:]), u64(rec[48:]), at
	return nil
}

// parseEntries goes through the central directory and checks every path, size and
// method against the limits. names holds what was seen.
func (a *Archive) parseEntries(dir []byte, want int64, end int64) error {
	var total int64
	for len(dir) > 0 {
		e, rest, err := parseEntry(dir, a.limits)
		if err != nil {
			return err
		}
		dir = rest
		if want--; want < 0 {
			return refuse(HeaderMismatch, "", "The archive's directory has more files than its end record says.")
		}
		if strings.HasSuffix(e.Name, "/") {
			if e.Size != 0 || e.Stored != 0 {
				return refuse(PathInvalid, e.Name, "A folder has content.")
			}
			continue
		}
		if err := e.check(a.limits, end); err != nil {
			return err
		}
		if total += e.Size; total > a.limits.TotalBytes {
			return refuse(TooLarge, "", "The archive's files are larger than %d bytes in all.", a.limits.TotalBytes)
		}
		if _, twice := a.byName[e.Name]; twice {
			return refuse(Duplicate, e.Name, "Two files have the path %q.", e.Name)
		}
		a.byName[e.Name] = len(a.entries)
		a.entries = append(a.entries, e)
	}
	if want != 0 {
		return refuse(Truncated, "", "The archive's directory has fewer files than its end record says.")
	}
	return nil
}

// parseEntry reads one record (§4.3.12).
func parseEntry(b []byte, l Limits) (Entry, []byte, error) {
	if len(b) < lenCentral || u32(b) != sigCentral {
		return Entry{}, nil, refuse(Truncated, "", "The archive's directory is cut off or damaged.")
	}
	nameLen, extraLen, commentLen := int(u16(b[28:])), int(u16(b[30:])), int(u16(b[32:]))
	if len(b) < lenCentral+nameLen+extraLen+commentLen {
		return Entry{}, nil, refuse(Truncated, "", "The archive's directory is cut off.")
	}
	e := Entry{
		Name: string(b[lenCentral : lenCentral+nameLen]), Method: int(u16(b[10:])), CRC32: uint32(u32(b[16:])),
		Stored: u32(b[20:]), Size: u32(b[24:]), header: u32(b[42:]), flags: int(u16(b[8:])),
	}
	mode := u32(b[38:]) >> 16
	const typeMask, typeLink = 0o170000, 0o120000
	madeBy := b[5]
	if err := checkName(e.Name, l.NameBytes); err != nil {
		return e, nil, err
	}
	if (madeBy == 3 || madeBy == 19) && mode&typeMask == typeLink {
		return e, nil, refuse(Symlink, e.Name, "The archive holds a symbolic link.")
	}
	if u16(b[34:]) != 0 && u16(b[34:]) != max16 {
		return e, nil, refuse(Multipart, e.Name, "The file lies in another part of the archive.")
	}
	if err := e.zip64(b[lenCentral+nameLen : lenCentral+nameLen+extraLen]); err != nil {
		return e, nil, err
	}
	return e, b[lenCentral+nameLen+extraLen+commentLen:], nil
}

// zip64 takes the fields that did not fit from the extra record 1 (§4.5.3).
func (e *Entry) zip64(extra []byte) error {
	need := []*int64{}
	for _, f := range []*int64{&e.Size, &e.Stored, &e.header} {
		if *f == max32 {
			need = append(need, f)
		}
	}
	for len(extra) >= 4 {
		id, n := u16(extra), int(u16(extra[2:]))
		if len(extra) < 4+n {
			break
		}
		body := extra[4 : 4+n]
		if id == 1 {
			for _, f := range need {
				if len(body) < 8 {
					return refuse(HeaderMismatch, e.Name, "The zip64 record of a file is too short.")
				}
				if *f = u64(body); *f < 0 {
					return refuse(TooLarge, e.Name, "A file's declared size is impossible.")
				}
				body = body[8:]
			}
			return nil
		}
		extra = extra[4+n:]
	}
	if len(need) > 0 {
		return refuse(HeaderMismatch, e.Name, "A file's zip64 record is missing.")
	}
	return nil
}

// checkName refuses every path that could leave a folder or mean two things.
func checkName(name string, limit int) error {
	switch {
	case name == "" || len(name) > limit:
		return refuse(PathInvalid, "", "A file's path is empty or longer than %d bytes.", limit)
	case !utf8.ValidString(name):
		return refuse(PathInvalid, "", "A file's path is not UTF-8.")
	case strings.ContainsRune(name, '\\'):
		return refuse(PathInvalid, name, "The path %q holds a backslash.", name)
	case strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return refuse(PathInvalid, "", "A file's path holds a control character.")
	case strings.HasPrefix(name, "/") || len(name) >= 2 && name[1] == ':':
		return refuse(PathAbsolute, name, "The path %q is absolute.", name)
	}
	for _, part := range strings.Split(strings.TrimSuffix(name, "/"), "/") {
		switch part {
		case "..":
			return refuse(PathTraversal, name, "The path %q leaves the archive.", name)
		case ".", "":
			return refuse(PathInvalid, name, "The path %q is not clean.", name)
		}
	}
	return nil
}

// check holds what is said of one file before anything of it is read.
func (e Entry) check(l Limits, end int64) error {
	const smallEnough = 1 << 20
	switch {
	case e.flags&1 != 0 || e.flags&(1<<6) != 0 || e.flags&(1<<13) != 0:
		return refuse(Encrypted, e.Name, "The file %q is encrypted.", e.Name)
	case e.Method != Stored && e.Method != Deflate && e.Method != Zstd:
		return refuse(Method, e.Name, "The file %q is compressed by method %d.", e.Name, e.Method)
	case e.Size > l.EntryBytes:
		return refuse(TooLarge, e.Name, "The file %q is larger than %d bytes.", e.Name, l.EntryBytes)
	case e.Method == Stored && e.Size != e.Stored:
		return refuse(HeaderMismatch, e.Name, "The stored file %q has two sizes.", e.Name)
	case e.Size > smallEnough && e.Size > e.Stored*l.Ratio:
		return refuse(Bomb, e.Name, "The file %q inflates more than %d times.", e.Name, l.Ratio)
	case e.header > end-lenLocal || e.Stored > end-lenLocal-e.header:
		return refuse(Truncated, e.Name, "The file %q lies outside of the archive.", e.Name)
	}
	return nil
}

func u16(b []byte) int64 { return int64(binary.LittleEndian.Uint16(b)) }
func u32(b []byte) int64 { return int64(binary.LittleEndian.Uint32(b)) }
func u64(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) }

// readFull is io.ReadFull at an offset; a short archive is a Refusal.
func readFull(r io.ReaderAt, b []byte, off int64) error {
	n, err := r.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return refuse(Truncated, "", "The archive is cut off.")
	}
	return err
}
