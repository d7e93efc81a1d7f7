package assets

import (
	"time"

	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/tileset"
)

// Limits bound what untrusted bytes may cost, before they are read.
type Limits struct {
	UploadBytes     int64         // of one upload
	PixelsPerSide   int           // of an image, width and height
	Pixels          int64         // of an image, width times height
	UploadTTL       time.Duration // from creation to expiry of an unfinished upload
	OrphanGrace     time.Duration // how old a blob that no record names must be to be swept
	CheckpointBytes int64         // an upload's offset is made durable at least this often
	IndexEntries    int           // archive entries whose index is kept in memory for serving

	GLTF    gltf.Limits
	Archive tileset.Limits
}

// DefaultLimits are for a server of 4 GiB of memory.
func DefaultLimits() Limits {
	return Limits{
		UploadBytes:     4 << 30,
		PixelsPerSide:   32768,
		Pixels:          512 << 20,
		UploadTTL:       7 * 24 * time.Hour,
		OrphanGrace:     24 * time.Hour,
		CheckpointBytes: 16 << 20,
		IndexEntries:    1 << 20,
		GLTF:            gltf.DefaultLimits(),
		Archive:         tileset.DefaultLimits(),
	}
}
