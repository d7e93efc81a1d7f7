package assets

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/twinstage/twinstage/assets/report"
)

// Report is what the checker says; see package report.
type Report = report.Report

// Kind says what an asset is for, decided by content.
type Kind string

// The kinds of asset.
const (
	Model   Kind = "model"   // GLB
	Tileset Kind = "tileset" // 3D Tiles in one zip or 3tz archive
	Image   Kind = "image"   // PNG, JPEG or WebP
)

// Asset is one file's history of versions.
type Asset struct {
	ID        string    `json:"id"` // "ast_" and 16 characters of a-z2-7
	Kind      Kind      `json:"kind"`
	Name      string    `json:"name"` // the first upload's file name
	Latest    int       `json:"latest"`
	CreatedAt time.Time `json:"createdAt"`
	CreatedBy string    `json:"createdBy"`
}

// Version is one accepted, immutable file of an asset.
type Version struct {
	Asset     string         `json:"asset"`
	Number    int            `json:"version"`
	Blob      string         `json:"-"`      // where its bytes are
	SHA256    string         `json:"sha256"` // of the bytes, lower-case hexadecimal
	Size      int64          `json:"size"`   // bytes
	Kind      Kind           `json:"kind"`
	MediaType string         `json:"mediaType"` // of the blob as a whole
	Filename  string         `json:"filename"`
	Entry     string         `json:"entry"` // the file to open first: "tileset.json", "city/tileset.json", "model.glb"
	Report    *Report        `json:"report,omitempty"`
	Info      map[string]any `json:"info"`
	CreatedAt time.Time      `json:"createdAt"`
	CreatedBy string         `json:"createdBy"`
}

// UploadState is how far an upload has come.
type UploadState string

// The states of an upload, in order; ready and refused are final.
const (
	Uploading UploadState = "uploading"
	Checking  UploadState = "checking"
	Ready     UploadState = "ready"
	Refused   UploadState = "refused"
)

// Upload is one file on its way in. The exported JSON is the contract's
// GET /api/v1/uploads/{upload}.
type Upload struct {
	ID        string      `json:"id"`
	State     UploadState `json:"state"`
	Progress  float64     `json:"progress"` // Offset/Size, 0 to 1
	Offset    int64       `json:"offset"`   // bytes that are durable
	Size      int64       `json:"size"`
	Filename  string      `json:"filename"`
	Asset     string      `json:"asset,omitempty"`   // wanted while uploading, recorded when ready
	Version   int         `json:"version,omitempty"` // when ready
	Report    *Report     `json:"report,omitempty"`  // when ready or refused
	Code      string      `json:"code,omitempty"`    // when refused: why, as a stable code
	CreatedAt time.Time   `json:"createdAt"`
	ExpiresAt time.Time   `json:"expiresAt"`

	WantKind  Kind   `json:"-"` // the metadata's kind, "" for any
	Blob      string `json:"-"` // "" once the bytes are gone or belong to a version
	HashState []byte `json:"-"` // running SHA-256 over the first Offset bytes
	CreatedBy string `json:"-"`
}

// Page is one page of a list. Next is nil on the last page, else the cursor of
// the next one.
type Page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

// PageQuery asks for one page: 1 to 200 items (0: 50) after an opaque cursor.
type PageQuery struct {
	Limit  int
	Cursor string
}

func newID(prefix string) string {
	return prefix + strings.ToLower(rand.Text()[:16]) // 80 bits of RFC 4648 base32
}
