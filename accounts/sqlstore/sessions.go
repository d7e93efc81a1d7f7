package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/accounts"
)

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	Hash      string `bun:"hash,pk"`
	PersonID  string `bun:"person_id"`
	CreatedAt int64  `bun:"created_at"`
	EndsAt    int64  `bun:"ends_at"`

	Person *personRow `bun:"rel:belongs-to,join:person_id=id"`
}

// AddSession implements accounts.SessionStore.
func (s *Store) AddSession(ctx context.Context, n accounts.Session) error {
	row := sessionRow{Hash: key(n.Hash), PersonID: n.PersonID, CreatedAt: millis(n.CreatedAt), EndsAt: millis(n.EndsAt)}
	_, err := s.db.NewInsert().Model(&row).Exec(ctx)
	return added("add session", err)
}

// FindSession implements accounts.SessionStore.
func (s *Store) FindSession(ctx context.Context, h accounts.Hash) (accounts.Session, accounts.Person, error) {
	var row sessionRow
	err := s.db.NewSelect().Model(&row).Relation("Person").Where("s.hash = ?", key(h)).Scan(ctx)
	if err := found("find session", err); err != nil {
		return accounts.Session{}, accounts.Person{}, err
	}
	session := accounts.Session{Hash: h, PersonID: row.PersonID, CreatedAt: timeOf(row.CreatedAt), EndsAt: timeOf(row.EndsAt)}
	return session, row.Person.person(), nil
}

// ExtendSession implements accounts.SessionStore.
func (s *Store) ExtendSession(ctx context.Context, h accounts.Hash, endsAt time.Time) error {
	_, err := s.db.NewUpdate().Model((*sessionRow)(nil)).
		Set("ends_at = ?", millis(endsAt)).Where("hash = ?", key(h)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("extend session: %w", err)
	}
	return nil
}

// EndSession implements accounts.SessionStore.
func (s *Store) EndSession(ctx context.Context, h accounts.Hash) error {
	if _, err := s.db.NewDelete().Model((*sessionRow)(nil)).Where("hash = ?", key(h)).Exec(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// DropSessions implements accounts.SessionStore.
func (s *Store) DropSessions(ctx context.Context, now time.Time) error {
	if _, err := s.db.NewDelete().Model((*sessionRow)(nil)).Where("ends_at <= ?", millis(now)).Exec(ctx); err != nil {
		return fmt.Errorf("drop sessions: %w", err)
	}
	return nil
}
