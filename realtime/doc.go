// Package realtime is the room of what is happening: readings come in, boards
// hold the latest of each indicator, and viewers follow a board at the pace at
// which they can draw.
//
// # Words
//
//   - indicator: what is measured; its key is unique in a scene
//   - reading: one measured value with its source time and origin
//   - rule: ordered ranges (or cases) that give a value its level
//   - lease: how long a reading counts as live
//   - board: a scene's latest readings, each with the version of its last change
//   - audience: public, staff or leader; each sees what the ones before it see
//   - overlay: a named set of indicators that a viewer may follow apart
//   - lane: the indicators of one audience and one overlay (or of all overlays);
//     frames are encoded once a lane and shared by everybody who follows it
//   - frame: one encoded change of a lane between two versions, with absolute values
//   - cursor: (epoch, scope, version) that a viewer has applied
//   - window: how many frames may be under way to one viewer
//
// # How a reading travels
//
//	Ingest ── validate ── Journal.Append (durable) ── step rules ── LiveStore.Commit
//	                                                                     │ Watch
//	viewer ◄── window ◄── lane (shared frame) ◄── tick ≤ 10 Hz ◄──── board
//
// Latest value wins: a viewer sees what is true now, however slow it is, and
// need not see every value in between. No queue stands in front of a viewer;
// it has a cursor, a window and a subscription, and nothing else. The wire is
// described in docs/protocol.md.
//
// # Arrows
//
// The package imports no router, no SQL driver and no adapter. LiveStore and
// Journal are its ports; memlive and sqljournal fill them, livetest and
// journaltest say what an adapter must keep.
package realtime
