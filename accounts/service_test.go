package accounts_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/accounts/sqlstore"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/internal/sqldb"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

type room struct {
	*accounts.Service
	clock *clock
	log   *strings.Builder
	dsn   string
}

func newRoom(t *testing.T) room { return openRoom(t, "sqlite:"+filepath.Join(t.TempDir(), "c.db"), 64) }

func openRoom(t *testing.T, dsn string, memoryKiB uint32) room {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlstore.New(ctx, db, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := room{clock: &clock{t: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}, log: &strings.Builder{}, dsn: dsn}
	r.Service, err = accounts.NewService(store, slog.New(slog.NewTextHandler(r.log, nil)), accounts.Options{
		Cost: accounts.Cost{MemoryKiB: memoryKiB, Passes: 1, Threads: 1}, Now: r.clock.now,
		SessionIdle: 10 * time.Hour, SessionMax: 30 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func root() access.Permit { return access.System("test") }

func (r room) addPerson(t *testing.T, name, password string) {
	t.Helper()
	n := accounts.NewPerson{Name: name, Password: password, Role: accounts.RoleAdmin}
	if _, err := r.AddPerson(context.Background(), root(), n); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fault.CodeOf(err); got != code {
		t.Errorf("error %v has code %q, want %q", err, got, code)
	}
}

func TestTheFirstStartMakesOneAdmin(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	password, err := r.EnsureAdmin(ctx)
	if err != nil || password == "" {
		t.Fatalf("EnsureAdmin = %q, %v", password, err)
	}
	if again, err := r.EnsureAdmin(ctx); err != nil || again != "" {
		t.Errorf("the second start made %q, %v", again, err)
	}
	secret, p, err := r.SignIn(ctx, " Admin ", password, "10.0.0.1:1")
	if err != nil || p.Name != "admin" || p.Role != accounts.RoleAdmin || p.Password != "" {
		t.Fatalf("SignIn = %+v, %v", p, err)
	}
	permit, who, err := r.PermitForSession(ctx, secret)
	if err != nil || !permit.Allows(access.ManagePeople, access.Resource{}) || permit.Subject != "user:admin" || who.Name != "admin" {
		t.Errorf("permit %+v, person %+v, %v", permit, who, err)
	}
	if strings.Contains(r.log.String(), password) || strings.Contains(r.log.String(), secret) {
		t.Errorf("a secret is in the log: %s", r.log)
	}
}

func TestSignInFailsAlikeForUnknownAndWrong(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	_, _, wrong := r.SignIn(ctx, "ann", "incorrect horse", "10.0.0.1:1")
	wantCode(t, wrong, "sign_in_failed")
	for name, password := range map[string]string{"nobody": "x", "": "", "a b": "x", "ann\x00": "x", strings.Repeat("a", 500): "x", "ANN ": strings.Repeat("x", 999)} {
		_, _, err := r.SignIn(ctx, name, password, "10.0.0.9:1")
		wantCode(t, err, "sign_in_failed")
		if fault.From(err).Message != fault.From(wrong).Message {
			t.Errorf("the answer for %q tells it from a wrong password", name)
		}
		if fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("kind %v", fault.KindOf(err))
		}
	}
}

func TestGuessingIsThrottled(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	var err error
	for range 5 {
		_, _, err = r.SignIn(ctx, "Ann", "guess guess", "10.0.0.1:1")
		wantCode(t, err, "sign_in_failed")
	}
	_, _, err = r.SignIn(ctx, "ann", "correct horse", "10.0.0.1:2")
	wantCode(t, err, "sign_in_throttled")
	if f := fault.From(err); f.Kind != fault.TooMany || f.Extra["retryAfter"] != 1 {
		t.Errorf("fault %+v", f)
	}
	if _, _, err = r.SignIn(ctx, "ann", "correct horse", "10.0.0.2:2"); err != nil {
		t.Errorf("another address: %v", err)
	}
	r.clock.add(time.Second)
	if _, _, err = r.SignIn(ctx, "ann", "correct horse", "10.0.0.1:3"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestSessionsSlideAndEnd(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	signIn := func() string {
		secret, _, err := r.SignIn(ctx, "ann", "correct horse", "")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	alive := func(secret, code string) {
		t.Helper()
		_, _, err := r.PermitForSession(ctx, secret)
		wantCode(t, err, code)
	}
	used, idle := signIn(), signIn()
	for range 3 { // 9 h steps under the idle limit of 10 h: 27 h
		r.clock.add(9 * time.Hour)
		alive(used, "")
	}
	alive(idle, "session_ended")
	r.clock.add(3 * time.Hour) // 30 h: the oldest a session may get
	alive(used, "session_ended")

	out, other := signIn(), signIn()
	if err := r.SignOut(ctx, out); err != nil {
		t.Fatal(err)
	}
	alive(out, "session_ended")
	alive(other, "")
	if err := r.SetPassword(ctx, root(), "ann", "another horse"); err != nil {
		t.Fatal(err)
	}
	alive(other, "session_ended")
	alive("", "session_ended")
	alive("guess", "session_ended")
	_, _, err := r.SignIn(ctx, "ann", "correct horse", "")
	wantCode(t, err, "sign_in_failed")
}

func TestSecretsAreNotStored(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	cookie, _, err := r.SignIn(ctx, "ann", "correct horse", "")
	if err != nil {
		t.Fatal(err)
	}
	_, bearer, err := r.AddToken(ctx, root(), accounts.NewToken{Scene: "*", Purposes: accounts.Purposes()})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(ctx, r.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{"SELECT hash FROM sessions", "SELECT hash FROM tokens", "SELECT password FROM people"} {
		var kept string
		if err := db.NewRaw(query).Scan(ctx, &kept); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{cookie, bearer, strings.TrimPrefix(bearer, "tw_"), "correct horse"} {
			if kept == "" || strings.Contains(kept, secret) {
				t.Errorf("%s holds %q", query, kept)
			}
		}
	}
}

func TestAnOutdatedHashIsRenewedBySigningIn(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	stronger := openRoom(t, r.dsn, 128)
	if _, _, err := stronger.SignIn(ctx, "ann", "correct horse", ""); err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(ctx, r.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kept string
	if err := db.NewRaw("SELECT password FROM people").Scan(ctx, &kept); err != nil || !strings.Contains(kept, "m=128,") {
		t.Errorf("hash %q, %v: want the new cost", kept, err)
	}
}
