// Package httpapi is the product's HTTP surface: one route table, one file a
// resource. JSON endpoints are huma operations and make up the OpenAPI
// document; uploads, files and sockets are plain chi handlers, since their
// bodies stream.
package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/scenes"
)

const apiVersion = "1"

// Rooms are what the routes lead to.
type Rooms struct {
	Scenes   *scenes.Service
	Assets   *assets.Service
	Live     *realtime.Hub
	Accounts *accounts.Service
}

// Config is the rest of what the surface needs.
type Config struct {
	Rooms
	Web            http.Handler                // the single-page app
	WebBuilt       bool                        // it was built into this binary
	Metrics        *prometheus.Registry        // what /metrics shows
	Ready          func(context.Context) error // nil once requests can be answered
	DocumentBytes  int64                       // largest scene document
	ReadingsBytes  int64                       // largest batch of readings
	SecureCookies  bool                        // visitors come by HTTPS
	TrustedProxies []netip.Prefix
	Log            *slog.Logger
}

type server struct {
	Config
	api     huma.API
	problem func(http.ResponseWriter, *http.Request, error)
	tickets *tickets
}

// New builds the whole surface.
func New(c Config) http.Handler {
	s := &server{Config: c, problem: ErrorWriter(c.Log), tickets: newTickets()}
	r := chi.NewRouter()
	r.Use(clientAddress(c.TrustedProxies), measure(c.Metrics), logRequests(c.Log), s.recoverPanics, s.sameOriginWrites)
	s.api = newAPI(func(hc huma.Config) huma.API { return humachi.New(r, hc) })

	s.sceneRoutes()
	s.documentRoutes()
	s.assetRoutes()
	s.liveRoutes()
	s.accountRoutes()

	r.Get("/api/openapi.json", s.openAPI())
	r.Get("/api/docs", s.docs)
	r.Get("/api/schemas/document.json", s.documentSchema)

	uploads := http.HandlerFunc(s.upload)
	for _, method := range []string{http.MethodPost, http.MethodHead, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		r.Method(method, "/api/v1/uploads", http.StripPrefix("/api/v1/uploads", uploads))
		r.Method(method, "/api/v1/uploads/*", http.StripPrefix("/api/v1/uploads/", uploads))
	}
	r.Get("/api/v1/assets/{asset}/versions/{n}/files/*", s.assetFile)
	r.Head("/api/v1/assets/{asset}/versions/{n}/files/*", s.assetFile)

	r.Post("/api/v1/scenes/{scene}/readings", s.postReadings)
	r.Get("/api/v1/scenes/{scene}/live", s.liveSocket)
	r.Get("/api/v1/scenes/{scene}/live/snapshot", s.liveSnapshot)
	r.Get("/api/v1/scenes/{scene}/live/poll", s.livePoll)

	r.Get("/healthz", s.health)
	r.Get("/readyz", s.ready)
	r.Handle("/metrics", metricsHandler(c.Metrics))

	r.HandleFunc("/api/*", s.noRoute)
	r.Handle("/*", c.Web)
	return r
}

// noRoute keeps the single-page fallback from answering 200 for an API path
// that does not exist.
func (s *server) noRoute(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, fault.New(fault.NotFound, "route_not_found",
		"There is no such API path. /api/docs lists those that exist."))
}

// recoverPanics turns a handler's panic into an internal problem; the log has
// the stack. Aborted handlers go on aborting.
func (s *server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				s.problem(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// sameOriginWrites refuses writes that a browser sends from another site's
// page (Sec-Fetch-Site, Origin); programs send neither header.
func (s *server) sameOriginWrites(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, fault.New(fault.Forbidden, "cross_site_request",
			"A page of another site sent this request. Send it from Twinstage itself, or from a program with a token."))
	}))
	return p.Handler(next)
}
