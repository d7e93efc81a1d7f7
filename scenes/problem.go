package scenes

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/twinstage/twinstage/internal/fault"
)

// Problem is one thing that is wrong with a document or an entry.
type Problem struct {
	Pointer string `json:"pointer"` // JSON Pointer (RFC 6901) into what was sent
	Code    string `json:"code"`    // snake_case
	Message string `json:"message"` // one English sentence that says what to do
}

// maxProblems bounds the list that a caller is sent; the rest is only counted.
const maxProblems = 50

// problems collects up to maxProblems and counts all.
type problems struct {
	list  []Problem
	total int
}

func (p *problems) add(pointer, code, format string, args ...any) {
	p.total++
	if len(p.list) < maxProblems {
		p.list = append(p.list, Problem{pointer, code, fmt.Sprintf(format, args...)})
	}
}

// fault is nil without problems.
func (p *problems) fault(code, what string) error {
	if p.total == 0 {
		return nil
	}
	first := p.list[0]
	f := fault.New(fault.Invalid, code, "The %s has %d problem(s); the first, at %q: %s", what, p.total, first.Pointer, first.Message)
	return f.With("problems", p.list)
}

// pointerTo makes a JSON Pointer of member names (string) and indexes (int).
func pointerTo(tokens ...any) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		switch t := t.(type) {
		case int:
			b.WriteString(strconv.Itoa(t))
		case string:
			b.WriteString(escapeToken(t))
		}
	}
	return b.String()
}

// escapeToken is RFC 6901 §3.
func escapeToken(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
}
