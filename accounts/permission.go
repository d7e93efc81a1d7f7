package accounts

import (
	"slices"

	"github.com/twinstage/twinstage/internal/access"
)

// reach is where a holder may do something.
type reach uint8

const (
	no  reach = iota // nowhere
	own              // on what is in the holder's scope: districts of a person, scene of a token
	all              // everywhere, and on what belongs to no scene
)

// columns are the actions of the table, in its order.
var columns = [...]access.Action{
	access.ReadPublic, access.ReadDrafts, access.CreateScene, access.EditScene, access.PublishScene,
	access.DeleteScene, access.UploadAsset, access.WriteReadings, access.ManagePeople,
}

// row is what one kind of holder may do.
type row struct {
	holder string              // a Role, or a Purpose
	may    [len(columns)]reach // by column
	sees   access.Audience     // the widest audience, on what is in `where`; public elsewhere
	where  reach               //
	open   bool                // an empty scope means everywhere rather than nowhere
}

// table is the one table of permissions (never written to). A new role is a
// new row; handlers and rooms do not change.
var table = [...]row{
	//                       public drafts create edit publish delete upload readings people
	{string(RoleVisitor), [9]reach{all, no, no, no, no, no, no, no, no}, access.Public, all, false},
	{string(RoleStaff), [9]reach{all, own, own, own, no, own, all, no, no}, access.Staff, own, false},
	{string(RoleReviewer), [9]reach{all, own, own, own, own, own, all, no, no}, access.Staff, own, false},
	{string(RoleLeader), [9]reach{all, no, no, no, no, no, no, no, no}, access.Leader, own, true},
	{string(RoleAdmin), [9]reach{all, all, all, all, all, all, all, all, all}, access.Leader, all, false},
	{string(PurposeReadings), [9]reach{all, no, no, no, no, no, no, own, no}, access.Public, all, false},
	{string(PurposeUpload), [9]reach{all, no, no, no, no, no, all, no, no}, access.Public, all, false},
	{string(PurposeLiveStaff), [9]reach{all, no, no, no, no, no, no, no, no}, access.Staff, own, false},
	{string(PurposeLiveLeader), [9]reach{all, no, no, no, no, no, no, no, no}, access.Leader, own, false},
}

func rowOf(holder string) (row, bool) {
	for _, r := range table {
		if r.holder == holder {
			return r, true
		}
	}
	return row{}, false
}

// grant is one row held on one scope; it is an access.Policy.
type grant struct {
	row
	covers func(access.Resource) bool
}

func (g grant) Allows(a access.Action, r access.Resource) bool {
	i := slices.Index(columns[:], a)
	return i >= 0 && g.reaches(g.may[i], r)
}

func (g grant) Audience(r access.Resource) access.Audience {
	if g.reaches(g.where, r) {
		return g.sees
	}
	return access.Public
}

func (g grant) reaches(w reach, r access.Resource) bool {
	return w == all || w == own && g.covers(r)
}

// grants are a token's purposes together: the widest counts.
type grants []grant

func (gs grants) Allows(a access.Action, r access.Resource) bool {
	return slices.ContainsFunc(gs, func(g grant) bool { return g.Allows(a, r) })
}

func (gs grants) Audience(r access.Resource) access.Audience {
	widest := access.Public
	for _, g := range gs {
		widest = max(widest, g.Audience(r))
	}
	return widest
}

// Anonymous is the permit of whoever did not say who they are.
func Anonymous() access.Permit {
	visitor, _ := rowOf(string(RoleVisitor))
	return access.NewPermit("anonymous", false, grant{row: visitor, covers: nothing})
}

// ForUser is a person's permit; an unknown role's denies everything.
func ForUser(p Person) access.Permit {
	subject := "user:" + p.Name
	r, ok := rowOf(string(p.Role))
	if !ok || !slices.Contains(Roles(), p.Role) { // a purpose is a row too, and no role
		return access.NewPermit(subject, true, nil)
	}
	districts := slices.Clone(p.Districts)
	covers := func(res access.Resource) bool {
		return r.open && len(districts) == 0 || res.District != "" && slices.Contains(districts, res.District)
	}
	return access.NewPermit(subject, true, grant{row: r, covers: covers})
}

// ForToken is a token's permit; a revoked one's denies everything.
func ForToken(t Token) access.Permit {
	subject := "token:" + t.ID
	if !t.RevokedAt.IsZero() {
		return access.NewPermit(subject, true, nil)
	}
	scene := t.Scene
	covers := func(res access.Resource) bool {
		return scene == AnyScene || scene != "" && res.Scene == scene
	}
	var gs grants
	for _, p := range t.Purposes {
		if r, ok := rowOf(string(p)); ok && slices.Contains(Purposes(), p) {
			gs = append(gs, grant{row: r, covers: covers})
		}
	}
	return access.NewPermit(subject, true, gs)
}

func nothing(access.Resource) bool { return false }
