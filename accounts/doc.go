// Package accounts says who may: people who sign in, programs that carry
// tokens, and the one table of what each kind of holder may do.
//
//	person    somebody with a name, a password and a role
//	role      visitor, staff, reviewer, leader or admin; a row of the table
//	district  six-digit administrative code; where a person's role holds
//	session   a person signed in on one browser; an opaque secret in a cookie,
//	          stored as its SHA-256, that ends when idle or too old
//	token     what a program carries: secret beginning "tw_", shown once and
//	          stored as its SHA-256; purposes say what for, scope on which scene
//	permit    what a holder may do (internal/access); every service method of
//	          every room takes one as an argument
//
// A request arrives with a cookie, a bearer token or neither. The roof asks
// PermitForSession, PermitForToken or Anonymous for the permit and passes it
// on; rooms ask the permit. permission.go holds the table and is the only place
// where a role meets an action.
//
// The database is behind the Store port; accountstest is its contract.
package accounts
