package accounts

import (
	"container/list"
	"net/netip"
	"sync"
	"time"
)

const (
	freeTries    = 5                // failures before the first wait
	longestWait  = 15 * time.Minute //
	forgetAfter  = time.Hour        // without a try
	throttleKeys = 10_000           // remembered; the one tried longest ago goes first
)

// throttle makes guessing slow: after freeTries failures of one name from one
// address, each further failure doubles the wait, beginning with a second. It
// is bounded, so that guessing many names cannot fill the memory.
type throttle struct {
	mu    sync.Mutex
	byKey map[throttleKey]*list.Element
	order *list.List // of *tries, the latest tried in front
	limit int
}

type throttleKey struct{ name, address string }

type tries struct {
	key     throttleKey
	failed  int
	last    time.Time
	waitEnd time.Time
}

func newThrottle(limit int) *throttle {
	return &throttle{byKey: map[throttleKey]*list.Element{}, order: list.New(), limit: limit}
}

// begin counts a try as failed until clear says otherwise, so that many tries
// at once are no way around the wait. A positive wait means: not now.
func (t *throttle) begin(k throttleKey, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.entry(k, now)
	if wait := e.waitEnd.Sub(now); wait > 0 {
		return wait
	}
	e.failed++
	e.last = now
	if over := e.failed - freeTries; over >= 0 {
		e.waitEnd = now.Add(min(time.Second<<min(over, 20), longestWait))
	}
	return 0
}

// clear forgets the failures of k.
func (t *throttle) clear(k throttleKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if el, ok := t.byKey[k]; ok {
		t.order.Remove(el)
		delete(t.byKey, k)
	}
}

func (t *throttle) entry(k throttleKey, now time.Time) *tries {
	if el, ok := t.byKey[k]; ok {
		t.order.MoveToFront(el)
		e := el.Value.(*tries)
		if now.Sub(e.last) > forgetAfter {
			*e = tries{key: k}
		}
		return e
	}
	for t.order.Len() >= t.limit {
		oldest := t.order.Back()
		delete(t.byKey, t.order.Remove(oldest).(*tries).key)
	}
	e := &tries{key: k}
	t.byKey[k] = t.order.PushFront(e)
	return e
}

// addressKey is the part of an address that one guesser holds: an IPv6 network
// of 64 bits, or the address itself. Ports are cut off.
func addressKey(remote string) string {
	var a netip.Addr
	if ap, err := netip.ParseAddrPort(remote); err == nil {
		a = ap.Addr()
	} else if a, err = netip.ParseAddr(remote); err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64)
		return p.String()
	}
	return a.String()
}
