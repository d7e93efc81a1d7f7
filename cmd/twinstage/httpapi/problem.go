package httpapi

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/twinstage/twinstage/internal/fault"
)

// statusOf is the one mapping from kinds of faults to HTTP statuses.
var statusOf = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.NeedsMatch:      http.StatusPreconditionRequired,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Gone:            http.StatusGone,
}

// Problem is an RFC 9457 problem document with our stable code and, where
// there is one, the remedy; a fault's Extra members stand beside them.
type Problem struct {
	Type   string         `json:"type" doc:"about:blank: title is the status in words, code says which problem"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail" doc:"What is wrong and what to do"`
	Code   string         `json:"code" doc:"Stable, snake_case; docs/errors.md lists all"`
	Remedy *fault.Text    `json:"remedy,omitempty"`
	Extra  map[string]any `json:"-"`
}

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.HeadersError      = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)

func newProblem(f *fault.Fault) *Problem {
	status := statusOf[f.Kind]
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: f.Message, Code: f.Code, Remedy: f.Remedy, Extra: f.Extra,
	}
}

func (p *Problem) Error() string             { return p.Code + ": " + p.Detail }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders gives a lost race its current ETag, a throttled caller the wait
// and an anonymous one the way in.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if etag, ok := p.Extra["etag"].(string); ok {
		h.Set("ETag", etag)
	}
	if wait, ok := p.Extra["retryAfter"]; ok {
		b, _ := json.Marshal(wait)
		h.Set("Retry-After", strings.Trim(string(b), `"`))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="twinstage"`)
	}
	return h
}

// MarshalJSON puts the extra members beside the standard ones, which win.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	standard, err := json.Marshal((*plain)(p))
	if err != nil || len(p.Extra) == 0 {
		return standard, err
	}
	all := maps.Clone(p.Extra)
	if err := json.Unmarshal(standard, &all); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// ErrorWriter answers plain handlers: public face to the caller, the rest to
// the log.
func ErrorWriter(log *slog.Logger) func(http.ResponseWriter, *http.Request, error) {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		p := problemFor(log, r.Method, r.URL.Path, err)
		for name, values := range p.GetHeaders() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(p.Status)
		if r.Method != http.MethodHead {
			_ = json.NewEncoder(w).Encode(p)
		}
	}
}

// problemFor logs what the caller will not be told.
func problemFor(log *slog.Logger, method, path string, err error) *Problem {
	f := fault.From(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		log.Error("request failed", slog.String("method", method), slog.String("path", path),
			slog.String("code", f.Code), slog.Any("err", err))
	}
	return newProblem(f)
}

// humaProblem turns huma's own validation errors into problems with a code.
func humaProblem(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	kind, code := fault.Malformed, "request_malformed"
	switch m.Status {
	case http.StatusUnprocessableEntity:
		kind, code = fault.Invalid, "request_invalid"
	case http.StatusRequestEntityTooLarge:
		kind, code = fault.TooLarge, "request_too_large"
	case http.StatusUnsupportedMediaType:
		kind, code = fault.Unsupported, "media_type_unsupported"
	}
	f := fault.New(kind, code, "%s", strings.TrimSpace(m.Detail+". The members named in problems say what to mend."))
	if len(m.Errors) > 0 {
		problems := make([]map[string]any, len(m.Errors))
		for i, e := range m.Errors {
			problems[i] = map[string]any{"pointer": e.Location, "message": e.Message}
		}
		f = f.With("problems", problems)
	}
	p := newProblem(f)
	p.Status = m.Status
	return p, nil
}
