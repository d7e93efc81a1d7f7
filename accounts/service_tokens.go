package accounts

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// AddToken makes a token and gives its secret, for the one time it is shown.
// Needs access.ManagePeople. Whether the scene exists is the caller's to know:
// a token may be made before its scene. Codes: token_scope_invalid,
// token_purpose_unknown, token_label_invalid.
func (s *Service) AddToken(ctx context.Context, permit access.Permit, n NewToken) (t Token, secret string, err error) {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return Token{}, "", err
	}
	n.Label = strings.TrimSpace(n.Label)
	n.Purposes = slices.Compact(slices.Sorted(slices.Values(n.Purposes)))
	if err := n.check(); err != nil {
		return Token{}, "", err
	}
	secret = TokenPrefix + newSecret()
	t = Token{ID: newID(), Label: n.Label, Scene: n.Scene, Purposes: n.Purposes, CreatedBy: permit.Subject, CreatedAt: s.now()}
	if err := s.store.AddToken(ctx, t, hashOf(secret)); err != nil {
		return Token{}, "", internal(err)
	}
	s.log.Info("token added", slog.String("id", t.ID), slog.String("scene", t.Scene), slog.Any("purposes", t.Purposes), slog.String("by", permit.Subject))
	return t, secret, nil
}

// RevokeToken ends a token for good, by its ID. Needs access.ManagePeople.
// Code token_not_found. Revoking twice is no error.
func (s *Service) RevokeToken(ctx context.Context, permit access.Permit, id string) error {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return err
	}
	switch err := s.store.RevokeToken(ctx, id, s.now()); {
	case errors.Is(err, ErrNotFound):
		return fault.New(fault.NotFound, "token_not_found", "There is no token %q; `twinstage token list` shows all.", id)
	case err != nil:
		return internal(err)
	}
	s.log.Info("token revoked", slog.String("id", id), slog.String("by", permit.Subject))
	return nil
}

// Tokens lists all tokens, oldest first, revoked ones too. Needs
// access.ManagePeople.
func (s *Service) Tokens(ctx context.Context, permit access.Permit) ([]Token, error) {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return nil, err
	}
	tokens, err := s.store.ListTokens(ctx)
	if err != nil {
		return nil, internal(err)
	}
	return tokens, nil
}

// PermitForToken gives the permit of a bearer token's secret. Code
// token_invalid (401) for an unknown or revoked one.
func (s *Service) PermitForToken(ctx context.Context, secret string) (access.Permit, error) {
	if !strings.HasPrefix(secret, TokenPrefix) {
		return access.Permit{}, errToken()
	}
	t, err := s.store.FindToken(ctx, hashOf(secret))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && !t.RevokedAt.IsZero():
		return access.Permit{}, errToken()
	case err != nil:
		return access.Permit{}, internal(err)
	}
	s.touch(ctx, t)
	return ForToken(t), nil
}

// touch notes the use to the minute: a source may push many times a second.
func (s *Service) touch(ctx context.Context, t Token) {
	now := s.now()
	if now.Sub(t.UsedAt) < time.Minute {
		return
	}
	if err := s.store.TouchToken(ctx, t.ID, now); err != nil {
		s.log.Warn("token's use not noted", slog.String("id", t.ID), slog.Any("error", err))
	}
}

func errToken() error {
	return fault.New(fault.Unauthenticated, "token_invalid", "The bearer token is unknown or was revoked; ask an administrator for a new one.")
}
