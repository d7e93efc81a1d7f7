package scenes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// startOrigin is where the empty document of a scene without a given origin
// stands: the city's centre, the peninsula between its two rivers.
var startOrigin = GeoPoint{Lon: 106.5772, Lat: 29.5572, Height: 240}

// document is the scene's first: the one given, or an empty one.
func (n NewScene) document() (*Document, error) {
	if n.Document != nil {
		return ParseDocument(n.Document)
	}
	origin := startOrigin
	if n.Origin != nil {
		origin = *n.Origin
	}
	raw, err := json.Marshal(map[string]any{"specVersion": "1.0", "title": n.Title, "origin": origin})
	if err != nil {
		var p problems
		p.add("/origin", "number_range", "Give finite numbers.")
		return nil, p.fault("scene_invalid", "scene")
	}
	return ParseDocument(raw)
}

// Document is the scene's document in the given view. Faults:
// scene_not_found; document_not_published where an editor asks for the
// published one and there is none; permission ones for ViewDraft.
func (s *Service) Document(ctx context.Context, permit access.Permit, slug string, view View) (DocumentRevision, error) {
	sc, whole, err := s.look(ctx, permit, slug)
	if err != nil {
		return DocumentRevision{}, err
	}
	number := sc.Revision
	switch {
	case view == ViewDraft && !whole:
		return DocumentRevision{}, permit.Require(access.ReadDrafts, resource(sc))
	case view == ViewPublished, !whole:
		number = sc.PublishedRevision
	}
	if number == 0 {
		return DocumentRevision{}, fault.New(fault.NotFound, "document_not_published", "This scene has no published document. Publish it first, or read its draft.")
	}
	rev, err := s.revision(ctx, sc, number)
	if err != nil {
		return DocumentRevision{}, err
	}
	return present(sc, rev, whole, permit.Audience(resource(sc)))
}

// LiveDocument is the document whose indicators drive the scene's board, whole:
// the published one, or the working copy where none is published. It needs
// drafts.read: whoever brings boards to viewers reduces by audience.
func (s *Service) LiveDocument(ctx context.Context, permit access.Permit, slug string) (DocumentRevision, error) {
	sc, err := s.allowed(ctx, permit, access.ReadDrafts, slug)
	if err != nil {
		return DocumentRevision{}, err
	}
	number := sc.PublishedRevision
	if number == 0 {
		number = sc.Revision
	}
	rev, err := s.revision(ctx, sc, number)
	if err != nil {
		return DocumentRevision{}, err
	}
	return present(sc, rev, true, access.Leader)
}

func (s *Service) revision(ctx context.Context, sc Scene, number int64) (Revision, error) {
	rev, err := s.store.Revision(ctx, sc.ID, number)
	if errors.Is(err, ErrNotFound) {
		return rev, fault.New(fault.NotFound, "revision_not_found", "Scene %q has no revision %d. Look it up in its list of revisions.", sc.Slug, number)
	}
	return rev, err
}

// PutDocument makes data the working copy, as a new revision. ifMatch is the
// If-Match header, of the working copy's DocumentRevision.ETag. Faults: those
// of ParseDocument, if_match_required, and edit_conflict, which carries the
// current tag as "etag" and its number as "revision".
func (s *Service) PutDocument(ctx context.Context, permit access.Permit, slug, ifMatch string, data []byte) (DocumentRevision, error) {
	var doc *Document
	var rev *Revision
	sc, err := s.change(ctx, permit, access.EditScene, slug, ChangeDocument, func(cur Scene) (c Commit, err error) {
		if err := needMatch(ifMatch, cur.Revision, cur.DocumentETag()); err != nil {
			return c, err
		}
		if doc == nil {
			if doc, err = ParseDocument(data); err != nil {
				return c, err
			}
		}
		rev = cur.next(doc.JSON(), permit.Subject, s.now())
		return Commit{Scene: cur.withDraft(rev, doc), Revision: rev}, nil
	})
	if err != nil {
		return DocumentRevision{}, err
	}
	return DocumentRevision{Slug: sc.Slug, Revision: rev.Number, ETag: sc.DocumentETag(), Document: doc, UpdatedAt: rev.CreatedAt}, nil
}

// withDraft is the entry with rev as its working copy.
func (s Scene) withDraft(rev *Revision, doc *Document) Scene {
	s.Revision = rev.Number
	if s.PublishedRevision == 0 {
		s.Origin = &doc.Origin.GeoPoint
	}
	return s
}

// Publish shows the working copy to visitors. ifMatch may be empty (whatever
// the working copy is now), or the tag of the entry or of the working copy.
// Fault publish_incomplete lists as problems each layer, and the poster, whose
// asset does not exist or is not ready.
func (s *Service) Publish(ctx context.Context, permit access.Permit, slug, ifMatch string) (Scene, error) {
	return s.change(ctx, permit, access.PublishScene, slug, ChangePublished, func(cur Scene) (c Commit, err error) {
		if err := optionalMatch(ifMatch, cur); err != nil {
			return c, err
		}
		rev, err := s.revision(ctx, cur, cur.Revision)
		if err != nil {
			return c, err
		}
		doc, err := readStored(rev.Document)
		if err != nil {
			return c, err
		}
		c = Commit{Scene: cur, Publish: rev.Number}
		c.Scene.Status, c.Scene.PublishedRevision, c.Scene.Origin = StatusPublished, rev.Number, &doc.Origin.GeoPoint
		c.Assets, err = s.readyAssets(ctx, c.Scene, rev)
		return c, err
	})
}

// optionalMatch is the optional precondition of what concerns entry and document.
func optionalMatch(ifMatch string, cur Scene) error {
	if ifMatch == "" {
		return nil
	}
	return match(ifMatch, cur.Revision, cur.DocumentETag(), cur.ETag())
}

// Rollback makes an older revision the working copy again, as a new revision;
// what is published stays until the next Publish. ifMatch as Publish. Fault
// revision_not_found.
func (s *Service) Rollback(ctx context.Context, permit access.Permit, slug, ifMatch string, to int64) (Scene, error) {
	return s.change(ctx, permit, access.PublishScene, slug, ChangeRollback, func(cur Scene) (c Commit, err error) {
		if err := optionalMatch(ifMatch, cur); err != nil {
			return c, err
		}
		old, err := s.revision(ctx, cur, to)
		if err != nil {
			return c, err
		}
		doc, err := readStored(old.Document)
		if err != nil {
			return c, err
		}
		rev := cur.next(old.Document, permit.Subject, s.now())
		rev.From = to
		return Commit{Scene: cur.withDraft(rev, doc), Revision: rev}, nil
	})
}

// Archive takes a scene out of visitors' sight. Publishing brings it back.
// ifMatch as Publish.
func (s *Service) Archive(ctx context.Context, permit access.Permit, slug, ifMatch string) (Scene, error) {
	return s.change(ctx, permit, access.PublishScene, slug, ChangeArchived, func(cur Scene) (Commit, error) {
		if err := optionalMatch(ifMatch, cur); err != nil {
			return Commit{}, err
		}
		cur.Status, cur.PublishedRevision = StatusArchived, 0
		return Commit{Scene: cur, Assets: []AssetRef{}}, nil
	})
}

// Revisions lists a scene's revisions, newest first, for those who see drafts.
// limit and cursor as in SceneFilter.
func (s *Service) Revisions(ctx context.Context, permit access.Permit, slug string, limit int, cursor string) (Page[Revision], error) {
	page := Page[Revision]{Items: []Revision{}}
	sc, whole, err := s.look(ctx, permit, slug)
	if err == nil && !whole {
		err = permit.Require(access.ReadDrafts, resource(sc))
	}
	if err != nil {
		return page, err
	}
	if limit, err = pageLimit(limit); err != nil {
		return page, err
	}
	before, err := readCursor(cursor)
	if err != nil {
		return page, err
	}
	if before == 0 {
		before = math.MaxInt64
	}
	found, err := s.store.Revisions(ctx, sc.ID, before, limit+1)
	if err != nil {
		return page, err
	}
	if len(found) > limit {
		found = found[:limit]
		page.Next = writeCursor(found[limit-1].Number)
	}
	page.Items = append(page.Items, found...)
	return page, nil
}

// PublishedAsset says whether visitors may fetch this version of the asset:
// whether a published document, or a published scene's poster, names it.
func (s *Service) PublishedAsset(ctx context.Context, asset string, version int) (bool, error) {
	return s.store.PublishedAsset(ctx, AssetRef{asset, version})
}

// readyAssets are the assets that sc names with rev as its published document,
// each once and never nil; publish_incomplete if one is not ready.
func (s *Service) readyAssets(ctx context.Context, sc Scene, rev Revision) ([]AssetRef, error) {
	doc, err := readStored(rev.Document)
	if err != nil {
		return nil, err
	}
	refs := []AssetRef{}
	ready := map[AssetRef]bool{}
	var p problems
	need := func(pointer string, a AssetRef) error {
		ok, asked := ready[a]
		if !asked {
			if ok, err = s.assetReady(ctx, a); err != nil {
				return err
			}
			ready[a] = ok
			refs = append(refs, a)
		}
		if !ok {
			p.add(pointer, "asset_missing", "Asset %s, version %d, does not exist or is not ready.", a.Asset, a.Version)
		}
		return nil
	}
	for i, l := range doc.Layers {
		if err := need(pointerTo("layers", i, "asset"), AssetRef{l.Asset, l.Version}); err != nil {
			return nil, err
		}
	}
	if a, ok := posterAsset(sc.Poster); ok {
		if err := need("/poster", a); err != nil {
			return nil, err
		}
	}
	return refs, incomplete(p)
}

func (s *Service) assetReady(ctx context.Context, a AssetRef) (bool, error) {
	if s.assets == nil {
		return false, nil
	}
	ok, err := s.assets.AssetReady(ctx, a.Asset, a.Version)
	if err != nil {
		return false, fmt.Errorf("look up asset %s: %w", a.Asset, err)
	}
	return ok, nil
}
