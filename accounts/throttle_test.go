package accounts

import (
	"fmt"
	"testing"
	"time"
)

func TestThrottle(t *testing.T) {
	th := newThrottle(100)
	k := throttleKey{"ann", "10.0.0.1"}
	now := time.Unix(1e9, 0)
	for i := range freeTries {
		if w := th.begin(k, now); w != 0 {
			t.Fatalf("try %d has to wait %v", i, w)
		}
	}
	// After the last free try every failure doubles the wait, up to a bound.
	var waits []time.Duration
	for range 14 {
		w := th.begin(k, now)
		waits = append(waits, w)
		now = now.Add(w)
		if again := th.begin(k, now); again != 0 {
			t.Fatalf("still %v after waiting", again)
		}
	}
	for i, w := range waits {
		if want := min(time.Second<<i, longestWait); w != want {
			t.Errorf("wait %d is %v, want %v", i, w, want)
		}
	}
	if w := th.begin(throttleKey{"ann", "10.0.0.2"}, now); w != 0 {
		t.Errorf("another address waits %v", w)
	}
	if w := th.begin(throttleKey{"bob", "10.0.0.1"}, now); w != 0 {
		t.Errorf("another name waits %v", w)
	}
	if w := th.begin(k, now.Add(forgetAfter+longestWait)); w != 0 {
		t.Errorf("failures are never forgotten: %v", w)
	}
}

func TestThrottleForgetsOnSuccess(t *testing.T) {
	th := newThrottle(100)
	k, now := throttleKey{"ann", "::"}, time.Unix(1e9, 0)
	for range 3 * freeTries {
		if w := th.begin(k, now); w != 0 {
			t.Fatalf("waits %v though every try succeeded", w)
		}
		th.clear(k)
	}
}

func TestThrottleIsBounded(t *testing.T) {
	th := newThrottle(50)
	now := time.Unix(1e9, 0)
	busy := throttleKey{"busy", "10.0.0.1"}
	for i := range 500 {
		th.begin(throttleKey{fmt.Sprint(i), "10.0.0.1"}, now)
		th.begin(busy, now)
	}
	if len(th.byKey) != 50 || th.order.Len() != 50 {
		t.Errorf("%d keys and %d entries, want 50", len(th.byKey), th.order.Len())
	}
	if th.begin(busy, now) == 0 {
		t.Error("the key that is tried all the time was forgotten")
	}
}

func TestAddressKey(t *testing.T) {
	for in, want := range map[string]string{
		"10.0.0.1:5000": "10.0.0.1", "10.0.0.1": "10.0.0.1", "[::ffff:10.0.0.1]:80": "10.0.0.1",
		"[2001:db8:1:2:3::9]:80": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "nonsense": "", "": "",
	} {
		if got := addressKey(in); got != want {
			t.Errorf("addressKey(%q) = %q, want %q", in, got, want)
		}
	}
}
