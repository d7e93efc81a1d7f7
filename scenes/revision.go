package scenes

import (
	"time"

	"github.com/twinstage/twinstage/internal/access"
)

// View chooses between a scene's two current documents.
type View uint8

// The views.
const (
	// ViewAuto is the working copy for those who may read drafts, and the
	// published document for everybody else.
	ViewAuto View = iota
	// ViewDraft is the working copy; without drafts.read or scenes.edit it is
	// refused.
	ViewDraft
	// ViewPublished is what visitors see, also for editors.
	ViewPublished
)

// DocumentRevision is one document as a reader gets it.
type DocumentRevision struct {
	Slug      string
	Revision  int64
	Published bool // it is the scene's published revision
	// Reduced is true where indicators beyond the reader's audience are left out.
	Reduced   bool
	ETag      string // strong, quoted
	Document  *Document
	UpdatedAt time.Time // when the revision was made, UTC
}

// present makes the reader's form of a stored revision. whole is for editors,
// who must get back what they put; all others get what their audience sees.
func present(s Scene, r Revision, whole bool, a access.Audience) (DocumentRevision, error) {
	doc, err := readStored(r.Document)
	if err != nil {
		return DocumentRevision{}, err
	}
	d := DocumentRevision{
		Slug: s.Slug, Revision: r.Number, Published: r.Number == s.PublishedRevision,
		ETag: documentETag(s.ID, r.Number), Document: doc, UpdatedAt: r.CreatedAt,
	}
	if !whole {
		d.Reduced = true
		d.ETag = reducedETag(s.ID, r.Number, a)
		d.Document, err = doc.seenBy(a)
	}
	return d, err
}

// next is the revision that follows the scene's working copy.
func (s Scene) next(document []byte, author string, now time.Time) *Revision {
	return &Revision{Scene: s.ID, Number: s.Revision + 1, CreatedAt: now, Author: author, Document: document}
}

// forVisitors is the entry without what only editors should know.
func (s Scene) forVisitors() Scene {
	s.Revision, s.public = s.PublishedRevision, true
	return s
}
