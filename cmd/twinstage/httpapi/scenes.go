package httpapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/scenes"
)

func (s *server) sceneRoutes() {
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/scenes" + path, Summary: summary, Tags: []string{"scenes"}}
	}
	operation(s, op("find-scenes", http.MethodGet, "", "Find scenes, newest first"), s.findScenes)
	create := op("create-scene", http.MethodPost, "", "Create a scene")
	create.DefaultStatus = http.StatusCreated
	operation(s, create, s.createScene)
	operation(s, op("get-scene", http.MethodGet, "/{scene}", "Read a catalogue entry"), s.getScene)
	operation(s, op("update-scene", http.MethodPatch, "/{scene}", "Change a catalogue entry"), s.updateScene)
	remove := op("delete-scene", http.MethodDelete, "/{scene}", "Delete a scene with all its revisions")
	remove.DefaultStatus = http.StatusNoContent
	operation(s, remove, s.deleteScene)
	operation(s, op("publish-scene", http.MethodPost, "/{scene}/publish", "Show the working copy to visitors"), s.publishScene)
	operation(s, op("rollback-scene", http.MethodPost, "/{scene}/rollback", "Make an older revision the working copy again"), s.rollbackScene)
	operation(s, op("archive-scene", http.MethodPost, "/{scene}/archive", "Take a scene out of visitors' sight"), s.archiveScene)
	operation(s, op("list-revisions", http.MethodGet, "/{scene}/revisions", "List a scene's revisions, newest first"), s.listRevisions)
}

// SceneInput names one scene.
type SceneInput struct {
	Credentials
	Scene string `path:"scene" maxLength:"64" doc:"Slug"`
}

// MatchInput is SceneInput with a precondition.
type MatchInput struct {
	SceneInput
	IfMatch string `header:"If-Match" doc:"The ETag that was read"`
}

type sceneOutput struct {
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Location     string `header:"Location"`
	Body         scenes.Scene
}

func sceneAnswer(sc scenes.Scene, err error) (*sceneOutput, error) {
	return &sceneOutput{ETag: sc.ETag(), CacheControl: "no-cache", Body: sc}, err
}

type findInput struct {
	listInput
	Q        string `query:"q" maxLength:"200" doc:"Words in Chinese, pinyin or English"`
	Sector   string `query:"sector"`
	District string `query:"district" doc:"Six-digit administrative code"`
	Status   string `query:"status"`
	BBox     string `query:"bbox" doc:"minLon,minLat,maxLon,maxLat"`
}

func (s *server) findScenes(ctx context.Context, permit access.Permit, in *findInput) (*body[scenes.Page[scenes.Scene]], error) {
	f := scenes.SceneFilter{
		Text: in.Q, Sector: scenes.Sector(in.Sector), District: in.District, Status: scenes.Status(in.Status),
		Limit: in.Limit, Cursor: in.Cursor,
	}
	if in.BBox != "" {
		box, err := scenes.ParseBBox(in.BBox)
		if err != nil {
			return nil, err
		}
		f.Box = box
	}
	return answer(s.Scenes.FindScenes(ctx, permit, f))
}

type createInput struct {
	Credentials
	Body struct {
		Slug     string           `json:"slug" doc:"1 to 64 of a-z, 0-9 and inner hyphens"`
		Title    scenes.Text      `json:"title"`
		Summary  scenes.Text      `json:"summary,omitempty"`
		Sector   scenes.Sector    `json:"sector"`
		District string           `json:"district,omitempty"`
		Tags     []string         `json:"tags,omitempty"`
		Poster   *string          `json:"poster,omitempty"`
		Origin   *scenes.GeoPoint `json:"origin,omitempty"`
	}
}

func (s *server) createScene(ctx context.Context, permit access.Permit, in *createInput) (*sceneOutput, error) {
	b := in.Body
	sc, err := s.Scenes.CreateScene(ctx, permit, scenes.NewScene{
		Slug: b.Slug, Title: b.Title, Summary: b.Summary, Sector: b.Sector,
		District: b.District, Tags: b.Tags, Poster: b.Poster, Origin: b.Origin,
	})
	if err != nil {
		return nil, err
	}
	out, err := sceneAnswer(sc, nil)
	out.Location = "/api/v1/scenes/" + sc.Slug
	return out, err
}

func (s *server) getScene(ctx context.Context, permit access.Permit, in *SceneInput) (*sceneOutput, error) {
	return sceneAnswer(s.Scenes.Scene(ctx, permit, in.Scene))
}

type updateInput struct {
	MatchInput
	Body struct {
		Title    *scenes.Text   `json:"title,omitempty"`
		Summary  *scenes.Text   `json:"summary,omitempty"`
		Sector   *scenes.Sector `json:"sector,omitempty"`
		District *string        `json:"district,omitempty"`
		Tags     *[]string      `json:"tags,omitempty"`
		Poster   clearable      `json:"poster,omitempty" doc:"null takes it away"`
	}
}

// clearable is a text member of a merge patch (RFC 7396): absent leaves the
// value, null takes it away.
type clearable struct{ value *string }

// UnmarshalJSON is called for null too, unlike that of a pointer.
func (c *clearable) UnmarshalJSON(b []byte) error {
	c.value = new(string)
	if string(b) == "null" {
		return nil
	}
	return json.Unmarshal(b, c.value)
}

// Schema tells OpenAPI what it looks like on the wire.
func (clearable) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}

func (s *server) updateScene(ctx context.Context, permit access.Permit, in *updateInput) (*sceneOutput, error) {
	b := in.Body
	return sceneAnswer(s.Scenes.UpdateScene(ctx, permit, in.Scene, in.IfMatch, scenes.SceneChange{
		Title: b.Title, Summary: b.Summary, Sector: b.Sector, District: b.District, Tags: b.Tags, Poster: b.Poster.value,
	}))
}

func (s *server) deleteScene(ctx context.Context, permit access.Permit, in *MatchInput) (*struct{}, error) {
	return nil, s.Scenes.DeleteScene(ctx, permit, in.Scene, in.IfMatch)
}

func (s *server) publishScene(ctx context.Context, permit access.Permit, in *MatchInput) (*sceneOutput, error) {
	return sceneAnswer(s.Scenes.Publish(ctx, permit, in.Scene, in.IfMatch))
}

func (s *server) archiveScene(ctx context.Context, permit access.Permit, in *MatchInput) (*sceneOutput, error) {
	return sceneAnswer(s.Scenes.Archive(ctx, permit, in.Scene, in.IfMatch))
}

type rollbackInput struct {
	MatchInput
	Body struct {
		Revision int64 `json:"revision" minimum:"1"`
	}
}

func (s *server) rollbackScene(ctx context.Context, permit access.Permit, in *rollbackInput) (*sceneOutput, error) {
	return sceneAnswer(s.Scenes.Rollback(ctx, permit, in.Scene, in.IfMatch, in.Body.Revision))
}

type revisionsInput struct {
	SceneInput
	PageInput
}

func (s *server) listRevisions(ctx context.Context, permit access.Permit, in *revisionsInput) (*body[scenes.Page[scenes.Revision]], error) {
	return answer(s.Scenes.Revisions(ctx, permit, in.Scene, in.Limit, in.Cursor))
}
