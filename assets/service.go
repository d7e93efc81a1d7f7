package assets

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Config is what a Service needs. Store and Blobs are required.
type Config struct {
	Store  Store
	Blobs  Blobs
	Limits Limits // zero: DefaultLimits()
	// WriteError answers a request with an error's problem document; nil writes a
	// plain RFC 9457 one. Answers whose status no fault kind has (423, 460) are
	// always written here.
	WriteError func(http.ResponseWriter, *http.Request, error)
	Clock      func() time.Time // nil: time.Now
	Log        *slog.Logger     // nil: discarded
	// BasePath is where the roof mounts ServeUpload; "" is /api/v1/uploads.
	BasePath string
	// Locker keeps two requests from writing one upload at a time. Nil locks within
	// this process, which is enough for one node.
	Locker tus.Locker
}

// Service is the assets room. Make it with NewService, start Run, Close it last.
// All methods may be called concurrently.
type Service struct {
	store      Store
	blobs      Blobs
	limits     Limits
	writeError func(http.ResponseWriter, *http.Request, error)
	now        func() time.Time
	log        *slog.Logger
	basePath   string

	locker  tus.Locker
	indexes *indexCache
	wake    chan struct{} // an upload is waiting to be checked
}

// NewService makes a Service; it does no I/O.
func NewService(c Config) *Service {
	s := &Service{
		store: c.Store, blobs: c.Blobs, limits: c.Limits, writeError: c.WriteError,
		now: c.Clock, log: c.Log, basePath: c.BasePath,
		locker: c.Locker, wake: make(chan struct{}, 1),
	}
	if s.limits.UploadBytes == 0 {
		s.limits = DefaultLimits()
	}
	if s.writeError == nil {
		s.writeError = func(w http.ResponseWriter, _ *http.Request, err error) { writeProblem(w, fault.From(err), 0) }
	}
	if s.locker == nil {
		s.locker = memorylocker.New()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.basePath == "" {
		s.basePath = "/api/v1/uploads"
	}
	s.indexes = newIndexCache(s.blobs, s.limits)
	return s
}

// Close releases the open archives. Call it when Run has returned and no
// request is under way.
func (s *Service) Close() error { return s.indexes.Close() }

// Asset is one asset's record. The holder must see drafts or be an uploader.
// Faults: asset_not_found.
func (s *Service) Asset(ctx context.Context, p access.Permit, id string) (Asset, error) {
	if err := requireRead(p); err != nil {
		return Asset{}, err
	}
	return s.store.Asset(ctx, id)
}

// Assets lists assets, newest first.
func (s *Service) Assets(ctx context.Context, p access.Permit, f AssetFilter, q PageQuery) (Page[Asset], error) {
	if err := requireRead(p); err != nil {
		return Page[Asset]{}, err
	}
	return s.store.Assets(ctx, f, q)
}

// Version is one version with its report. Faults: asset_not_found.
func (s *Service) Version(ctx context.Context, p access.Permit, asset string, n int) (Version, error) {
	if err := requireRead(p); err != nil {
		return Version{}, err
	}
	return s.store.Version(ctx, asset, n)
}

// Versions lists an asset's versions, the latest first.
func (s *Service) Versions(ctx context.Context, p access.Permit, asset string, q PageQuery) (Page[Version], error) {
	if err := requireRead(p); err != nil {
		return Page[Version]{}, err
	}
	if _, err := s.store.Asset(ctx, asset); err != nil {
		return Page[Version]{}, err
	}
	return s.store.Versions(ctx, asset, q)
}

// Exists says whether the asset has the version. It asks for no permit: the
// scenes room checks documents with it and tells nobody but their editor.
func (s *Service) Exists(ctx context.Context, asset string, version int) (bool, error) {
	_, err := s.store.Version(ctx, asset, version)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, ErrAssetNotFound()):
		return false, nil
	default:
		return false, err
	}
}

// requireRead lets those who see drafts, and those who bring files, see records.
func requireRead(p access.Permit) error {
	if p.Allows(access.UploadAsset, access.Resource{}) {
		return nil
	}
	return p.Require(access.ReadDrafts, access.Resource{})
}

// ErrAssetNotFound is the fault of an unknown asset or version; stores use it.
func ErrAssetNotFound() *fault.Fault {
	return fault.New(fault.NotFound, "asset_not_found", "There is no such asset or version. Check the id and the number.")
}

// ErrUploadNotFound is the fault of an unknown upload; stores use it.
func ErrUploadNotFound() *fault.Fault {
	return fault.New(fault.NotFound, "upload_not_found", "There is no such upload. It may have expired; start a new one.")
}
