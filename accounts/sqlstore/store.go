// Package sqlstore keeps people, sessions and tokens in SQLite or PostgreSQL.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an accounts.Store on a database that sqldb.Open opened.
type Store struct{ db *bun.DB }

var _ accounts.Store = (*Store)(nil)

// New brings the tables up to date and gives the store. It does not close db.
func New(ctx context.Context, db *bun.DB, log *slog.Logger) (*Store, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := sqldb.Migrate(ctx, db, files, "goose_accounts", log); err != nil {
		return nil, err
	}
	return &Store{db: db}, nil
}

// key is a hash as the tables keep it.
func key(h accounts.Hash) string { return hex.EncodeToString(h[:]) }

// millis is t as the tables keep it; 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// added translates the outcome of an insert.
func added(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case sqldb.IsUnique(err):
		return accounts.ErrExists
	default:
		return fmt.Errorf("%s: %w", op, err)
	}
}

// found translates the outcome of a select of one row.
func found(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return accounts.ErrNotFound
	default:
		return fmt.Errorf("%s: %w", op, err)
	}
}

// changed is ErrNotFound if an update met no row.
func changed(op string, res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if n == 0 {
		return accounts.ErrNotFound
	}
	return nil
}
