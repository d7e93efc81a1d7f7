// Package accountstest is the contract of accounts.Store: every adapter's test
// runs it on a real database.
package accountstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/twinstage/twinstage/accounts"
)

// at is a time with the milliseconds that stores keep.
func at(hours int) time.Time {
	return time.Date(2026, 3, 1, 8, 0, 0, 123e6, time.UTC).Add(time.Duration(hours) * time.Hour)
}

func person(name string) accounts.Person {
	return accounts.Person{
		ID: "id-" + name, Name: name, Role: accounts.RoleStaff, Districts: []string{"500103", "500105"},
		Password: "$hash$" + name, CreatedAt: at(0), ChangedAt: at(1),
	}
}

// Run runs the contract; open gives an empty store each time.
func Run(t *testing.T, open func(*testing.T) accounts.Store) {
	for name, test := range map[string]func(*testing.T, accounts.Store){
		"people are found by exact name":     testPeople,
		"a name belongs to one person":       testNames,
		"a password changes alone":           testPassword,
		"a password change can end sessions": testPasswordEndsSessions,
		"sessions":                           testSessions,
		"sessions end by time":               testDropSessions,
		"tokens":                             testTokens,
		"a token is revoked once":            testRevoke,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func wantErr(t *testing.T, want, got error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error %v, want %v", got, want)
	}
}

func testPeople(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	wei, ann := person("王伟"), person("ann")
	ann.Role, ann.Districts = accounts.RoleAdmin, nil
	ok(t, s.AddPerson(ctx, wei))
	ok(t, s.AddPerson(ctx, ann))
	got, err := s.FindPerson(ctx, "王伟")
	ok(t, err)
	same(t, "found person", wei, got)
	_, err = s.FindPerson(ctx, "王")
	wantErr(t, accounts.ErrNotFound, err)
	list, err := s.ListPeople(ctx)
	ok(t, err)
	same(t, "list by name", []accounts.Person{ann, wei}, list)
}

func testNames(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ok(t, s.AddPerson(ctx, person("ann")))
	again := person("ann")
	again.ID, again.Password = "another", "$other$"
	wantErr(t, accounts.ErrExists, s.AddPerson(ctx, again))
	got, err := s.FindPerson(ctx, "ann")
	ok(t, err)
	same(t, "the first one", person("ann"), got)
}

func testPassword(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ann := person("ann")
	ok(t, s.AddPerson(ctx, ann))
	ok(t, s.AddPerson(ctx, person("bob")))
	ok(t, s.AddSession(ctx, session(1, ann.ID, at(9))))
	ok(t, s.SetPassword(ctx, ann.ID, "$new$", at(2), false))
	ann.Password, ann.ChangedAt = "$new$", at(2)
	list, err := s.ListPeople(ctx)
	ok(t, err)
	same(t, "people", []accounts.Person{ann, person("bob")}, list)
	_, _, err = s.FindSession(ctx, accounts.Hash{1})
	ok(t, err)
	wantErr(t, accounts.ErrNotFound, s.SetPassword(ctx, "nobody", "$x$", at(2), true))
}

func testPasswordEndsSessions(t *testing.T, s accounts.Store) {
	ctx := context.Background()
	ann, bob := person("ann"), person("bob")
	ok(t, s.AddPerson(ctx, ann))
	ok(t, s.AddPerson(ctx, bob))
	ok(t, s.AddSession(ctx, session(1, ann.ID, at(9))))
	ok(t, s.AddSession(ctx, session(2, ann.ID, at(9))))
	ok(t, s.AddSession(ctx, session(3, bob.ID, at(9))))
	ok(t, s.SetPassword(ctx, ann.ID, "$new$", at(2), true))
	for n, want := range map[byte]error{1: accounts.ErrNotFound, 2: accounts.ErrNotFound, 3: nil} {
		_, _, err := s.FindSession(ctx, accounts.Hash{n})
		wantErr(t, want, err)
	}
}
