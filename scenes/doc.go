// Package scenes is the catalogue: what is shown.
//
// # Words
//
//   - A Scene is a catalogue entry: slug, title, sector, district, status.
//     Entries are not versioned; an edit of one shows at once.
//   - A Document is a scene's content: origin, environment, layers, anchors,
//     rules, indicators, overlays, viewpoints. It is kept as its author wrote
//     it; the typed form is read from it, never the other way round.
//   - A Revision is one document of one scene with a number that rises by one
//     with every edit. Revisions never change.
//   - The working copy (draft) is the newest revision. The published revision
//     is the one visitors see; publishing freezes the working copy's number,
//     further edits make newer revisions beside it.
//   - A Problem is one thing that is wrong with a document or an entry: where
//     (a JSON Pointer), a code, and a sentence.
//
// # How data flows
//
// A caller (the HTTP layer, the demo's seed) calls a Service method with an
// access.Permit. The service reads the entry from its Store, asks the permit,
// compares the If-Match value, computes the next state and hands it to the
// store as one Commit, which the store applies in one transaction if the
// entry's version is still the one that was read. Lost races are read again:
// either the precondition still holds and the write is tried anew, or the
// caller gets edit_conflict with the current ETag. After the commit, and only
// then, the Notifier hears of it; whoever misses that message sees the newer
// revision number at the next read.
//
// Documents of strangers pass four gates before anything is stored: size and
// UTF-8, shape (depth, count, duplicate members), the JSON Schema, and the
// checks a schema cannot state (references, rule ranges, anchor forms).
//
// # Who sees what
//
// Holders of drafts.read or scenes.edit see the working copy and everything in
// it. Everybody else sees published scenes, and in their documents only the
// indicators of their audience: a hidden indicator's key, rule and overlay are
// left out, as if they did not exist.
//
// # Files
//
// scene.go, document.go, revision.go: the words. parse.go, schema.go,
// check.go: the gates. audience.go: leaving out. service*.go: the rules.
// search.go: words for the search index. store.go and ports.go: what this room
// needs from outside; sqlstore fills the former, scenestest says what it owes.
package scenes
