package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/accounts"
)

type personRow struct {
	bun.BaseModel `bun:"table:people,alias:p"`

	ID        string `bun:"id,pk"`
	Name      string `bun:"name"`
	Role      string `bun:"role"`
	Districts string `bun:"districts"`
	Password  string `bun:"password"`
	CreatedAt int64  `bun:"created_at"`
	ChangedAt int64  `bun:"changed_at"`
}

func (r personRow) person() accounts.Person {
	return accounts.Person{
		ID: r.ID, Name: r.Name, Role: accounts.Role(r.Role), Districts: strings.Fields(r.Districts),
		Password: r.Password, CreatedAt: timeOf(r.CreatedAt), ChangedAt: timeOf(r.ChangedAt),
	}
}

// AddPerson implements accounts.PeopleStore.
func (s *Store) AddPerson(ctx context.Context, p accounts.Person) error {
	row := personRow{
		ID: p.ID, Name: p.Name, Role: string(p.Role), Districts: strings.Join(p.Districts, " "),
		Password: p.Password, CreatedAt: millis(p.CreatedAt), ChangedAt: millis(p.ChangedAt),
	}
	_, err := s.db.NewInsert().Model(&row).Exec(ctx)
	return added("add person", err)
}

// FindPerson implements accounts.PeopleStore.
func (s *Store) FindPerson(ctx context.Context, name string) (accounts.Person, error) {
	var row personRow
	if err := found("find person", s.db.NewSelect().Model(&row).Where("p.name = ?", name).Scan(ctx)); err != nil {
		return accounts.Person{}, err
	}
	return row.person(), nil
}

// ListPeople implements accounts.PeopleStore.
func (s *Store) ListPeople(ctx context.Context) ([]accounts.Person, error) {
	var rows []personRow
	if err := s.db.NewSelect().Model(&rows).OrderExpr("p.name").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	people := make([]accounts.Person, len(rows))
	for i, r := range rows {
		people[i] = r.person()
	}
	return people, nil
}

// SetPassword implements accounts.PeopleStore.
func (s *Store) SetPassword(ctx context.Context, personID, hash string, at time.Time, endSessions bool) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewUpdate().Model((*personRow)(nil)).
			Set("password = ?", hash).Set("changed_at = ?", millis(at)).Where("id = ?", personID).Exec(ctx)
		if err := changed("set password", res, err); err != nil || !endSessions {
			return err
		}
		if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("person_id = ?", personID).Exec(ctx); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		return nil
	})
}
