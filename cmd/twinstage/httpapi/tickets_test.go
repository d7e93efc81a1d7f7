package httpapi

import (
	"testing"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

func TestTicketIsGoodOnceForItsSceneInTime(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	tk := newTickets()
	tk.now = func() time.Time { return now }
	issue := func() string {
		id, _, err := tk.issue("sandbox", access.Permit{Subject: "token:x", Known: true})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	refused := func(what, id, scene string) {
		t.Helper()
		if _, err := tk.redeem(id, scene); fault.CodeOf(err) != "ticket_invalid" {
			t.Errorf("%s: %v, want ticket_invalid", what, err)
		}
	}

	id := issue()
	if p, err := tk.redeem(id, "sandbox"); err != nil || p.Subject != "token:x" {
		t.Fatalf("redeem = %+v, %v", p, err)
	}
	refused("used twice", id, "sandbox")
	refused("another scene", issue(), "city-pulse")
	late := issue()
	now = now.Add(ticketLife + time.Second)
	refused("too late", late, "sandbox")
	refused("never issued", "nonsense", "sandbox")
}

func TestTicketsAreBounded(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	tk := newTickets()
	tk.now = func() time.Time { return now }
	for range maxTickets {
		if _, _, err := tk.issue("s", access.Permit{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := tk.issue("s", access.Permit{}); fault.CodeOf(err) != "too_many_tickets" {
		t.Fatalf("one over the bound: %v", err)
	}
	now = now.Add(ticketLife + time.Second)
	if _, _, err := tk.issue("s", access.Permit{}); err != nil {
		t.Fatalf("after the old ones expired: %v", err)
	}
}
