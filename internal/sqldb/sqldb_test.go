package sqldb_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/internal/testneed"
)

var quiet = slog.New(slog.DiscardHandler)

// onBoth runs a test on each database the product stands on.
func onBoth(t *testing.T, test func(t *testing.T, db *bun.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "数据 a?b#c%20.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, testneed.Postgres(t))) })
}

func open(t *testing.T, dsn string) *bun.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestMigrateRunsOnceAndAppends(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		files := fstest.MapFS{"00001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n")}}
		for range 2 {
			if err := sqldb.Migrate(t.Context(), db, files, "goose_a", quiet); err != nil {
				t.Fatal(err)
			}
		}
		files["00002_b.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nINSERT INTO a (id) VALUES (7);\n")}
		var log bytes.Buffer
		if err := sqldb.Migrate(t.Context(), db, files, "goose_a", slog.New(slog.NewTextHandler(&log, nil))); err != nil {
			t.Fatal(err)
		}
		if strings.Count(log.String(), "migrated") != 1 || !strings.Contains(log.String(), "version=2") {
			t.Errorf("logged %q", log.String())
		}
		// Another room's migrations count for themselves.
		other := fstest.MapFS{"00001_c.sql": {Data: []byte("-- +goose Up\nCREATE TABLE c (id INTEGER);\n")}}
		if err := sqldb.Migrate(t.Context(), db, other, "goose_c", quiet); err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateTakesTheDialectsFolder(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		name := map[bool]string{false: "lite", true: "pg"}[sqldb.IsPostgres(db)]
		files := fstest.MapFS{
			"sqlite/00001_a.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE lite (id INTEGER);\n")},
			"postgres/00001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE pg (id INTEGER);\n")},
		}
		if err := sqldb.Migrate(t.Context(), db, files, "goose_a", quiet); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "INSERT INTO "+name+" (id) VALUES (1)"); err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateLeavesNothingOfABrokenStep(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		files := fstest.MapFS{"00001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE a (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n")}}
		if err := sqldb.Migrate(t.Context(), db, files, "goose_a", quiet); err == nil {
			t.Fatal("a broken migration was taken")
		}
		if _, err := db.ExecContext(t.Context(), "SELECT * FROM a"); err == nil {
			t.Error("half of the migration stayed")
		}
	})
}

func TestIsUnique(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		run := func(s string) error { _, err := db.ExecContext(t.Context(), s); return err }
		if err := run("CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"); err != nil {
			t.Fatal(err)
		}
		if err := run("INSERT INTO u VALUES (1, 'a')"); err != nil {
			t.Fatal(err)
		}
		for s, want := range map[string]bool{
			"INSERT INTO u VALUES (1, 'b')": true, "INSERT INTO u VALUES (2, 'a')": true,
			"INSERT INTO u VALUES (3, NULL)": false, "INSERT INTO nowhere VALUES (1)": false,
		} {
			if err := run(s); err == nil || sqldb.IsUnique(err) != want {
				t.Errorf("%s: %v, unique %v", s, err, sqldb.IsUnique(err))
			}
		}
		if sqldb.IsUnique(nil) || sqldb.IsUnique(errors.New("UNIQUE constraint failed")) {
			t.Error("told by text, not by code")
		}
	})
}

// TestSQLitePragmas looks at several connections, since each has its own.
func TestSQLitePragmas(t *testing.T) {
	db := open(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
	for range 3 {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close() // held, so that the next is another one
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
			var got string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, dsn := range []string{"", "mysql://x", "sqlite:" + filepath.Join(t.TempDir(), "no", "such", "folder", "x.db"), "postgres://127.0.0.1:1/x?connect_timeout=1"} {
		if db, err := sqldb.Open(context.Background(), dsn); err == nil {
			_ = db.Close()
			t.Errorf("%q was opened", dsn)
		}
	}
}
