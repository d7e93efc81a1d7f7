package realtime_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/memlive"
)

// tally is a journal that counts, since a fuzzer has no use for a disk.
type tally struct{ readings int }

func (j *tally) Append(_ context.Context, b realtime.Batch) error {
	j.readings += len(b.Readings)
	return nil
}

func (j *tally) Latest(context.Context, string, realtime.Mark) ([]realtime.Stored, realtime.Mark, error) {
	return nil, 0, nil
}

// FuzzIngestBody: any body of either type is answered with 200 or a fault, and
// what it says was accepted is what the journal got.
func FuzzIngestBody(f *testing.F) {
	one := `{"indicator":"pm25","value":1.5}`
	for _, body := range []string{one + "\n" + one, `{"readings":[` + one + `],"origin":"recorded"}`, `{"origin":"live","x":[1],"readings":[7,null,` + one + `]}`, `{"readings":{}}`, "\n\n{", `{"readings":[],"readings":[` + one + `]}`} {
		f.Add(body, true)
		f.Add(body, false)
	}
	j := &tally{}
	hub, err := realtime.New(realtime.Config{Live: memlive.New(), Journal: j})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = hub.Close(context.Background()) })
	if err := hub.Define(context.Background(), sandbox()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, lines bool) {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		req.Header.Set("Content-Type", map[bool]string{true: "application/x-ndjson", false: "application/json"}[lines])
		before := j.readings
		w := httptest.NewRecorder()
		hub.ServeReadings(w, req, system, "", "sandbox")
		switch w.Code {
		case 200:
			if j.readings == before {
				t.Fatalf("%q: 200 with nothing in the journal", body)
			}
		case 400, 413, 422:
			if j.readings != before {
				t.Fatalf("%q: %d, but %d readings were taken", body, w.Code, j.readings-before)
			}
		default:
			t.Fatalf("%q: %d", body, w.Code)
		}
	})
}
