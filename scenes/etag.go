package scenes

import (
	"fmt"
	"strings"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// ETag is the strong entity tag of the entry's JSON. It changes with every
// change of the entry or its documents, and differs between the view of
// editors and that of visitors, whose JSON differs.
func (s Scene) ETag() string {
	if s.public {
		return fmt.Sprintf(`"e%d.%d.public"`, s.Version, s.ID)
	}
	return fmt.Sprintf(`"e%d.%d"`, s.Version, s.ID)
}

// DocumentETag is the strong entity tag of the working copy, whole.
func (s Scene) DocumentETag() string { return documentETag(s.ID, s.Revision) }

// documentETag carries the scene's ID beside the revision, so that a scene
// deleted and made anew under its old slug never repeats a tag.
func documentETag(scene, revision int64) string {
	return fmt.Sprintf(`"r%d.%d"`, revision, scene)
}

// reducedETag is the tag of a revision with what a does not see left out.
func reducedETag(scene, revision int64, a access.Audience) string {
	return fmt.Sprintf(`"r%d.%d.%s"`, revision, scene, a)
}

// NotModified says whether an If-None-Match header names etag (weak
// comparison, RFC 9110 §13.1.2). A header that cannot be read names nothing.
func NotModified(ifNoneMatch, etag string) bool {
	tags, star, err := parseETags(ifNoneMatch)
	if err != nil {
		return false
	}
	return star || hasTag(tags, strings.TrimPrefix(etag, "W/"), true)
}

// match checks an If-Match value by strong comparison (RFC 9110 §13.1.1)
// against the tags that would do; the first is the current one that a caller
// who lost is told.
func match(header string, revision int64, current ...string) error {
	tags, star, err := parseETags(header)
	switch {
	case err != nil:
		return err
	case star:
		return nil
	}
	for _, etag := range current {
		if hasTag(tags, etag, false) {
			return nil
		}
	}
	return fault.New(fault.Stale, "edit_conflict", "Somebody changed this since you read it. Read it again, make your change on the new state, and send it with If-Match: %s", current[0]).
		With("etag", current[0]).With("revision", revision).
		WithRemedy("内容已被他人修改:请重新读取最新版本,在其基础上重做修改后再保存。", "Reload the latest version, make your change there, and save again.")
}

// needMatch is match for edits that must not be blind.
func needMatch(header string, revision int64, current ...string) error {
	if strings.TrimSpace(header) == "" {
		return fault.New(fault.NeedsMatch, "if_match_required", "Send the ETag you read as If-Match, so that nobody's edit is overwritten unseen.").
			With("etag", current[0])
	}
	return match(header, revision, current...)
}

type entityTag struct {
	value string // with its quotes
	weak  bool
}

func hasTag(tags []entityTag, etag string, weakly bool) bool {
	for _, t := range tags {
		if t.value == etag && (weakly || !t.weak) {
			return true
		}
	}
	return false
}

// maxETags bounds the list that a header may carry.
const maxETags = 64

// parseETags reads `*` or a list of entity tags (RFC 9110 §8.8.3).
func parseETags(header string) (tags []entityTag, star bool, err error) {
	rest := strings.Trim(header, " \t")
	if rest == "*" {
		return nil, true, nil
	}
	for rest != "" {
		var t entityTag
		if rest, t.weak = strings.CutPrefix(rest, "W/"); !strings.HasPrefix(rest, `"`) {
			return nil, false, badETag()
		}
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 || !validTag(rest[1:end+1]) || len(tags) == maxETags {
			return nil, false, badETag()
		}
		t.value, rest = rest[:end+2], strings.TrimLeft(rest[end+2:], " \t")
		tags = append(tags, t)
		if rest != "" && rest[0] != ',' {
			return nil, false, badETag()
		}
		rest = strings.TrimLeft(rest, " \t,") // empty list elements are allowed (§5.6.1.2)
	}
	return tags, false, nil
}

// validTag is etagc* without obs-text beyond what a byte can be.
func validTag(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r == 0x7f })
}

func badETag() error {
	return fault.New(fault.Malformed, "if_match_malformed", `If-Match must be * or a list of quoted entity tags, such as "r3.1".`)
}
