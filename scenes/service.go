package scenes

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Config is what a Service stands on. Store is required.
type Config struct {
	Store  Store
	Assets AssetLookup      // nil: no asset is ready, so only scenes without layers can be published
	Notify Notifier         // nil: nobody is told
	Clock  func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: nothing is logged
}

// Service is the catalogue. All methods may be called by many at once. All
// errors are faults, or failures of the store and the ports.
type Service struct {
	store  Store
	assets AssetLookup
	notify Notifier
	clock  func() time.Time
	log    *slog.Logger
}

// NewService makes a Service.
func NewService(c Config) *Service {
	s := &Service{store: c.Store, assets: c.Assets, notify: c.Notify, clock: c.Clock, log: c.Log}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// now is UTC in whole milliseconds, which is what stores keep.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Scene is one entry: of editors the whole, of others the published view.
// scene_not_found also where the holder may not know that it exists.
func (s *Service) Scene(ctx context.Context, permit access.Permit, slug string) (Scene, error) {
	sc, whole, err := s.look(ctx, permit, slug)
	if err == nil && !whole {
		sc = sc.forVisitors()
	}
	return sc, err
}

// look reads an entry for permit's holder. whole is true for those who see
// drafts of it; all others must be allowed public sight, and it be published.
func (s *Service) look(ctx context.Context, permit access.Permit, slug string) (sc Scene, whole bool, err error) {
	if !ValidSlug(slug) {
		return Scene{}, false, notFound(slug)
	}
	sc, err = s.store.Scene(ctx, slug)
	if errors.Is(err, ErrNotFound) {
		return Scene{}, false, notFound(slug)
	}
	if err != nil {
		return Scene{}, false, err
	}
	if seesDrafts(permit, sc) {
		return sc, true, nil
	}
	if sc.Status != StatusPublished {
		return Scene{}, false, notFound(slug)
	}
	return sc, false, permit.Require(access.ReadPublic, resource(sc))
}

// seesDrafts includes editors: who may write a document must get back what
// was written, or would lose the rest of it at the next edit.
func seesDrafts(p access.Permit, sc Scene) bool {
	return p.Allows(access.ReadDrafts, resource(sc)) || p.Allows(access.EditScene, resource(sc))
}

func resource(sc Scene) access.Resource {
	return access.Resource{Scene: sc.Slug, District: sc.District}
}

func notFound(slug string) error {
	return fault.New(fault.NotFound, "scene_not_found", "There is no scene %.64q here. Look it up in the list of scenes.", slug)
}

// FindScenes lists the entries that match and that the holder may see, newest
// first. Its faults name the filter that is wrong: sector_unknown,
// status_unknown, district_invalid, bbox_invalid, query_too_long,
// limit_invalid, cursor_invalid.
func (s *Service) FindScenes(ctx context.Context, permit access.Permit, f SceneFilter) (Page[Scene], error) {
	page := Page[Scene]{Items: []Scene{}}
	if err := permit.Require(access.ReadPublic, access.Resource{}); err != nil {
		return page, err
	}
	limit, err := pageLimit(f.Limit)
	if err != nil {
		return page, err
	}
	q, none, err := f.query()
	if err != nil || none {
		return page, err
	}
	if !permit.Known { // sees no drafts of any scene, so need not skip them one by one
		if q.Status != "" && q.Status != StatusPublished {
			return page, nil
		}
		q.Status = StatusPublished
	}
	return s.collect(ctx, permit, q, limit)
}

// collect fills a page, passing over what the holder may not see.
func (s *Service) collect(ctx context.Context, permit access.Permit, q SceneQuery, limit int) (Page[Scene], error) {
	page := Page[Scene]{Items: make([]Scene, 0, limit)}
	q.Limit = limit + 1
	for {
		found, err := s.store.FindScenes(ctx, q)
		if err != nil {
			return page, err
		}
		for _, sc := range found {
			q.Before = sc.ID
			switch whole := seesDrafts(permit, sc); {
			case !whole && sc.Status != StatusPublished:
				continue
			case len(page.Items) == limit:
				page.Next = writeCursor(page.Items[limit-1].ID)
				return page, nil
			case !whole:
				sc = sc.forVisitors()
			}
			page.Items = append(page.Items, sc)
		}
		if len(found) < q.Limit {
			return page, nil
		}
	}
}

// CreateScene adds a scene with its first revision. Faults: scene_invalid with
// problems, scene_exists, and those of ParseDocument.
func (s *Service) CreateScene(ctx context.Context, permit access.Permit, n NewScene) (Scene, error) {
	sc := Scene{Slug: n.Slug, Title: n.Title, Summary: n.Summary, Sector: n.Sector, District: n.District,
		Tags: tidyTags(n.Tags), Origin: n.Origin, Status: StatusDraft, Version: 1, Revision: 1}
	if n.Poster != nil {
		sc.Poster = nonEmpty(*n.Poster)
	}
	if err := permit.Require(access.CreateScene, resource(sc)); err != nil {
		return Scene{}, err
	}
	if err := validEntry(sc); err != nil {
		return Scene{}, err
	}
	doc, err := n.document()
	if err != nil {
		return Scene{}, err
	}
	if n.Origin != nil || n.Document != nil {
		sc.Origin = &doc.Origin.GeoPoint
	}
	sc.CreatedAt = s.now()
	sc.UpdatedAt = sc.CreatedAt
	made, err := s.store.CreateScene(ctx, Commit{Scene: sc, Words: words(sc), Revision: &Revision{
		Number: 1, CreatedAt: sc.CreatedAt, Author: permit.Subject, Document: doc.JSON()}})
	if errors.Is(err, ErrExists) {
		return Scene{}, fault.New(fault.Conflict, "scene_exists", "There is a scene %q already. Choose another slug.", n.Slug)
	}
	if err != nil {
		return Scene{}, err
	}
	s.committed(ctx, permit, made, ChangeCreated)
	return made, nil
}

func validEntry(sc Scene) error {
	p := problems{list: checkEntry(sc)}
	p.total = len(p.list)
	return p.fault("scene_invalid", "scene")
}

// UpdateScene changes an entry. ifMatch is the If-Match header, of Scene.ETag.
// Faults: if_match_required, edit_conflict, scene_invalid, and
// publish_incomplete where a published scene would get a poster that does not
// exist.
func (s *Service) UpdateScene(ctx context.Context, permit access.Permit, slug, ifMatch string, change SceneChange) (Scene, error) {
	return s.change(ctx, permit, access.EditScene, slug, ChangeEntry, func(cur Scene) (Commit, error) {
		if err := needMatch(ifMatch, cur.Revision, cur.ETag()); err != nil {
			return Commit{}, err
		}
		next := change.apply(cur)
		if err := validEntry(next); err != nil {
			return Commit{}, err
		}
		// A scene may not be moved into a district that is not the mover's.
		if err := permit.Require(access.EditScene, resource(next)); err != nil {
			return Commit{}, err
		}
		c := Commit{Scene: next, Words: words(next)}
		if change.Poster == nil || next.PublishedRevision == 0 {
			return c, nil
		}
		rev, err := s.store.Revision(ctx, cur.ID, cur.PublishedRevision)
		if err != nil {
			return Commit{}, err
		}
		c.Assets, err = s.readyAssets(ctx, next, rev)
		return c, err
	})
}

// DeleteScene removes a scene with all its revisions. ifMatch as UpdateScene.
func (s *Service) DeleteScene(ctx context.Context, permit access.Permit, slug, ifMatch string) error {
	for range maxTries {
		cur, err := s.allowed(ctx, permit, access.DeleteScene, slug)
		if err != nil {
			return err
		}
		if err := needMatch(ifMatch, cur.Revision, cur.ETag()); err != nil {
			return err
		}
		switch err := s.store.DeleteScene(ctx, cur.ID, cur.Version); {
		case err == nil:
			s.committed(ctx, permit, cur, ChangeDeleted)
			return nil
		case !errors.Is(err, ErrChanged) && !errors.Is(err, ErrNotFound):
			return err
		}
	}
	return busy()
}

// maxTries bounds how often a write is tried anew after a lost race that left
// its precondition true (an edit of the entry beside one of the document).
const maxTries = 64

func busy() error {
	return fault.New(fault.Unavailable, "edit_busy", "Too many edits of this scene at once. Try again in a moment.")
}

// change reads the entry, lets step compute the commit, and saves it if the
// entry is still as read; otherwise it starts over.
func (s *Service) change(ctx context.Context, permit access.Permit, a access.Action, slug string, what Change, step func(Scene) (Commit, error)) (Scene, error) {
	for range maxTries {
		cur, err := s.allowed(ctx, permit, a, slug)
		if err != nil {
			return Scene{}, err
		}
		c, err := step(cur)
		if err != nil {
			return Scene{}, err
		}
		c.Expect, c.Scene.Version, c.Scene.UpdatedAt = cur.Version, cur.Version+1, s.now()
		switch err := s.store.SaveScene(ctx, c); {
		case err == nil:
			s.committed(ctx, permit, c.Scene, what)
			return c.Scene, nil
		case !errors.Is(err, ErrChanged) && !errors.Is(err, ErrNotFound):
			return Scene{}, err
		}
	}
	return Scene{}, busy()
}

// allowed reads an entry that the holder may do a to. Who has not signed in is
// told so before anything is looked up, and learns nothing of drafts.
func (s *Service) allowed(ctx context.Context, permit access.Permit, a access.Action, slug string) (Scene, error) {
	if !permit.Known {
		if err := permit.Require(a, access.Resource{Scene: slug}); err != nil {
			return Scene{}, err
		}
	}
	sc, _, err := s.look(ctx, permit, slug)
	if err != nil {
		return Scene{}, err
	}
	return sc, permit.Require(a, resource(sc))
}

// committed tells the log and the notifier, after the commit. The request's
// end must not cut the telling short.
func (s *Service) committed(ctx context.Context, permit access.Permit, sc Scene, what Change) {
	s.log.InfoContext(ctx, "scene changed", slog.String("scene", sc.Slug), slog.String("change", string(what)),
		slog.Int64("revision", sc.Revision), slog.String("by", permit.Subject))
	if s.notify != nil {
		s.notify.SceneChanged(context.WithoutCancel(ctx), sc.Slug, sc.Revision, what)
	}
}
