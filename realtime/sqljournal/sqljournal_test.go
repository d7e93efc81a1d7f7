package sqljournal

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/twinstage/twinstage/internal/testneed"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/journaltest"
)

// contract runs the suite over databases that dsn makes. Reopening opens a
// second journal beside the first, which is never closed in order: what the
// second sees was durable.
func contract(t *testing.T, dsn func(t *testing.T) string) {
	where := map[realtime.Journal]string{}
	open := func(t *testing.T, at string) realtime.Journal {
		j, err := Open(t.Context(), at, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = j.Close() })
		where[j] = at
		return j
	}
	journaltest.Run(t,
		func(t *testing.T) realtime.Journal { return open(t, dsn(t)) },
		func(t *testing.T, j realtime.Journal) realtime.Journal { return open(t, where[j]) })
}

func TestSQLite(t *testing.T) {
	contract(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "journal.db") })
}

func TestPostgres(t *testing.T) {
	contract(t, func(t *testing.T) string { return testneed.Postgres(t) })
}

func FuzzBlob(f *testing.F) {
	c, err := newCodec()
	if err != nil {
		f.Fatal(err)
	}
	r := realtime.Stored{Reading: realtime.Reading{Indicator: "a", Value: realtime.CategoryValue("x"), Quality: "good"}, Source: "s", ReceivedAt: 5}
	f.Add(c.encode([]realtime.Stored{r, r}, true), true)
	f.Add(c.encode([]realtime.Stored{r}, false), false)
	f.Fuzz(func(t *testing.T, blob []byte, withSource bool) {
		var got []realtime.Stored
		if err := c.decode(blob, withSource, func(r realtime.Stored) { got = append(got, r) }); err != nil {
			return
		}
		again := 0
		if err := c.decode(c.encode(got, withSource), withSource, func(realtime.Stored) { again++ }); err != nil || again != len(got) {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
	})
}
