package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

// sessionCookie carries a person's session; programs send a bearer token.
const sessionCookie = "twinstage_session"

// Credentials are how a request says who asks; every input embeds them.
type Credentials struct {
	Authorization string `header:"Authorization" doc:"Bearer token of a program"`
	Session       string `cookie:"twinstage_session" doc:"Session of a person"`
}

func (c *Credentials) credentials() Credentials { return *c }

// asked is an input that embeds Credentials.
type asked[I any] interface {
	*I
	credentials() Credentials
}

// operation registers one JSON endpoint. Whoever asks is resolved to a Permit
// before the handler runs and handed to it as an argument, so no handler can
// forget that somebody may be nobody.
func operation[I any, P asked[I], O any](s *server, op huma.Operation, handle func(context.Context, access.Permit, P) (*O, error)) {
	op.Errors = nil
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = &huma.Response{
		Description: "A problem (RFC 9457) with a stable code",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: &huma.Schema{Ref: "#/components/schemas/Problem"},
		}},
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		permit, err := s.permit(ctx, P(in).credentials())
		if err != nil {
			return nil, problemFor(s.Log, op.Method, op.Path, err)
		}
		out, err := handle(ctx, permit, P(in))
		if err != nil {
			return nil, problemFor(s.Log, op.Method, op.Path, err)
		}
		return out, nil
	})
}

// permit resolves credentials. A token that is sent must be good: a program
// whose token was revoked is told so, never served as a stranger. A session
// that has ended makes its person a visitor again.
func (s *server) permit(ctx context.Context, c Credentials) (access.Permit, error) {
	if c.Authorization != "" {
		scheme, token, _ := strings.Cut(c.Authorization, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return access.Permit{}, fault.New(fault.Unauthenticated, "authorization_unsupported",
				"Send the token as “Authorization: Bearer TOKEN”.")
		}
		return s.Accounts.PermitForToken(ctx, strings.TrimSpace(token))
	}
	if c.Session == "" {
		return accounts.Anonymous(), nil
	}
	permit, _, err := s.Accounts.PermitForSession(ctx, c.Session)
	if fault.KindOf(err) == fault.Unauthenticated {
		return accounts.Anonymous(), nil
	}
	return permit, err
}

// requestPermit is permit for plain handlers.
func (s *server) requestPermit(r *http.Request) (access.Permit, error) {
	c := Credentials{Authorization: r.Header.Get("Authorization")}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		c.Session = cookie.Value
	}
	return s.permit(r.Context(), c)
}

// newAPI is huma on our router: OpenAPI 3.1, no $schema members, no docs page
// of its own (it would load from elsewhere; /api/docs is ours).
func newAPI(adapter func(huma.Config) huma.API) huma.API {
	c := huma.DefaultConfig("Twinstage", apiVersion)
	c.Info.Description = "Scenes, assets and live indicators of digital twins on stage. " +
		"The WebSocket and the resumable uploads are described in docs/."
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Transformers = append(c.Transformers, humaProblem)
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer"},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie},
	}
	// Remedies and titles are both texts in two languages: one schema.
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[fault.Text](), reflect.TypeFor[scenes.Text]())
	api := adapter(c)
	api.OpenAPI().Components.Schemas.Map()["Problem"] = problemSchema()
	return api
}

func problemSchema() *huma.Schema {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	return &huma.Schema{
		Type:        huma.TypeObject,
		Description: "RFC 9457 problem; some codes add members of their own",
		Properties: map[string]*huma.Schema{
			"type": text("about:blank: code says which problem"), "title": text("The status in words"),
			"status": {Type: huma.TypeInteger}, "detail": text("What is wrong and what to do"),
			"code": text("Stable, snake_case; docs/errors.md lists all"),
			"remedy": {Type: huma.TypeObject, Properties: map[string]*huma.Schema{
				"zh": text("Remedy in Chinese"), "en": text("Remedy in English"),
			}},
		},
		Required:             []string{"type", "title", "status", "detail", "code"},
		AdditionalProperties: true,
	}
}

// logRequests writes one line a request at debug level, so that a quiet server
// stays quiet.
func logRequests(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			log.Debug("request", slog.String("method", r.Method), slog.String("path", r.URL.Path))
		})
	}
}
