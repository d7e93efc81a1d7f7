// Package fault gives every error that may reach a caller a kind, a stable
// code and a sentence that says what to do.
//
// A fault's Message and Remedy are public. What it wraps is for the log alone:
// the one function that answers HTTP requests never sends it.
package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of a fault; it decides the HTTP status and nothing else does.
type Kind uint8

// The kinds, each with the HTTP status it is answered with.
const (
	Internal        Kind = iota // 500
	Malformed                   // 400: could not be parsed
	Invalid                     // 422: parsed, but breaks a rule
	Unauthenticated             // 401
	Forbidden                   // 403
	NotFound                    // 404
	Conflict                    // 409
	Stale                       // 412: the precondition (If-Match) failed
	NeedsMatch                  // 428: an If-Match header is required
	TooLarge                    // 413
	Unsupported                 // 415
	TooMany                     // 429
	Unavailable                 // 503
	Gone                        // 410
)

// Text is a sentence in the two languages of the product.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Fault is an error with a public face. Code is snake_case and never changes
// its meaning once released (docs/errors.md lists all of them).
type Fault struct {
	Kind    Kind
	Code    string
	Message string         // one English sentence that says what is wrong and what to do
	Remedy  *Text          // how to mend it, where that needs more than the message
	Extra   map[string]any // further public members of the problem document
	cause   error
}

// New makes a fault without a hidden cause.
func New(kind Kind, code, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap hides cause behind a public code and message.
func Wrap(cause error, kind Kind, code, format string, args ...any) *Fault {
	f := New(kind, code, format, args...)
	f.cause = cause
	return f
}

// With returns a copy that carries one more public member.
func (f *Fault) With(name string, value any) *Fault {
	c := *f
	c.Extra = make(map[string]any, len(f.Extra)+1)
	for k, v := range f.Extra {
		c.Extra[k] = v
	}
	c.Extra[name] = value
	return &c
}

// WithRemedy returns a copy that says in both languages how to mend it.
func (f *Fault) WithRemedy(zh, en string) *Fault {
	c := *f
	c.Remedy = &Text{ZH: zh, EN: en}
	return &c
}

// Error is for logs: code, message and the hidden cause.
func (f *Fault) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("%s: %s: %v", f.Code, f.Message, f.cause)
	}
	return f.Code + ": " + f.Message
}

func (f *Fault) Unwrap() error { return f.cause }

// Is makes errors.Is(err, target) true for faults of the same code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// From returns the outermost fault in err's chain, or an Internal one that
// hides err.
func From(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return Wrap(err, Internal, "internal", "The server failed on this request; it is logged. Try again later.")
}

// KindOf is From(err).Kind.
func KindOf(err error) Kind { return From(err).Kind }

// CodeOf is From(err).Code, "" for a nil error.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	return From(err).Code
}
