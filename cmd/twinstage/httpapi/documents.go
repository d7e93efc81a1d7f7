package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/scenes"
)

func (s *server) documentRoutes() {
	operation(s, huma.Operation{
		OperationID: "get-document", Method: http.MethodGet, Path: "/api/v1/scenes/{scene}/document", Summary: "Read a scene's document",
		Description: "Editors get the working copy, everybody else the published document with what their audience may see. Schema: /api/schemas/document.json",
		Tags:        []string{"documents"},
	}, s.getDocument)
	operation(s, huma.Operation{
		OperationID: "put-document", Method: http.MethodPut, Path: "/api/v1/scenes/{scene}/document", Summary: "Replace the working copy",
		Description: "A lost race is 412 with the current ETag. Schema: /api/schemas/document.json",
		Tags:        []string{"documents"}, MaxBodyBytes: s.DocumentBytes + 1, BodyReadTimeout: -1, SkipValidateBody: true,
	}, s.putDocument)
}

type documentInput struct {
	SceneInput
	View        string `query:"view" enum:"auto,draft,published" default:"auto" doc:"draft: the working copy; published: what visitors see"`
	IfNoneMatch string `header:"If-None-Match"`
}

type documentOutput struct {
	Status       int
	ETag         string `header:"ETag"`
	Revision     string `header:"Twinstage-Revision"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	ContentType  string `header:"Content-Type"`
	Body         []byte
}

func documentAnswer(d scenes.DocumentRevision) *documentOutput {
	return &documentOutput{
		Status: http.StatusOK, ETag: d.ETag, Revision: strconv.FormatInt(d.Revision, 10), CacheControl: "private, no-cache",
		Vary: "Authorization, Cookie", ContentType: "application/json", Body: d.Document.JSON(),
	}
}

func (s *server) getDocument(ctx context.Context, permit access.Permit, in *documentInput) (*documentOutput, error) {
	views := map[string]scenes.View{"draft": scenes.ViewDraft, "published": scenes.ViewPublished}
	d, err := s.Scenes.Document(ctx, permit, in.Scene, views[in.View])
	if err != nil {
		return nil, err
	}
	out := documentAnswer(d)
	if scenes.NotModified(in.IfNoneMatch, d.ETag) {
		out.Status, out.Body, out.ContentType = http.StatusNotModified, nil, ""
	}
	return out, nil
}

type putDocumentInput struct {
	MatchInput
	// The author's bytes are kept as they are, so huma must not decode them.
	RawBody []byte `contentType:"application/json"`
}

func (s *server) putDocument(ctx context.Context, permit access.Permit, in *putDocumentInput) (*documentOutput, error) {
	d, err := s.Scenes.PutDocument(ctx, permit, in.Scene, in.IfMatch, in.RawBody)
	if err != nil {
		return nil, err
	}
	return documentAnswer(d), nil
}

// documentSchema serves the JSON Schema of scene documents.
func (s *server) documentSchema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/schema+json")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(scenes.DocumentSchema())
}

// openAPI renders the document once; it does not change while the program runs.
func (s *server) openAPI() http.HandlerFunc {
	doc, err := json.Marshal(s.api.OpenAPI())
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			s.problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		_, _ = w.Write(doc)
	}
}
