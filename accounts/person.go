package accounts

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/twinstage/twinstage/internal/fault"
)

// Role is what a person is to the product.
type Role string

// The roles. Visitor is everybody who has not signed in, too.
const (
	RoleVisitor  Role = "visitor"
	RoleStaff    Role = "staff"
	RoleReviewer Role = "reviewer"
	RoleLeader   Role = "leader"
	RoleAdmin    Role = "admin"
)

// Roles lists the roles that a person may have.
func Roles() []Role { return []Role{RoleStaff, RoleReviewer, RoleLeader, RoleAdmin} }

// Person is somebody who can sign in.
type Person struct {
	ID        string
	Name      string   // lower case; unique
	Role      Role     //
	Districts []string // where the role holds; what an empty list means is in the table
	Password  string   // argon2id, in PHC string format; never leaves this room
	CreatedAt time.Time
	ChangedAt time.Time // of the password
}

// NewPerson is what AddPerson needs.
type NewPerson struct {
	Name      string
	Password  string // in clear
	Role      Role
	Districts []string
}

const (
	maxNameRunes = 64
	minPassword  = 10  // runes
	maxPassword  = 256 // bytes; argon2 reads all of it
)

var districtCode = regexp.MustCompile(`^[0-9]{6}$`)

// personName is name as it is stored and compared.
func personName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func checkName(name string) error {
	ok := name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxNameRunes
	for _, r := range name {
		ok = ok && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-@", r))
	}
	if !ok {
		return fault.New(fault.Invalid, "person_name_invalid",
			"Choose a user name of 1 to %d letters, digits, dots, hyphens, underscores or @.", maxNameRunes)
	}
	return nil
}

func checkPassword(password string) error {
	if utf8.RuneCountInString(password) < minPassword || len(password) > maxPassword {
		return fault.New(fault.Invalid, "password_unsuitable",
			"Choose a password of at least %d characters and at most %d bytes.", minPassword, maxPassword)
	}
	return nil
}

func (n NewPerson) check() error {
	if err := checkName(n.Name); err != nil {
		return err
	}
	if err := checkPassword(n.Password); err != nil {
		return err
	}
	if !slices.Contains(Roles(), n.Role) {
		return fault.New(fault.Invalid, "role_unknown", "Use one of the roles staff, reviewer, leader, admin.")
	}
	for _, d := range n.Districts {
		if !districtCode.MatchString(d) {
			return fault.New(fault.Invalid, "district_invalid", "Name districts by their six-digit administrative code, for example 500103.")
		}
	}
	return nil
}
