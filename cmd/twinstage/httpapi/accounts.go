package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/internal/access"
)

func (s *server) accountRoutes() {
	operation(s, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/api/v1/sessions", Summary: "Sign in",
		Description: "Sets the session cookie.", Tags: []string{"accounts"}, DefaultStatus: http.StatusCreated,
	}, s.signIn)
	operation(s, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/api/v1/sessions", Summary: "Sign out",
		Tags: []string{"accounts"}, DefaultStatus: http.StatusNoContent,
	}, s.signOut)
	operation(s, huma.Operation{
		OperationID: "me", Method: http.MethodGet, Path: "/api/v1/me", Summary: "Who am I, and what may I do",
		Tags: []string{"accounts"},
	}, s.me)
}

// Me is who asks. User and role are null for a stranger and for a token.
type Me struct {
	Subject   string          `json:"subject" doc:"user:…, token:… or anonymous"`
	User      *string         `json:"user"`
	Role      *accounts.Role  `json:"role"`
	Districts []string        `json:"districts"`
	Audience  string          `json:"audience" enum:"public,staff,leader" doc:"On scenes of no particular district"`
	May       map[string]bool `json:"may" doc:"Actions, on nothing in particular"`
}

func newMe(permit access.Permit, p *accounts.Person) Me {
	me := Me{Subject: permit.Subject, Districts: []string{}, Audience: permit.Audience(access.Resource{}).String(), May: map[string]bool{}}
	for _, a := range []access.Action{access.ReadDrafts, access.CreateScene, access.EditScene, access.PublishScene, access.UploadAsset, access.WriteReadings, access.ManagePeople} {
		me.May[string(a)] = permit.Allows(a, access.Resource{})
	}
	if p != nil {
		me.User, me.Role = &p.Name, &p.Role
		me.Districts = append(me.Districts, p.Districts...)
	}
	return me
}

type signInInput struct {
	Credentials
	remote
	Body struct {
		User     string `json:"user" minLength:"1" maxLength:"200"`
		Password string `json:"password" minLength:"1" maxLength:"1000"`
	}
}

// remote is where the request came from, for throttling.
type remote struct{ addr string }

// Resolve is huma's hook for what is not in the message.
func (r *remote) Resolve(ctx huma.Context) []error {
	r.addr = ctx.RemoteAddr()
	return nil
}

type meOutput struct {
	SetCookie    http.Cookie `header:"Set-Cookie"`
	CacheControl string      `header:"Cache-Control"`
	Body         Me
}

func (s *server) signIn(ctx context.Context, _ access.Permit, in *signInInput) (*meOutput, error) {
	secret, person, err := s.Accounts.SignIn(ctx, in.Body.User, in.Body.Password, in.addr)
	if err != nil {
		return nil, err
	}
	permit := accounts.ForUser(person)
	return &meOutput{
		SetCookie:    s.cookie(secret, s.Accounts.SessionMaxAge()),
		CacheControl: "no-store",
		Body:         newMe(permit, &person),
	}, nil
}

// cookie is readable by the server alone and not sent with other sites' posts.
// It is marked Secure where visitors come by HTTPS.
func (s *server) cookie(value string, life time.Duration) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: s.SecureCookies, SameSite: http.SameSiteLaxMode,
	}
}

type signOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *server) signOut(ctx context.Context, _ access.Permit, in *Credentials) (*signOutOutput, error) {
	if err := s.Accounts.SignOut(ctx, in.Session); err != nil {
		return nil, err
	}
	gone := s.cookie("", 0)
	gone.MaxAge = -1
	return &signOutOutput{SetCookie: gone}, nil
}

type whoOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Me
}

func (s *server) me(ctx context.Context, permit access.Permit, in *Credentials) (*whoOutput, error) {
	var person *accounts.Person
	if in.Authorization == "" && permit.Known {
		_, p, err := s.Accounts.PermitForSession(ctx, in.Session)
		if err != nil {
			return nil, err
		}
		person = &p
	}
	return &whoOutput{CacheControl: "no-store", Body: newMe(permit, person)}, nil
}
