package main

import (
	"fmt"
	"io"
	"slices"
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

// shownKinds bounds what a person is shown of one file; --json has more.
const shownKinds = 20

func (p printer) report(r *assets.Report) {
	w := words[p.lang]
	fmt.Fprintf(p.out, "%s  [%s]  %s  (%d %s, %d %s)\n", r.File, r.Type, w[r.Verdict], r.Issues.NumErrors, w["errors"], r.Issues.NumWarnings, w["warnings"])
	kinds := groupIssues(r.Issues.Messages)
	for i, k := range kinds {
		if i == shownKinds {
			fmt.Fprintf(p.out, "  … %d %s\n", len(kinds)-i, w["more"])
			break
		}
		fmt.Fprintf(p.out, "  %s %s%s: %s%s\n", severities[min(max(k.first.Severity, 0), report.Hint)], k.first.Code, place(k.first), k.first.Message, times(k.count))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(p.out, "  •     %s: %s\n", f.Code, f.Message)
		if remedy := p.text(f.Remedy.ZH, f.Remedy.EN); remedy != "" {
			fmt.Fprintf(p.out, "        %s: %s\n", w["fix"], remedy)
		}
	}
}

// issueKind is one code's issues of a file: one exporter's habit often makes
// the same remark about every mesh.
type issueKind struct {
	first report.Issue
	count int
}

// groupIssues puts the gravest first and keeps their order otherwise.
func groupIssues(list []report.Issue) (kinds []issueKind) {
	index := map[string]int{}
	for _, m := range list {
		key := fmt.Sprint(m.Severity, m.Code)
		if i, ok := index[key]; ok {
			kinds[i].count++
			continue
		}
		index[key] = len(kinds)
		kinds = append(kinds, issueKind{m, 1})
	}
	slices.SortStableFunc(kinds, func(a, b issueKind) int { return int(a.first.Severity - b.first.Severity) })
	return kinds
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("  (×%d)", n)
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
