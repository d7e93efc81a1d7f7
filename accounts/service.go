package accounts

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Options tune a Service; the zero value of each field takes its default.
type Options struct {
	SessionIdle time.Duration    // a session unused for so long ends; default 7 days
	SessionMax  time.Duration    // and every session after this; default 30 days; the cookie's age
	Cost        Cost             // of password hashes; default DefaultCost()
	Now         func() time.Time // default time.Now
}

// Service is the room's rules. Its methods may be called at once from many
// goroutines; errors to callers are *fault.Fault.
type Service struct {
	store    Store
	log      *slog.Logger
	opts     Options
	hasher   *hasher
	throttle *throttle
	dummy    string // a hash nobody's password has, for unknown names
}

// NewService makes the service over store.
func NewService(store Store, log *slog.Logger, o Options) (*Service, error) {
	if o.SessionIdle == 0 {
		o.SessionIdle = 7 * 24 * time.Hour
	}
	if o.SessionMax == 0 {
		o.SessionMax = 30 * 24 * time.Hour
	}
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Service{store: store, log: log, opts: o, hasher: newHasher(o.Cost), throttle: newThrottle(throttleKeys)}
	var err error
	s.dummy, err = s.hasher.hash(context.Background(), newSecret())
	return s, err
}

// now is kept to the millisecond, as stores keep it.
func (s *Service) now() time.Time { return s.opts.Now().UTC().Truncate(time.Millisecond) }

// SessionMaxAge is how long a session's cookie should live. The server ends
// idle sessions before.
func (s *Service) SessionMaxAge() time.Duration { return s.opts.SessionMax }

// AdminName is the person EnsureAdmin makes.
const AdminName = "admin"

// EnsureAdmin makes the person "admin" with a random password if there is no
// admin yet, and returns that password for the one time it is shown; "" if
// there was one.
func (s *Service) EnsureAdmin(ctx context.Context) (password string, err error) {
	people, err := s.store.ListPeople(ctx)
	if err != nil {
		return "", internal(err)
	}
	for _, p := range people {
		if p.Role == RoleAdmin {
			return "", nil
		}
	}
	password = RandomPassword()
	_, err = s.AddPerson(ctx, access.System("accounts"), NewPerson{Name: AdminName, Password: password, Role: RoleAdmin})
	if fault.CodeOf(err) == "person_exists" {
		return "", nil // another node was first
	}
	return password, err
}

// AddPerson makes somebody who can sign in. Needs access.ManagePeople. Codes:
// person_name_invalid, password_unsuitable, role_unknown, district_invalid,
// person_exists.
func (s *Service) AddPerson(ctx context.Context, permit access.Permit, n NewPerson) (Person, error) {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return Person{}, err
	}
	n.Name = personName(n.Name)
	if err := n.check(); err != nil {
		return Person{}, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return Person{}, internal(err)
	}
	now := s.now()
	p := Person{ID: newID(), Name: n.Name, Role: n.Role, Districts: n.Districts, Password: hash, CreatedAt: now, ChangedAt: now}
	switch err := s.store.AddPerson(ctx, p); {
	case errors.Is(err, ErrExists):
		return Person{}, fault.New(fault.Conflict, "person_exists", "There is already a user %q; choose another name.", p.Name)
	case err != nil:
		return Person{}, internal(err)
	}
	s.log.Info("person added", slog.String("name", p.Name), slog.String("role", string(p.Role)), slog.String("by", permit.Subject))
	p.Password = ""
	return p, nil
}

// SetPassword replaces a person's password and ends all their sessions. Needs
// access.ManagePeople. Codes: password_unsuitable, person_not_found.
func (s *Service) SetPassword(ctx context.Context, permit access.Permit, name, password string) error {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return err
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	p, err := s.store.FindPerson(ctx, personName(name))
	if errors.Is(err, ErrNotFound) {
		return fault.New(fault.NotFound, "person_not_found", "There is no user %q; `twinstage user list` shows all.", name)
	}
	if err != nil {
		return internal(err)
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return internal(err)
	}
	if err := s.store.SetPassword(ctx, p.ID, hash, s.now(), true); err != nil {
		return internal(err)
	}
	s.log.Info("password set", slog.String("name", p.Name), slog.String("by", permit.Subject))
	return nil
}

// People lists everybody by name, without password hashes. Needs
// access.ManagePeople.
func (s *Service) People(ctx context.Context, permit access.Permit) ([]Person, error) {
	if err := permit.Require(access.ManagePeople, access.Resource{}); err != nil {
		return nil, err
	}
	people, err := s.store.ListPeople(ctx)
	if err != nil {
		return nil, internal(err)
	}
	for i := range people {
		people[i].Password = ""
	}
	return people, nil
}

func internal(err error) error {
	return fault.Wrap(err, fault.Internal, "internal", "The server failed on this request; it is logged. Try again later.")
}
