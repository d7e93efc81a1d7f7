package sqlstore_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/accounts/accountstest"
	"github.com/twinstage/twinstage/accounts/sqlstore"
	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/internal/testneed"
)

// open gives an empty store on dsn, and proves that New may run twice.
func open(t *testing.T, dsn string) accounts.Store {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var store *sqlstore.Store
	for range 2 {
		if store, err = sqlstore.New(ctx, db, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func TestSQLite(t *testing.T) {
	accountstest.Run(t, func(t *testing.T) accounts.Store {
		return open(t, "sqlite:"+filepath.Join(t.TempDir(), "catalogue.db"))
	})
}

func TestPostgres(t *testing.T) {
	accountstest.Run(t, func(t *testing.T) accounts.Store { return open(t, testneed.Postgres(t)) })
}
