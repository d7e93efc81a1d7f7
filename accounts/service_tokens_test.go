package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/internal/access"
)

func TestTokensFromMakingToRevoking(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	made, secret, err := r.AddToken(ctx, root(), accounts.NewToken{
		Label: " gateway 3 ", Scene: "sandbox", Purposes: []accounts.Purpose{"upload", "readings", "upload"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(secret, "tw_") || len(secret) != 3+43 || made.Label != "gateway 3" || len(made.Purposes) != 2 {
		t.Errorf("token %+v, secret of %d characters", made, len(secret))
	}
	permit, err := r.PermitForToken(ctx, secret)
	if err != nil || permit.Subject != "token:"+made.ID ||
		!permit.Allows(access.WriteReadings, access.Resource{Scene: "sandbox"}) ||
		permit.Allows(access.WriteReadings, access.Resource{Scene: "harbour"}) ||
		!permit.Allows(access.UploadAsset, access.Resource{}) {
		t.Errorf("permit %+v, %v", permit, err)
	}
	if err := r.RevokeToken(ctx, root(), made.ID); err != nil {
		t.Fatal(err)
	}
	_, err = r.PermitForToken(ctx, secret)
	wantCode(t, err, "token_invalid")
	list, err := r.Tokens(ctx, root())
	if err != nil || len(list) != 1 || list[0].RevokedAt.IsZero() || list[0].UsedAt.IsZero() || list[0].CreatedBy != "system:test" {
		t.Errorf("list %+v, %v", list, err)
	}
	wantCode(t, r.RevokeToken(ctx, root(), "nobody"), "token_not_found")
	for _, s := range []string{"", "tw_", "tw_guess", secret + "x", secret[3:]} {
		_, err := r.PermitForToken(ctx, s)
		wantCode(t, err, "token_invalid")
	}
	if strings.Contains(r.log.String(), secret[3:]) {
		t.Error("the secret is in the log")
	}
}

func TestATokensUseIsNotedToTheMinute(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	_, secret, err := r.AddToken(ctx, root(), accounts.NewToken{Scene: "*", Purposes: []accounts.Purpose{"readings"}})
	if err != nil {
		t.Fatal(err)
	}
	start := r.clock.now()
	for _, step := range []struct{ after, noted time.Duration }{
		{0, 0}, {30 * time.Second, 0}, {45 * time.Second, 75 * time.Second},
	} {
		r.clock.add(step.after)
		if _, err := r.PermitForToken(ctx, secret); err != nil {
			t.Fatal(err)
		}
		list, _ := r.Tokens(ctx, root())
		if got := list[0].UsedAt.Sub(start); got != step.noted {
			t.Errorf("noted %v after the start, want %v", got, step.noted)
		}
	}
}

func TestBadTokensAndPeopleAreRefused(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	r.addPerson(t, "ann", "correct horse")
	for code, n := range map[string]accounts.NewToken{
		"token_scope_invalid":   {Purposes: accounts.Purposes()},
		"token_purpose_unknown": {Scene: "*", Purposes: []accounts.Purpose{"admin"}},
		"token_label_invalid":   {Scene: "*", Purposes: accounts.Purposes(), Label: strings.Repeat("長", 121)},
	} {
		_, _, err := r.AddToken(ctx, root(), n)
		wantCode(t, err, code)
	}
	_, _, err := r.AddToken(ctx, root(), accounts.NewToken{Scene: "*"})
	wantCode(t, err, "token_purpose_unknown")
	for code, n := range map[string]accounts.NewPerson{
		"person_exists":       {Name: "ANN", Password: "long enough", Role: accounts.RoleAdmin},
		"person_name_invalid": {Name: "a b", Password: "long enough", Role: accounts.RoleAdmin},
		"password_unsuitable": {Name: "bob", Password: "short", Role: accounts.RoleAdmin},
		"role_unknown":        {Name: "bob", Password: "long enough", Role: "readings"},
		"district_invalid":    {Name: "bob", Password: "long enough", Role: accounts.RoleStaff, Districts: []string{"5001"}},
	} {
		_, err := r.AddPerson(ctx, root(), n)
		wantCode(t, err, code)
	}
	wantCode(t, r.SetPassword(ctx, root(), "nobody", "long enough"), "person_not_found")
	people, err := r.People(ctx, root())
	if err != nil || len(people) != 1 || people[0].Password != "" {
		t.Errorf("people %+v, %v", people, err)
	}
}

func TestManagingNeedsPermission(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	for code, p := range map[string]access.Permit{
		"sign_in_required":  accounts.Anonymous(),
		"permission_denied": accounts.ForUser(accounts.Person{Name: "x", Role: accounts.RoleReviewer, Districts: []string{"500103"}}),
	} {
		_, err := r.AddPerson(ctx, p, accounts.NewPerson{})
		wantCode(t, err, code)
		wantCode(t, r.SetPassword(ctx, p, "x", "long enough"), code)
		_, err = r.People(ctx, p)
		wantCode(t, err, code)
		_, _, err = r.AddToken(ctx, p, accounts.NewToken{})
		wantCode(t, err, code)
		wantCode(t, r.RevokeToken(ctx, p, "x"), code)
		_, err = r.Tokens(ctx, p)
		wantCode(t, err, code)
	}
}
