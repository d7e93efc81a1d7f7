package accountstest

import (
	"context"
	"testing"
	"time"

	"github.com/twinstage/twinstage/accounts"
)

func session(n byte, personID string, ends time.Time) accounts.Session {
	return accounts.Session{Hash: accounts.Hash{n}, PersonID: personID, CreatedAt: at(0), EndsAt: ends}
}

func testSessions(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ann := person("ann")
	ok(t, s.AddPerson(ctx, ann))
	want := session(7, ann.ID, at(3))
	ok(t, s.AddSession(ctx, want))
	ok(t, s.AddSession(ctx, session(8, ann.ID, at(3))))
	got, who, err := s.FindSession(ctx, accounts.Hash{7})
	ok(t, err)
	same(t, "session", want, got)
	same(t, "its person", ann, who)

	ok(t, s.ExtendSession(ctx, accounts.Hash{7}, at(5)))
	want.EndsAt = at(5)
	got, _, err = s.FindSession(ctx, accounts.Hash{7})
	ok(t, err)
	same(t, "extended session", want, got)
	got, _, err = s.FindSession(ctx, accounts.Hash{8})
	ok(t, err)
	same(t, "the other session", session(8, ann.ID, at(3)), got)

	ok(t, s.EndSession(ctx, accounts.Hash{7}))
	_, _, err = s.FindSession(ctx, accounts.Hash{7})
	wantErr(t, accounts.ErrNotFound, err)
	ok(t, s.EndSession(ctx, accounts.Hash{7}))
	ok(t, s.ExtendSession(ctx, accounts.Hash{7}, at(9)))
	_, _, err = s.FindSession(ctx, accounts.Hash{8})
	ok(t, err)
}

func testDropSessions(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ann := person("ann")
	ok(t, s.AddPerson(ctx, ann))
	for n := range byte(4) {
		ok(t, s.AddSession(ctx, session(n, ann.ID, at(int(n)))))
	}
	ok(t, s.DropSessions(ctx, at(1)))
	for n, want := range map[byte]error{0: accounts.ErrNotFound, 1: accounts.ErrNotFound, 2: nil, 3: nil} {
		_, _, err := s.FindSession(ctx, accounts.Hash{n})
		wantErr(t, want, err)
	}
}

func token(id string, hours int) accounts.Token {
	return accounts.Token{
		ID: id, Label: "网关 " + id, Scene: "sandbox", Purposes: []accounts.Purpose{accounts.PurposeLiveStaff, accounts.PurposeReadings},
		CreatedBy: "user:admin", CreatedAt: at(hours),
	}
}

func testTokens(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	late, early := token("a", 5), token("b", 1)
	ok(t, s.AddToken(ctx, late, accounts.Hash{1}))
	ok(t, s.AddToken(ctx, early, accounts.Hash{2}))
	wantErr(t, accounts.ErrExists, s.AddToken(ctx, token("a", 1), accounts.Hash{3}))
	wantErr(t, accounts.ErrExists, s.AddToken(ctx, token("c", 1), accounts.Hash{1}))

	got, err := s.FindToken(ctx, accounts.Hash{1})
	ok(t, err)
	same(t, "token", late, got)
	_, err = s.FindToken(ctx, accounts.Hash{9})
	wantErr(t, accounts.ErrNotFound, err)

	ok(t, s.TouchToken(ctx, "a", at(7)))
	ok(t, s.TouchToken(ctx, "nobody", at(7)))
	late.UsedAt = at(7)
	list, err := s.ListTokens(ctx)
	ok(t, err)
	same(t, "tokens, oldest first", []accounts.Token{early, late}, list)
}

func testRevoke(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ok(t, s.AddToken(ctx, token("a", 0), accounts.Hash{1}))
	ok(t, s.AddToken(ctx, token("b", 0), accounts.Hash{2}))
	ok(t, s.RevokeToken(ctx, "a", at(3)))
	ok(t, s.RevokeToken(ctx, "a", at(4)))
	wantErr(t, accounts.ErrNotFound, s.RevokeToken(ctx, "nobody", at(4)))
	want := token("a", 0)
	want.RevokedAt = at(3)
	got, err := s.FindToken(ctx, accounts.Hash{1})
	ok(t, err)
	same(t, "revoked token", want, got)
	got, err = s.FindToken(ctx, accounts.Hash{2})
	ok(t, err)
	same(t, "the other token", token("b", 0), got)
}
