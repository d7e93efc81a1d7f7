package accounts

import (
	"testing"
	"time"

	"github.com/twinstage/twinstage/internal/access"
)

// places are where the matrix looks: on what is in the holder's scope, on what
// is not, and on what belongs to no scene at all.
var places = []struct {
	name string
	at   access.Resource
}{
	{"own", access.Resource{Scene: "sandbox", District: "500103"}},
	{"other", access.Resource{Scene: "harbour", District: "500105"}},
	{"none", access.Resource{}},
}

// holders has one permit for each row of the table, scoped to the first place.
func holders() map[string]access.Permit {
	all := map[string]access.Permit{string(RoleVisitor): Anonymous()}
	for _, r := range []Role{RoleStaff, RoleReviewer, RoleLeader, RoleAdmin} {
		all[string(r)] = ForUser(Person{Name: "x", Role: r, Districts: []string{"500103"}})
	}
	for _, p := range Purposes() {
		all[string(p)] = ForToken(Token{ID: "x", Scene: "sandbox", Purposes: []Purpose{p}})
	}
	return all
}

// The expected matrix, apart from the table on purpose: y may, - may not, for
// the places own, other, none in turn; then what is seen there (p, s, l).
var matrix = map[string]string{
	//             public drafts create edit publish delete upload readings people audience
	"visitor":     "yyy    ---    ---    ---  ---     ---    ---    ---      ---    ppp",
	"staff":       "yyy    y--    y--    y--  ---     y--    yyy    ---      ---    spp",
	"reviewer":    "yyy    y--    y--    y--  y--     y--    yyy    ---      ---    spp",
	"leader":      "yyy    ---    ---    ---  ---     ---    ---    ---      ---    lpp",
	"admin":       "yyy    yyy    yyy    yyy  yyy     yyy    yyy    yyy      yyy    lll",
	"readings":    "yyy    ---    ---    ---  ---     ---    ---    y--      ---    ppp",
	"upload":      "yyy    ---    ---    ---  ---     ---    yyy    ---      ---    ppp",
	"live:staff":  "yyy    ---    ---    ---  ---     ---    ---    ---      ---    spp",
	"live:leader": "yyy    ---    ---    ---  ---     ---    ---    ---      ---    lpp",
}

var actions = []access.Action{
	access.ReadPublic, access.ReadDrafts, access.CreateScene, access.EditScene, access.PublishScene,
	access.DeleteScene, access.UploadAsset, access.WriteReadings, access.ManagePeople,
}

func TestEveryHolderAndAction(t *testing.T) {
	permits := holders()
	if len(permits) != len(table) || len(matrix) != len(table) {
		t.Fatalf("%d rows in the table, %d holders and %d expectations", len(table), len(permits), len(matrix))
	}
	for holder, permit := range permits {
		var got string
		for _, a := range actions {
			for _, p := range places {
				got += map[bool]string{true: "y", false: "-"}[permit.Allows(a, p.at)]
			}
		}
		for _, p := range places {
			got += permit.Audience(p.at).String()[:1]
		}
		if want := squeeze(matrix[holder]); got != want {
			t.Errorf("%s\n got %s\nwant %s", holder, got, want)
		}
	}
}

func squeeze(s string) (out string) {
	for _, r := range s {
		if r != ' ' {
			out += string(r)
		}
	}
	return out
}

func TestScopes(t *testing.T) {
	here := access.Resource{Scene: "sandbox", District: "500103"}
	noDistrict := access.Resource{Scene: "plan"}
	user := func(r Role, d ...string) access.Permit { return ForUser(Person{Name: "x", Role: r, Districts: d}) }
	token := func(scene string, p ...Purpose) access.Permit {
		return ForToken(Token{ID: "x", Scene: scene, Purposes: p})
	}
	tests := map[string]struct {
		permit   access.Permit
		at       access.Resource
		readings bool
		edit     bool
		sees     access.Audience
	}{
		"a leader without districts sees all":             {user(RoleLeader), here, false, false, access.Leader},
		"and scenes of no district":                       {user(RoleLeader), noDistrict, false, false, access.Leader},
		"a leader of a district sees no other":            {user(RoleLeader, "500105"), here, false, false, access.Public},
		"staff without districts have none":               {user(RoleStaff), here, false, false, access.Public},
		"nor scenes of no district":                       {user(RoleStaff, "500103"), noDistrict, false, false, access.Public},
		"an empty district is not a match":                {user(RoleStaff, ""), noDistrict, false, false, access.Public},
		"staff of two districts":                          {user(RoleStaff, "500105", "500103"), here, false, true, access.Staff},
		"a role nobody knows":                             {user("root"), here, false, false, access.Public},
		"a token for every scene":                         {token(AnyScene, PurposeReadings), here, true, false, access.Public},
		"a token without scope":                           {token("", PurposeReadings), access.Resource{}, false, false, access.Public},
		"purposes add up":                                 {token("sandbox", PurposeReadings, PurposeLiveStaff, PurposeLiveLeader), here, true, false, access.Leader},
		"a purpose nobody knows":                          {token(AnyScene, "everything"), here, false, false, access.Public},
		"a role is no purpose":                            {token(AnyScene, Purpose(RoleAdmin)), here, false, false, access.Public},
		"a revoked token":                                 {ForToken(Token{ID: "x", Scene: AnyScene, Purposes: Purposes(), RevokedAt: time.Unix(1, 0)}), here, false, false, access.Public},
		"a purpose is no role":                            {user(Role(PurposeReadings), "500103"), here, false, false, access.Public},
		"the same slug is needed, not one that begins so": {token("sand", PurposeReadings), here, false, false, access.Public},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.permit.Allows(access.WriteReadings, tt.at); got != tt.readings {
				t.Errorf("readings %v", got)
			}
			if got := tt.permit.Allows(access.EditScene, tt.at); got != tt.edit {
				t.Errorf("edit %v", got)
			}
			if got := tt.permit.Audience(tt.at); got != tt.sees {
				t.Errorf("audience %v", got)
			}
		})
	}
}

func TestUnknownActionsAreDenied(t *testing.T) {
	for holder, permit := range holders() {
		if permit.Allows("everything", access.Resource{}) {
			t.Errorf("%s may do an action that is in no column", holder)
		}
	}
}

func TestSubjects(t *testing.T) {
	for want, p := range map[string]access.Permit{
		"anonymous": Anonymous(), "user:王伟": ForUser(Person{Name: "王伟", Role: RoleStaff}), "token:3f2a": ForToken(Token{ID: "3f2a"}),
	} {
		if p.Subject != want || p.Known != (want != "anonymous") {
			t.Errorf("subject %q known %v, want %q", p.Subject, p.Known, want)
		}
	}
}
