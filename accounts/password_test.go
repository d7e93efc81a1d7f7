package accounts

import (
	"context"
	"regexp"
	"strings"
	"testing"
)

func cheap() Cost { return Cost{MemoryKiB: 64, Passes: 1, Threads: 1} }

func TestPasswordHashes(t *testing.T) {
	ctx := context.Background()
	h := newHasher(cheap())
	a, err := h.hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := h.hash(ctx, "correct horse")
	if a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hashes %q and %q: want a salted PHC string", a, b)
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horsf": false, "": false} {
		if ok, outdated, err := h.verify(ctx, password, a); err != nil || ok != want || outdated {
			t.Errorf("verify %q = %v, outdated %v, %v", password, ok, outdated, err)
		}
	}
	dearer := newHasher(Cost{MemoryKiB: 128, Passes: 1, Threads: 1})
	if ok, outdated, _ := dearer.verify(ctx, "correct horse", a); !ok || !outdated {
		t.Errorf("a hash of another cost: ok %v, outdated %v", ok, outdated)
	}
	if _, outdated, _ := dearer.verify(ctx, "wrong", a); outdated {
		t.Error("a wrong password must not renew the hash")
	}
}

// The test vector is from the reference implementation's command line:
// argon2id, m=65536, t=2, p=1, salt "somesalt", password "password".
func TestHashesOfOthersAreRead(t *testing.T) {
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, _, err := newHasher(cheap()).verify(context.Background(), "password", reference)
	if err != nil || !ok {
		t.Errorf("verify = %v %v", ok, err)
	}
}

func TestBadHashesAreRefused(t *testing.T) {
	for _, s := range []string{
		"", "plain", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=64,t=1,p=1$$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$",
	} {
		if ok, _, err := newHasher(cheap()).verify(context.Background(), "", s); ok || err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestHashingWaitsForASlotNoLongerThanItsCaller(t *testing.T) {
	h := newHasher(cheap())
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.hash(ctx, "x"); err == nil {
		t.Error("a hash ran beyond the bound")
	}
}

func TestRandomPasswords(t *testing.T) {
	shape := regexp.MustCompile(`^([bdfghjkmnprstvwz][aeiou]){2}(-([bdfghjkmnprstvwz][aeiou]){2}){4}$`)
	seen := map[string]bool{}
	for range 200 {
		p := RandomPassword()
		if !shape.MatchString(p) || seen[p] || checkPassword(p) != nil {
			t.Fatalf("password %q is odd or came twice", p)
		}
		seen[p] = true
	}
}
