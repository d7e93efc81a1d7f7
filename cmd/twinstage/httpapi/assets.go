package httpapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/internal/access"
)

func (s *server) assetRoutes() {
	get := func(id, path, summary string, tag string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag}}
	}
	operation(s, get("list-uploads", "/api/v1/uploads", "List my unfinished uploads", "uploads"), s.listUploads)
	operation(s, get("get-upload", "/api/v1/uploads/{upload}", "Read an upload's state and report", "uploads"), s.getUpload)
	operation(s, get("list-assets", "/api/v1/assets", "List assets, newest first", "assets"), s.listAssets)
	operation(s, get("get-asset", "/api/v1/assets/{asset}", "Read an asset", "assets"), s.getAsset)
	operation(s, get("list-versions", "/api/v1/assets/{asset}/versions", "List an asset's versions, the latest first", "assets"), s.listVersions)
	operation(s, get("get-version", "/api/v1/assets/{asset}/versions/{n}", "Read a version with its report", "assets"), s.getVersion)
}

// PageInput asks for one page of a list.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"500" doc:"next of the page before"`
}

type listInput struct {
	Credentials
	PageInput
}

type assetsInput struct {
	listInput
	Kind string `query:"kind" enum:"model,tileset,image,"`
	Name string `query:"name" maxLength:"200" doc:"A part of the name"`
}

type assetInput struct {
	Credentials
	Asset string `path:"asset" maxLength:"64"`
}

type versionsInput struct {
	assetInput
	PageInput
}

type versionInput struct {
	assetInput
	N int `path:"n" minimum:"1"`
}

type uploadInput struct {
	Credentials
	Upload string `path:"upload" maxLength:"64"`
}

// body is an answer of nothing but T.
type body[T any] struct{ Body T }

func answer[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{v}, nil
}

func (p PageInput) query() assets.PageQuery {
	return assets.PageQuery{Limit: p.Limit, Cursor: p.Cursor}
}

func (s *server) listUploads(ctx context.Context, permit access.Permit, in *listInput) (*body[assets.Page[assets.Upload]], error) {
	return answer(s.Assets.Uploads(ctx, permit, in.query()))
}

func (s *server) getUpload(ctx context.Context, permit access.Permit, in *uploadInput) (*body[assets.Upload], error) {
	return answer(s.Assets.Upload(ctx, permit, in.Upload))
}

func (s *server) listAssets(ctx context.Context, permit access.Permit, in *assetsInput) (*body[assets.Page[assets.Asset]], error) {
	return answer(s.Assets.Assets(ctx, permit, assets.AssetFilter{Kind: assets.Kind(in.Kind), Name: in.Name}, in.query()))
}

func (s *server) getAsset(ctx context.Context, permit access.Permit, in *assetInput) (*body[assets.Asset], error) {
	return answer(s.Assets.Asset(ctx, permit, in.Asset))
}

func (s *server) listVersions(ctx context.Context, permit access.Permit, in *versionsInput) (*body[assets.Page[assets.Version]], error) {
	return answer(s.Assets.Versions(ctx, permit, in.Asset, in.query()))
}

func (s *server) getVersion(ctx context.Context, permit access.Permit, in *versionInput) (*body[assets.Version], error) {
	return answer(s.Assets.Version(ctx, permit, in.Asset, in.N))
}

// assetFile serves one file of a version: to everybody, for good, once a
// published scene shows it; before that only to those who may see drafts.
func (s *server) assetFile(w http.ResponseWriter, r *http.Request) {
	if err := s.serveAssetFile(w, r); err != nil {
		s.problem(w, r, err)
	}
}

func (s *server) serveAssetFile(w http.ResponseWriter, r *http.Request) error {
	asset, number := chi.URLParam(r, "asset"), chi.URLParam(r, "n")
	n, err := strconv.Atoi(number)
	if err != nil {
		return assets.ErrAssetNotFound()
	}
	published, err := s.Scenes.PublishedAsset(r.Context(), asset, n)
	if err != nil {
		return err
	}
	permit := accounts.Anonymous() // what is public is so whatever credentials come along
	if !published {
		if permit, err = s.requestPermit(r); err != nil {
			return err
		}
	}
	file, err := s.Assets.OpenFile(r.Context(), permit, assets.FileRequest{
		Asset: asset, Version: n, Path: chi.URLParam(r, "*"), Published: published, Gzip: assets.AcceptsGzip(r),
	})
	if err != nil {
		return err
	}
	defer file.Close()
	assets.ServeFile(w, r, file, published)
	return nil
}

// upload is tus: the body streams, so huma stays out.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	permit, err := s.requestPermit(r)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	s.Assets.ServeUpload(w, r, permit)
}
