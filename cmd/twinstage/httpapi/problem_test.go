package httpapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/fault"
)

func TestProblemCarriesExtrasAndHeaders(t *testing.T) {
	f := fault.New(fault.Stale, "edit_conflict", "Read it again.").With("etag", `"r7.1"`).With("status", 999).WithRemedy("重新读取", "Reload")
	w := httptest.NewRecorder()
	ErrorWriter(slog.New(slog.DiscardHandler))(w, httptest.NewRequest(http.MethodPut, "/x", nil), f)
	var p struct {
		Code, Detail, Etag string
		Status             int
		Remedy             fault.Text
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if w.Code != 412 || p.Status != 412 || p.Code != "edit_conflict" || p.Etag != `"r7.1"` || p.Remedy.ZH == "" {
		t.Errorf("status %d, problem %+v: standard members must win over extras", w.Code, p)
	}
	if got := w.Header().Get("ETag"); got != `"r7.1"` {
		t.Errorf("ETag header %q", got)
	}
}

func TestInternalsAreLoggedAndNeverSent(t *testing.T) {
	var log strings.Builder
	w := httptest.NewRecorder()
	err := errors.New("dial tcp 10.0.0.5:5432: password is hunter2")
	ErrorWriter(slog.New(slog.NewTextHandler(&log, nil)))(w, httptest.NewRequest(http.MethodGet, "/x", nil), err)
	if w.Code != 500 || strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("status %d, sent %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "hunter2") {
		t.Error("the cause is in no log")
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for k := fault.Internal; k <= fault.Gone; k++ {
		if http.StatusText(statusOf[k]) == "" {
			t.Errorf("kind %d has no status", k)
		}
	}
}
