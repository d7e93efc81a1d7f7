package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is the work of one password hash (argon2id, RFC 9106).
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultCost follows OWASP's password storage advice: 19 MiB, two passes.
func DefaultCost() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1} }

const (
	saltBytes = 16
	keyBytes  = 32
	// Stored hashes are our own, but a restored or tampered database must not
	// make one sign-in take the machine's memory.
	maxMemoryKiB = 1 << 20
	maxPasses    = 64
)

var errBadHash = errors.New("accounts: a stored password hash is not argon2id in PHC format")

// hasher bounds how many hashes run at once: each takes its memory and a core.
type hasher struct {
	cost  Cost
	slots chan struct{}
}

func newHasher(c Cost) *hasher {
	return &hasher{cost: c, slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))}
}

func (h *hasher) key(ctx context.Context, password string, salt []byte, c Cost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, c.Passes, c.MemoryKiB, c.Threads, keyBytes), nil
}

// hash gives "$argon2id$v=19$m=…,t=…,p=…$salt$key".
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := randomBytes(saltBytes)
	key, err := h.key(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.cost.MemoryKiB, h.cost.Passes, h.cost.Threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// verify takes as long whether or not the password is right. outdated is true
// if it was right and its hash had another cost than today's.
func (h *hasher) verify(ctx context.Context, password, stored string) (ok, outdated bool, err error) {
	cost, salt, want, err := parseHash(stored)
	if err != nil {
		return false, false, err
	}
	got, err := h.key(ctx, password, salt, cost)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1
	return ok, ok && cost != h.cost, nil
}

func parseHash(s string) (c Cost, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errBadHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Threads); err != nil {
		return c, nil, nil, errBadHash
	}
	if c.MemoryKiB == 0 || c.MemoryKiB > maxMemoryKiB || c.Passes == 0 || c.Passes > maxPasses || c.Threads == 0 {
		return c, nil, nil, errBadHash
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) == 0 {
		return c, nil, nil, errBadHash
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) != keyBytes {
		return c, nil, nil, errBadHash
	}
	return c, salt, key, nil
}
