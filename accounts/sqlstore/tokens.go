package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/accounts"
)

type tokenRow struct {
	bun.BaseModel `bun:"table:tokens,alias:t"`

	ID        string `bun:"id,pk"`
	Hash      string `bun:"hash"`
	Label     string `bun:"label"`
	Scene     string `bun:"scene"`
	Purposes  string `bun:"purposes"`
	CreatedBy string `bun:"created_by"`
	CreatedAt int64  `bun:"created_at"`
	UsedAt    int64  `bun:"used_at"`
	RevokedAt int64  `bun:"revoked_at"`
}

func (r tokenRow) token() accounts.Token {
	t := accounts.Token{
		ID: r.ID, Label: r.Label, Scene: r.Scene, CreatedBy: r.CreatedBy,
		CreatedAt: timeOf(r.CreatedAt), UsedAt: timeOf(r.UsedAt), RevokedAt: timeOf(r.RevokedAt),
	}
	for _, p := range strings.Fields(r.Purposes) {
		t.Purposes = append(t.Purposes, accounts.Purpose(p))
	}
	return t
}

// AddToken implements accounts.TokenStore.
func (s *Store) AddToken(ctx context.Context, t accounts.Token, h accounts.Hash) error {
	purposes := make([]string, len(t.Purposes))
	for i, p := range t.Purposes {
		purposes[i] = string(p)
	}
	row := tokenRow{
		ID: t.ID, Hash: key(h), Label: t.Label, Scene: t.Scene, Purposes: strings.Join(purposes, " "), CreatedBy: t.CreatedBy,
		CreatedAt: millis(t.CreatedAt), UsedAt: millis(t.UsedAt), RevokedAt: millis(t.RevokedAt),
	}
	_, err := s.db.NewInsert().Model(&row).Exec(ctx)
	return added("add token", err)
}

// FindToken implements accounts.TokenStore.
func (s *Store) FindToken(ctx context.Context, h accounts.Hash) (accounts.Token, error) {
	var row tokenRow
	if err := found("find token", s.db.NewSelect().Model(&row).Where("t.hash = ?", key(h)).Scan(ctx)); err != nil {
		return accounts.Token{}, err
	}
	return row.token(), nil
}

// ListTokens implements accounts.TokenStore.
func (s *Store) ListTokens(ctx context.Context) ([]accounts.Token, error) {
	var rows []tokenRow
	if err := s.db.NewSelect().Model(&rows).OrderExpr("t.created_at, t.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	tokens := make([]accounts.Token, len(rows))
	for i, r := range rows {
		tokens[i] = r.token()
	}
	return tokens, nil
}

// RevokeToken implements accounts.TokenStore.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time) error {
	res, err := s.db.NewUpdate().Model((*tokenRow)(nil)).
		Set("revoked_at = CASE WHEN revoked_at = 0 THEN ? ELSE revoked_at END", millis(at)).Where("id = ?", id).Exec(ctx)
	return changed("revoke token", res, err)
}

// TouchToken implements accounts.TokenStore.
func (s *Store) TouchToken(ctx context.Context, id string, at time.Time) error {
	_, err := s.db.NewUpdate().Model((*tokenRow)(nil)).Set("used_at = ?", millis(at)).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("touch token: %w", err)
	}
	return nil
}
