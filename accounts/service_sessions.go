package accounts

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// SignIn checks a password and opens a session: secret is the cookie's value.
// address is where the request came from (host or host:port), for throttling.
//
// Codes: sign_in_failed (401; the same for an unknown name and a wrong
// password, and as slow), sign_in_throttled (429; Extra "retryAfter", seconds).
func (s *Service) SignIn(ctx context.Context, name, password, address string) (secret string, p Person, err error) {
	name = personName(name)
	if checkName(name) != nil || len(password) > maxPassword {
		name, password = "", "" // as for an unknown name, at a bounded cost
	}
	key := throttleKey{name: name, address: addressKey(address)}
	if wait := s.throttle.begin(key, s.now()); wait > 0 {
		return "", Person{}, errThrottled(wait)
	}
	p, err = s.checkPassword(ctx, name, password)
	if err != nil {
		if fault.CodeOf(err) == "sign_in_failed" {
			s.log.Warn("sign-in failed", slog.String("name", name), slog.String("address", key.address))
		}
		return "", Person{}, err
	}
	s.throttle.clear(key)
	secret, err = s.openSession(ctx, p)
	if err != nil {
		return "", Person{}, internal(err)
	}
	p.Password = ""
	return secret, p, nil
}

func (s *Service) checkPassword(ctx context.Context, name, password string) (Person, error) {
	p, err := s.store.FindPerson(ctx, name)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Person{}, internal(err)
	}
	stored := s.dummy
	if known {
		stored = p.Password
	}
	ok, outdated, err := s.hasher.verify(ctx, password, stored)
	switch {
	case err != nil:
		return Person{}, internal(err)
	case !ok || !known:
		return Person{}, fault.New(fault.Unauthenticated, "sign_in_failed", "User name or password is wrong; check both and try again.")
	}
	if outdated {
		s.rehash(ctx, p, password)
	}
	return p, nil
}

// rehash brings a password's hash to today's cost. It can wait for the next
// sign-in, so its failure is only logged.
func (s *Service) rehash(ctx context.Context, p Person, password string) {
	hash, err := s.hasher.hash(ctx, password)
	if err == nil {
		err = s.store.SetPassword(ctx, p.ID, hash, p.ChangedAt, false)
	}
	if err != nil {
		s.log.Warn("password hash not renewed", slog.String("name", p.Name), slog.Any("error", err))
	}
}

func (s *Service) openSession(ctx context.Context, p Person) (string, error) {
	now := s.now()
	if err := s.store.DropSessions(ctx, now); err != nil {
		return "", err
	}
	secret := newSecret()
	err := s.store.AddSession(ctx, Session{Hash: hashOf(secret), PersonID: p.ID, CreatedAt: now, EndsAt: s.endFrom(now, now)})
	return secret, err
}

// endFrom is when a session opened at created and used now ends.
func (s *Service) endFrom(created, now time.Time) time.Time {
	idle, last := now.Add(s.opts.SessionIdle), created.Add(s.opts.SessionMax)
	if last.Before(idle) {
		return last
	}
	return idle
}

// SignOut ends the session of a cookie's value; none is no error.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	if err := s.store.EndSession(ctx, hashOf(secret)); err != nil {
		return internal(err)
	}
	return nil
}

// PermitForSession gives the permit and the person of a cookie's value, and
// keeps the session from ending while it is used. Code session_ended (401) if
// there is none: clear the cookie, and go on as Anonymous() where that will do.
func (s *Service) PermitForSession(ctx context.Context, secret string) (access.Permit, Person, error) {
	found, p, err := s.store.FindSession(ctx, hashOf(secret))
	now := s.now()
	switch {
	case errors.Is(err, ErrNotFound), err == nil && !now.Before(found.EndsAt):
		return access.Permit{}, Person{}, fault.New(fault.Unauthenticated, "session_ended", "Your session has ended; sign in again.")
	case err != nil:
		return access.Permit{}, Person{}, internal(err)
	}
	s.extend(ctx, found, now)
	p.Password = ""
	return ForUser(p), p, nil
}

// extend writes only once in a while: a page makes many requests.
func (s *Service) extend(ctx context.Context, found Session, now time.Time) {
	end := s.endFrom(found.CreatedAt, now)
	if end.Sub(found.EndsAt) < s.opts.SessionIdle/100 {
		return
	}
	if err := s.store.ExtendSession(ctx, found.Hash, end); err != nil {
		s.log.Warn("session not extended", slog.Any("error", err))
	}
}

func errThrottled(wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	return fault.New(fault.TooMany, "sign_in_throttled", "Too many failed tries; wait %d seconds and try again.", seconds).
		With("retryAfter", seconds)
}
