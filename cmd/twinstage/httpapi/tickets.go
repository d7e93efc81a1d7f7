package httpapi

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

const (
	ticketLife = 30 * time.Second
	maxTickets = 10_000
)

// tickets let a program that cannot set headers on a WebSocket (a browser page
// of another product) open one: asked for with a token, good for one socket of
// one scene within 30 s. They live in this node's memory: a lost one is asked
// for again.
type tickets struct {
	mu    sync.Mutex
	known map[string]ticket
	now   func() time.Time
}

type ticket struct {
	scene   string
	permit  access.Permit
	expires time.Time
}

func newTickets() *tickets { return &tickets{known: map[string]ticket{}, now: time.Now} }

// issue makes a ticket for scene that carries permit.
func (t *tickets) issue(scene string, permit access.Permit) (string, time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.known) >= maxTickets {
		for id, k := range t.known {
			if now.After(k.expires) {
				delete(t.known, id)
			}
		}
	}
	if len(t.known) >= maxTickets {
		return "", time.Time{}, fault.New(fault.TooMany, "too_many_tickets",
			"Too many tickets wait to be used. Try again in 30 s.").With("retryAfter", 30)
	}
	id, expires := rand.Text(), now.Add(ticketLife)
	t.known[id] = ticket{scene: scene, permit: permit, expires: expires}
	return id, expires, nil
}

// redeem uses a ticket up. Fault: ticket_invalid.
func (t *tickets) redeem(id, scene string) (access.Permit, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.known[id]
	delete(t.known, id)
	if !ok || k.scene != scene || t.now().After(k.expires) {
		return access.Permit{}, fault.New(fault.Unauthenticated, "ticket_invalid",
			"The ticket is unknown, used or over 30 s old, or for another scene. Ask for a new one.")
	}
	return k.permit, nil
}
