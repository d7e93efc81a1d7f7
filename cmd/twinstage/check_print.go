package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/report"
)

// language is zh or en: the flag's, else the environment's.
func language(flag string, std stdio) string {
	for _, s := range []string{flag, std.getenv("LC_ALL"), std.getenv("LC_MESSAGES"), std.getenv("LANG")} {
		if s == "" {
			continue
		}
		if strings.HasPrefix(strings.ToLower(s), "zh") {
			return "zh"
		}
		return "en"
	}
	return "en"
}

// printer shows reports to people.
type printer struct {
	out  io.Writer
	lang string
}

// words are what a printer says itself, by language.
var words = map[string]map[string]string{
	"en": {report.Accepted: "accepted", report.Refused: "refused", "errors": "errors", "warnings": "warnings", "more": "more not shown", "fix": "fix"},
	"zh": {report.Accepted: "通过", report.Refused: "未通过", "errors": "个错误", "warnings": "个警告", "more": "条未列出", "fix": "处理办法"},
}

var severities = [...]string{report.Error: "ERROR", report.Warning: "WARN ", report.Info: "INFO ", report.Hint: "HINT "}

// shownIssues bounds what a person is shown of one file; --json has more.
const shownIssues = 20

func (p printer) report(r *assets.Report) {
	w := words[p.lang]
	fmt.Fprintf(p.out, "%s  [%s]  %s  (%d %s, %d %s)\n", r.File, r.Type, w[r.Verdict], r.Issues.NumErrors, w["errors"], r.Issues.NumWarnings, w["warnings"])
	for i, m := range r.Issues.Messages {
		if i == shownIssues {
			total := r.Issues.NumErrors + r.Issues.NumWarnings + r.Issues.NumInfos + r.Issues.NumHints
			fmt.Fprintf(p.out, "  … %d %s\n", total-i, w["more"])
			break
		}
		fmt.Fprintf(p.out, "  %s %s%s: %s\n", severities[min(max(m.Severity, 0), report.Hint)], m.Code, place(m), m.Message)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(p.out, "  •     %s: %s\n", f.Code, f.Message)
		if remedy := p.text(f.Remedy.ZH, f.Remedy.EN); remedy != "" {
			fmt.Fprintf(p.out, "        %s: %s\n", w["fix"], remedy)
		}
	}
}

func (p printer) text(zh, en string) string {
	if p.lang == "zh" && zh != "" {
		return zh
	}
	return en
}

func place(m report.Issue) string {
	switch {
	case m.Pointer != nil && *m.Pointer != "":
		return " at " + *m.Pointer
	case m.Offset != nil:
		return fmt.Sprintf(" at byte %d", *m.Offset)
	}
	return ""
}
