package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/realtime"
)

func (s *server) liveRoutes() {
	operation(s, huma.Operation{
		OperationID: "create-live-ticket", Method: http.MethodPost, Path: "/api/v1/scenes/{scene}/live/tickets",
		Summary: "Ask for a one-use ticket for the live socket", Tags: []string{"live"}, DefaultStatus: http.StatusCreated,
	}, s.createTicket)
	operation(s, huma.Operation{
		OperationID: "explain-indicator", Method: http.MethodGet, Path: "/api/v1/scenes/{scene}/indicators/{key}/why",
		Summary: "Explain an indicator's level", Tags: []string{"live"},
	}, s.explain)
}

type ticketInput struct {
	Credentials
	Scene string `path:"scene"`
}

type ticketOutput struct {
	Body struct {
		Ticket    string    `json:"ticket" doc:"For ?ticket= of the live socket"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
}

func (s *server) createTicket(ctx context.Context, permit access.Permit, in *ticketInput) (*ticketOutput, error) {
	if _, err := s.audience(ctx, permit, in.Scene); err != nil {
		return nil, err
	}
	id, expires, err := s.tickets.issue(in.Scene, permit)
	if err != nil {
		return nil, err
	}
	out := &ticketOutput{}
	out.Body.Ticket, out.Body.ExpiresAt = id, expires
	return out, nil
}

type whyInput struct {
	Credentials
	Scene string `path:"scene"`
	Key   string `path:"key" maxLength:"200"`
}

type whyOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         realtime.Why
}

func (s *server) explain(ctx context.Context, permit access.Permit, in *whyInput) (*whyOutput, error) {
	audience, err := s.audience(ctx, permit, in.Scene)
	if err != nil {
		return nil, err
	}
	why, err := s.Live.Why(ctx, in.Scene, in.Key, audience)
	return &whyOutput{CacheControl: "no-store", Body: why}, err
}

// audience is whose indicators of a scene the holder may follow. A scene that
// the holder may not see does not exist for them.
func (s *server) audience(ctx context.Context, permit access.Permit, slug string) (access.Audience, error) {
	scene, err := s.Scenes.Scene(ctx, permit, slug)
	if err != nil {
		return access.Public, err
	}
	return permit.Audience(access.Resource{Scene: scene.Slug, District: scene.District}), nil
}

// postReadings is the suppliers' way in. The body streams, so huma stays out.
func (s *server) postReadings(w http.ResponseWriter, r *http.Request) {
	permit, err := s.requestPermit(r)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, s.ReadingsBytes)
	s.Live.ServeReadings(w, r, permit, "", chi.URLParam(r, "scene"))
}

func (s *server) liveSocket(w http.ResponseWriter, r *http.Request) { s.follow(w, r, s.Live.ServeWS) }
func (s *server) liveSnapshot(w http.ResponseWriter, r *http.Request) {
	s.follow(w, r, s.Live.ServeSnapshot)
}
func (s *server) livePoll(w http.ResponseWriter, r *http.Request) { s.follow(w, r, s.Live.ServePoll) }

// follow finds out who asks and for which audience, then lets serve answer.
func (s *server) follow(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *http.Request, string, access.Audience)) {
	slug := chi.URLParam(r, "scene")
	permit, err := s.livePermit(r, slug)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	audience, err := s.audience(r.Context(), permit, slug)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	serve(w, r, slug, audience)
}

func (s *server) livePermit(r *http.Request, slug string) (access.Permit, error) {
	if id := r.URL.Query().Get("ticket"); id != "" {
		return s.tickets.redeem(id, slug)
	}
	return s.requestPermit(r)
}
