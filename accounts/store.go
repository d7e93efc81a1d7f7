package accounts

import (
	"context"
	"errors"
	"time"
)

// What stores answer, for errors.Is.
var (
	ErrNotFound = errors.New("accounts: no such record")
	ErrExists   = errors.New("accounts: the name is taken")
)

// Hash is the SHA-256 of a session's or token's secret. Secrets are random and
// long, so a fast hash is enough, and the store can find a record by it.
type Hash [32]byte

// Session is one sign-in of one person.
type Session struct {
	Hash      Hash
	PersonID  string
	CreatedAt time.Time
	EndsAt    time.Time
}

// Store keeps people, sessions and tokens. Times are kept to the millisecond.
// Every write is durable and whole when its method returns nil.
type Store interface {
	PeopleStore
	SessionStore
	TokenStore
}

// PeopleStore keeps people.
type PeopleStore interface {
	// AddPerson stores p; ErrExists if its name is taken.
	AddPerson(ctx context.Context, p Person) error
	// FindPerson finds by exact name; ErrNotFound.
	FindPerson(ctx context.Context, name string) (Person, error)
	// ListPeople gives everybody by name.
	ListPeople(ctx context.Context) ([]Person, error)
	// SetPassword replaces the password's hash; if endSessions, it ends all
	// sessions of that person in the same transaction. ErrNotFound.
	SetPassword(ctx context.Context, personID, hash string, at time.Time, endSessions bool) error
}

// SessionStore keeps sessions.
type SessionStore interface {
	// AddSession stores s.
	AddSession(ctx context.Context, s Session) error
	// FindSession gives the session and its person, ended or not; ErrNotFound.
	FindSession(ctx context.Context, h Hash) (Session, Person, error)
	// ExtendSession moves its end; no error if there is none.
	ExtendSession(ctx context.Context, h Hash, endsAt time.Time) error
	// EndSession forgets it; no error if there is none.
	EndSession(ctx context.Context, h Hash) error
	// DropSessions forgets all that ended at or before now.
	DropSessions(ctx context.Context, now time.Time) error
}

// TokenStore keeps tokens.
type TokenStore interface {
	// AddToken stores t under its secret's hash; ErrExists if ID or hash is taken.
	AddToken(ctx context.Context, t Token, h Hash) error
	// FindToken gives the token of a secret, revoked or not; ErrNotFound.
	FindToken(ctx context.Context, h Hash) (Token, error)
	// ListTokens gives all of them, oldest first.
	ListTokens(ctx context.Context) ([]Token, error)
	// RevokeToken marks it revoked at the given time, unless it is already;
	// ErrNotFound.
	RevokeToken(ctx context.Context, id string, at time.Time) error
	// TouchToken notes its last use; no error if there is none.
	TouchToken(ctx context.Context, id string, at time.Time) error
}
