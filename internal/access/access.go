// Package access is the vocabulary of permission that all rooms share: actions,
// resources, audiences, and the Permit that every service method takes as an
// explicit argument. Which role may do what stands in one table, in
// accounts/permission.go; nothing here decides.
package access

import "github.com/twinstage/twinstage/internal/fault"

// Action is something a person or a program may be allowed to do.
type Action string

// The actions of the product.
const (
	ReadPublic    Action = "public.read"     // published scenes and their assets
	ReadDrafts    Action = "drafts.read"     // unpublished scenes, documents and assets
	CreateScene   Action = "scenes.create"   // a new catalogue entry
	EditScene     Action = "scenes.edit"     // entry and document
	PublishScene  Action = "scenes.publish"  // publish, roll back, archive
	DeleteScene   Action = "scenes.delete"   //
	UploadAsset   Action = "assets.upload"   // new assets and versions of them
	WriteReadings Action = "readings.write"  // ingest
	ManagePeople  Action = "accounts.manage" // people and tokens
)

// Resource is what an action is about. Empty fields mean "none in particular".
type Resource struct {
	Scene    string // slug
	District string // six-digit administrative code
}

// Audience is who may see an indicator; each includes the ones before it.
type Audience uint8

// The audiences, narrowest sight first.
const (
	Public Audience = iota
	Staff
	Leader
)

var audienceNames = [...]string{"public", "staff", "leader"}

func (a Audience) String() string {
	if int(a) < len(audienceNames) {
		return audienceNames[a]
	}
	return "public"
}

// ParseAudience reads an audience's name; "" is public.
func ParseAudience(s string) (Audience, bool) {
	if s == "" {
		return Public, true
	}
	for i, n := range audienceNames {
		if n == s {
			return Audience(i), true
		}
	}
	return Public, false
}

// Policy answers for one holder. accounts makes them from its table.
type Policy interface {
	Allows(Action, Resource) bool
	Audience(Resource) Audience
}

// Permit is what its holder may do. The zero Permit denies everything.
type Permit struct {
	// Subject names the holder in records and logs: "user:admin",
	// "token:3f2a", "anonymous", "system:demo".
	Subject string
	// Known is false for an anonymous holder, for whom a refusal is "sign in"
	// rather than "you may not".
	Known  bool
	policy Policy
}

// NewPermit makes a permit that asks policy.
func NewPermit(subject string, known bool, policy Policy) Permit {
	return Permit{Subject: subject, Known: known, policy: policy}
}

// Allows says whether the holder may do a to r.
func (p Permit) Allows(a Action, r Resource) bool {
	return p.policy != nil && p.policy.Allows(a, r)
}

// Audience is the widest audience whose indicators of r the holder may see.
func (p Permit) Audience(r Resource) Audience {
	if p.policy == nil {
		return Public
	}
	return p.policy.Audience(r)
}

// Require is nil if the holder may do a to r, else a public fault:
// sign_in_required for the anonymous, permission_denied for the rest.
func (p Permit) Require(a Action, r Resource) error {
	switch {
	case p.Allows(a, r):
		return nil
	case !p.Known:
		return fault.New(fault.Unauthenticated, "sign_in_required", "Sign in, or send a bearer token, to do this.")
	default:
		return fault.New(fault.Forbidden, "permission_denied", "Your account or token does not allow this (%s). Ask an administrator.", a)
	}
}

// System is the permit of the program itself, for seeding and upkeep.
func System(name string) Permit { return Permit{Subject: "system:" + name, Known: true, policy: all{}} }

type all struct{}

func (all) Allows(Action, Resource) bool { return true }
func (all) Audience(Resource) Audience   { return Leader }
