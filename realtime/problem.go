package realtime

import (
	"encoding/json"
	"net/http"

	"github.com/twinstage/twinstage/internal/fault"
)

// writeProblem is the answer for hubs without a roof (tests, small programs).
func writeProblem(w http.ResponseWriter, _ *http.Request, err error) {
	f := fault.From(err)
	status := map[fault.Kind]int{
		fault.Malformed: 400, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404,
		fault.TooLarge: 413, fault.Unsupported: 415, fault.Invalid: 422, fault.TooMany: 429, fault.Unavailable: 503,
	}[f.Kind]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	body := map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "code": f.Code, "detail": f.Message}
	for k, v := range f.Extra {
		body[k] = v
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
