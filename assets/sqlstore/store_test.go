package sqlstore_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/assets/sqlstore"
	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/internal/testneed"
)

func open(t *testing.T, dsn string) assets.Store {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := sqlstore.New(ctx, db, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSQLite(t *testing.T) {
	assetstest.Store(t, func(t *testing.T) assets.Store { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db")) })
}

func TestPostgres(t *testing.T) {
	assetstest.Store(t, func(t *testing.T) assets.Store { return open(t, testneed.Postgres(t)) })
}
