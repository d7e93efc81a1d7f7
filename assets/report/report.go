// Package report is the shape of a checker's answer, shared by all checkers.
package report

import "github.com/twinstage/twinstage/internal/fault"

// Severity is the official glTF validator's.
type Severity int

// The severities. A report with an Error is refused.
const (
	Error Severity = iota
	Warning
	Info
	Hint
)

// Verdicts of a report.
const (
	Accepted = "accepted"
	Refused  = "refused"
)

// MaxMessages bounds how many issues one report lists; all are counted.
const MaxMessages = 500

// Issue is one breach of a format's specification. Exactly one of Pointer (a
// JSON pointer, RFC 6901, "" is the root) and Offset (bytes from the start) is
// set for glTF; archives name the file in Pointer.
type Issue struct {
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Severity Severity `json:"severity"`
	Pointer  *string  `json:"pointer,omitempty"`
	Offset   *int64   `json:"offset,omitempty"`
}

// Issues counts all issues and lists the first MaxMessages.
type Issues struct {
	NumErrors   int     `json:"numErrors"`
	NumWarnings int     `json:"numWarnings"`
	NumInfos    int     `json:"numInfos"`
	NumHints    int     `json:"numHints"`
	Messages    []Issue `json:"messages"`
	Truncated   bool    `json:"truncated,omitempty"`
}

// Finding is our own advice about a file. It never decides the verdict of a check.
type Finding struct {
	Code    string     `json:"code"`
	Message string     `json:"message"`
	Remedy  fault.Text `json:"remedy"`
}

// Report is what an upload is told, and one element of `twinstage check --json`.
// Verdict is "refused" if and only if Issues.NumErrors > 0, except for an upload
// of a valid file that needs others beside it, which is refused with a finding.
type Report struct {
	File     string         `json:"file"`
	Type     string         `json:"type"`
	Verdict  string         `json:"verdict"`
	Issues   Issues         `json:"issues"`
	Findings []Finding      `json:"findings"`
	Info     map[string]any `json:"info"`
}

// New starts an accepted, empty report.
func New(file, typ string) *Report {
	return &Report{
		File: file, Type: typ, Verdict: Accepted,
		Issues: Issues{Messages: []Issue{}}, Findings: []Finding{}, Info: map[string]any{},
	}
}

// At adds an issue at a JSON pointer.
func (r *Report) At(pointer, code string, sev Severity, message string) {
	r.add(Issue{Code: code, Message: message, Severity: sev, Pointer: &pointer})
}

// AtByte adds an issue at a byte offset.
func (r *Report) AtByte(offset int64, code string, sev Severity, message string) {
	r.add(Issue{Code: code, Message: message, Severity: sev, Offset: &offset})
}

// Add takes over an issue of another report.
func (r *Report) Add(i Issue) { r.add(i) }

// Find adds advice.
func (r *Report) Find(code, message, zh, en string) {
	r.Findings = append(r.Findings, Finding{Code: code, Message: message, Remedy: fault.Text{ZH: zh, EN: en}})
}

func (r *Report) add(i Issue) {
	n := &r.Issues
	switch i.Severity {
	case Error:
		n.NumErrors++
		r.Verdict = Refused
	case Warning:
		n.NumWarnings++
	case Info:
		n.NumInfos++
	default:
		n.NumHints++
	}
	if len(n.Messages) < MaxMessages {
		n.Messages = append(n.Messages, i)
		return
	}
	n.Truncated = true
}

// TypeName is the JSON type of a decoded value, for messages.
func TypeName(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}
