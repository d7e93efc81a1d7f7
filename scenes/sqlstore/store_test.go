package sqlstore_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/internal/testneed"
	"github.com/twinstage/twinstage/scenes"
	"github.com/twinstage/twinstage/scenes/scenestest"
	"github.com/twinstage/twinstage/scenes/sqlstore"
)

func open(t *testing.T, dsn string) scenes.Store {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := sqlstore.New(t.Context(), db, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSQLite(t *testing.T) {
	scenestest.TestStore(t, func(t *testing.T) scenes.Store { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "scenes.db")) })
}

func TestPostgres(t *testing.T) {
	scenestest.TestStore(t, func(t *testing.T) scenes.Store { return open(t, testneed.Postgres(t)) })
}
