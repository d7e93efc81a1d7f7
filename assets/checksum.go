package assets

import (
	"crypto/md5"  // #nosec G501 -- the client chose it to find broken transfers, not attackers
	"crypto/sha1" // #nosec G505 -- as above; tus 1.0 requires it
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"strings"

	"github.com/twinstage/twinstage/internal/fault"
)

// checksumAlgorithms is the value of Tus-Checksum-Algorithm.
const checksumAlgorithms = "sha1,sha256,md5"

// checksum is what a PATCH announces of its body (tus 1.0, checksum extension).
type checksum struct {
	hash.Hash
	want []byte
}

// parseChecksum reads Upload-Checksum, nil if there is none.
func parseChecksum(header string) (*checksum, error) {
	if header == "" {
		return nil, nil
	}
	name, value, _ := strings.Cut(strings.TrimSpace(header), " ")
	var h hash.Hash
	switch name {
	case "sha1":
		h = sha1.New() // #nosec G401
	case "sha256":
		h = sha256.New()
	case "md5":
		h = md5.New() // #nosec G401
	}
	want, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	if h == nil || err != nil || len(want) != h.Size() {
		return nil, fault.New(fault.Malformed, "upload_checksum_invalid", "Upload-Checksum is an algorithm (%s), a space and the sum in base64.", checksumAlgorithms)
	}
	return &checksum{h, want}, nil
}

func (c *checksum) matches() bool { return subtle.ConstantTimeCompare(c.Sum(nil), c.want) == 1 }

func errChecksum() *fault.Fault {
	return fault.New(fault.Invalid, "upload_checksum_mismatch", "The part arrived damaged and was not kept. Send it again.")
}
