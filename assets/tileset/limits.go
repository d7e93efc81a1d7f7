package tileset

import "fmt"

// Limits bound an archive before it is read, and a check while it runs.
type Limits struct {
	Entries        int   // files in the archive
	DirectoryBytes int64 // of the central directory
	NameBytes      int   // of one file's path
	EntryBytes     int64 // of one file when inflated
	TotalBytes     int64 // of all files when inflated
	Ratio          int64 // inflated to stored, of one file above 1 MiB
	JSONBytes      int64 // of one tileset or subtree JSON
	JSONDepth      int   // of nested arrays and objects in it
	Tiles          int   // in all tilesets of the archive
	Depth          int   // of tiles below tiles
	Tilesets       int   // external tilesets read
	ContentBytes   int64 // of contents checked inside; the rest by their header only
}

// DefaultLimits suit an upload of up to 4 GiB.
func DefaultLimits() Limits {
	return Limits{
		Entries: 1_000_000, DirectoryBytes: 256 << 20, NameBytes: 1024, EntryBytes: 2 << 30, TotalBytes: 64 << 30, Ratio: 500,
		JSONBytes: 64 << 20, JSONDepth: 512, Tiles: 2_000_000, Depth: 128, Tilesets: 10_000, ContentBytes: 512 << 20,
	}
}

// Refusal says why an archive is not read. Code is stable.
type Refusal struct {
	Code    string
	Message string
	Entry   string // the file it is about, "" for the archive
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(code, entry, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Entry: entry, Message: fmt.Sprintf(format, args...)}
}

// Codes of Refusal.
const (
	NotArchive      = "ARCHIVE_INVALID"             // no directory where there should be one
	Truncated       = "ARCHIVE_TRUNCATED"           // the directory or a file is cut off
	TooManyEntries  = "ARCHIVE_TOO_MANY_ENTRIES"    //
	TooLarge        = "ARCHIVE_TOO_LARGE"           // the directory, a file or all files inflated
	Bomb            = "ARCHIVE_COMPRESSION_RATIO"   // a file inflates suspiciously
	PathTraversal   = "ARCHIVE_PATH_TRAVERSAL"      // ".." in a path
	PathAbsolute    = "ARCHIVE_PATH_ABSOLUTE"       // "/…" or "C:…"
	PathInvalid     = "ARCHIVE_PATH_INVALID"        // backslash, control character, not UTF-8, too long, empty
	Duplicate       = "ARCHIVE_DUPLICATE_ENTRY"     // two files of one path
	Symlink         = "ARCHIVE_SYMLINK"             //
	Overlap         = "ARCHIVE_OVERLAPPING_ENTRIES" // two files share bytes
	Encrypted       = "ARCHIVE_ENCRYPTED"           //
	Method          = "ARCHIVE_METHOD_UNSUPPORTED"  // compressed otherwise than stored, deflate, zstd
	HeaderMismatch  = "ARCHIVE_HEADER_MISMATCH"     // a file's own header disagrees with the directory
	Multipart       = "ARCHIVE_MULTIPART"           // spread over several files
	Corrupt         = "ARCHIVE_CORRUPT_ENTRY"       // does not inflate, or to another size or checksum
	NoTilesetInside = "ARCHIVE_NO_TILESET"          // no tileset.json at the top or in a single top folder
)
