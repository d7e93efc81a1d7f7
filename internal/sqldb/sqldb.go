// Package sqldb opens the two databases the product runs on (SQLite and
// PostgreSQL) behind one bun handle and migrates them.
//
// Durability: SQLite commits are fsynced (WAL, synchronous=FULL), so that an
// acknowledged write survives a crash of the process or the machine.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Open opens dsn: "sqlite:PATH", or a "postgres://" URL.
func Open(ctx context.Context, dsn string) (*bun.DB, error) {
	var db *bun.DB
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		conn, err := sql.Open("sqlite", sqliteDSN(strings.TrimPrefix(dsn, "sqlite:")))
		if err != nil {
			return nil, fmt.Errorf("open sqlite: %w", err)
		}
		db = bun.NewDB(conn, sqlitedialect.New())
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		conn, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, fmt.Errorf("open postgres: %w", err)
		}
		conn.SetMaxOpenConns(16)
		db = bun.NewDB(conn, pgdialect.New())
	default:
		return nil, fmt.Errorf("database %q: want sqlite:PATH or postgres://…", dsn)
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return db, nil
}

// sqliteDSN sets the pragmas in the DSN because they belong to a connection,
// and the pool opens new ones at any time.
func sqliteDSN(path string) string {
	q := url.Values{}
	for _, p := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"} {
		q.Add("_pragma", p)
	}
	q.Set("_txlock", "immediate")                // a read that turns into a write cannot then fail with SQLITE_BUSY
	name := (&url.URL{Path: path}).EscapedPath() // SQLite undoes it: a folder may be called "a?b#c"
	return "file:" + name + "?" + q.Encode()
}

// IsPostgres says which dialect db speaks.
func IsPostgres(db *bun.DB) bool { return db.Dialect().Name() == dialect.PG }

// Migrate brings one room's tables up to date. files holds the folders
// "sqlite" and "postgres", or the migrations themselves where both dialects
// take the same text; table is where goose keeps that room's version.
func Migrate(ctx context.Context, db *bun.DB, files fs.FS, table string, log *slog.Logger) error {
	d, folder := goose.DialectSQLite3, "sqlite"
	if IsPostgres(db) {
		d, folder = goose.DialectPostgres, "postgres"
	}
	if _, err := fs.Stat(files, folder); err == nil {
		if files, err = fs.Sub(files, folder); err != nil {
			return fmt.Errorf("migrations of %s: %w", table, err)
		}
	}
	store, err := database.NewStore(d, table)
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", table, err)
	}
	p, err := goose.NewProvider("", db.DB, files, goose.WithStore(store), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", table, err)
	}
	done, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", table, err)
	}
	for _, r := range done {
		log.Info("migrated", slog.String("table", table), slog.Int64("version", r.Source.Version), slog.Duration("took", r.Duration))
	}
	return nil
}

// IsUnique says whether err is a broken unique or primary key constraint.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505" // unique_violation
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}
