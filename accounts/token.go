package accounts

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twinstage/twinstage/internal/fault"
)

// Purpose is what a token is for; a row of the permission table.
type Purpose string

// The purposes.
const (
	PurposeReadings   Purpose = "readings"    // push readings to the scenes in scope
	PurposeUpload     Purpose = "upload"      // upload assets (assets belong to no scene: the scope does not narrow this)
	PurposeLiveStaff  Purpose = "live:staff"  // see live values for staff on the scenes in scope
	PurposeLiveLeader Purpose = "live:leader" // the same for leaders
)

// AnyScene is the scope of a token for every scene.
const AnyScene = "*"

// TokenPrefix begins every token's secret, so that leaked ones can be found.
const TokenPrefix = "tw_"

// Token is a program's key. Its secret is not in it.
type Token struct {
	ID        string // names the token in records, as in "token:3f2a9c01"
	Label     string // for people: who holds it
	Scene     string // slug, or AnyScene
	Purposes  []Purpose
	CreatedBy string // the permit's subject
	CreatedAt time.Time
	UsedAt    time.Time // zero: never; kept to the minute
	RevokedAt time.Time // zero: valid
}

// NewToken is what AddToken needs.
type NewToken struct {
	Label    string
	Scene    string
	Purposes []Purpose
}

const (
	maxLabelRunes = 120
	maxSceneBytes = 120
)

func (n NewToken) check() error {
	if n.Scene == "" || len(n.Scene) > maxSceneBytes || strings.ContainsAny(n.Scene, " \t\r\n/") {
		return fault.New(fault.Invalid, "token_scope_invalid", "Say which scene the token is for by its slug, or '*' for every scene.")
	}
	if utf8.RuneCountInString(n.Label) > maxLabelRunes || !utf8.ValidString(n.Label) {
		return fault.New(fault.Invalid, "token_label_invalid", "Shorten the token's label to %d characters.", maxLabelRunes)
	}
	if len(n.Purposes) == 0 {
		return errPurpose()
	}
	for _, p := range n.Purposes {
		if !slices.Contains(Purposes(), p) {
			return errPurpose()
		}
	}
	return nil
}

func errPurpose() error {
	return fault.New(fault.Invalid, "token_purpose_unknown", "Say what the token is for: readings, upload, live:staff or live:leader.")
}

// Purposes lists all purposes.
func Purposes() []Purpose {
	return []Purpose{PurposeReadings, PurposeUpload, PurposeLiveStaff, PurposeLiveLeader}
}
