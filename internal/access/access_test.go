package access

import (
	"testing"

	"github.com/twinstage/twinstage/internal/fault"
)

func TestZeroPermitDenies(t *testing.T) {
	var p Permit
	for _, a := range []Action{ReadPublic, EditScene, WriteReadings, ManagePeople} {
		if p.Allows(a, Resource{}) {
			t.Errorf("the zero permit allows %s", a)
		}
	}
	if got := p.Audience(Resource{}); got != Public {
		t.Errorf("audience %v, want public", got)
	}
	if code := fault.CodeOf(p.Require(EditScene, Resource{})); code != "sign_in_required" {
		t.Errorf("code %q, want sign_in_required", code)
	}
	if code := fault.CodeOf(NewPermit("token:x", true, nil).Require(EditScene, Resource{})); code != "permission_denied" {
		t.Errorf("code %q, want permission_denied", code)
	}
}

func TestAudienceNames(t *testing.T) {
	for _, a := range []Audience{Public, Staff, Leader} {
		if got, ok := ParseAudience(a.String()); !ok || got != a {
			t.Errorf("ParseAudience(%q) = %v %v", a, got, ok)
		}
	}
	if _, ok := ParseAudience("everybody"); ok {
		t.Error("an unknown audience was taken")
	}
}
