package realtime

import (
	"slices"

	"github.com/gorilla/websocket"
)

// ringTicks is how many ticks back shared catch-up frames reach; who is further
// behind gets one made for its cursor.
const ringTicks = 128

// lane is the indicators of one audience and one overlay (or of all overlays).
// Its frames are encoded when the first viewer wants them and shared until the
// next tick. All of it is guarded by the scene's lock.
type lane struct {
	view    *view
	overlay int    // index into view.overlays, -1: all
	changed uint64 // version of the lane's last change
	ticked  uint64 // the newest tick in the ring
	ring    [ringTicks]uint64
	ticks   int // ticks ever put into the ring
	frames  map[frameKey]*packet
}

type frameKey struct {
	from uint64
	json bool
}

// packet is one message, encoded once for all who get it.
type packet struct {
	data     []byte // the message's payload
	prepared *websocket.PreparedMessage
	to       uint64 // of a frame
	frame    bool
}

func newPacket(json bool, data []byte) *packet {
	kind := websocket.BinaryMessage
	if json {
		kind = websocket.TextMessage
	}
	pm, _ := websocket.NewPreparedMessage(kind, data) // fails only for unknown kinds
	return &packet{data: data, prepared: pm}
}

// has says whether the row belongs to the lane.
func (l *lane) has(row int) bool {
	if l.overlay >= 0 {
		return l.view.members[l.overlay][row]
	}
	return l.view.index[row] >= 0
}

// tick begins a new tick: old frames go, and the ring remembers it if the lane
// changed since the last one.
func (l *lane) tick(to uint64) {
	clear(l.frames)
	if l.changed > l.ticked {
		l.remember(to)
	}
}

func (l *lane) remember(to uint64) {
	l.ring[l.ticks%ringTicks] = to
	l.ticks++
	l.ticked = to
}

// base is the version a frame for cursor starts at: that of the newest 1, 2, 4,
// 8 … ticks back that covers the cursor, so that few frames serve everybody.
func (l *lane) base(cursor uint64) uint64 {
	for back := 1; back < min(l.ticks, ringTicks) && cursor > 0; back *= 2 {
		if v := l.ring[(l.ticks-1-back)%ringTicks]; v <= cursor {
			return v
		}
	}
	return cursor
}

// frameFor is the shared frame that takes a viewer from cursor to the head.
func (l *lane) frameFor(s *scene, cursor uint64, json bool) *packet {
	key := frameKey{l.base(cursor), json}
	if p := l.frames[key]; p != nil {
		return p
	}
	f := l.collect(s, key.from)
	if json {
		s.scratch = appendJSONFrame(s.scratch[:0], &f)
	} else {
		s.scratch = s.encoder.appendFrame(s.scratch[:0], &f)
	}
	p := newPacket(json, slices.Clone(s.scratch))
	p.to, p.frame = f.to, true
	l.frames[key] = p
	s.hub.count.encoded.Add(1)
	return p
}

// collect gathers the lane's rows that changed after from; all rows for 0.
func (l *lane) collect(s *scene, from uint64) frame {
	f := frame{epoch: s.board.at.Epoch, overlay: l.overlay, from: from, to: s.board.at.Version, tick: l.overlay < 0, time: s.hub.now()}
	if l.overlay >= 0 {
		f.overlayID = l.view.overlays[l.overlay]
	}
	s.touched = s.touched[:0]
	if from == 0 {
		for r := range s.board.entries {
			s.touched = append(s.touched, r)
		}
	} else {
		s.touched = s.board.changedSince(from, s.touched)
		slices.Sort(s.touched)
	}
	s.rows = s.rows[:0]
	for _, r := range s.touched {
		if l.has(r) {
			s.rows = append(s.rows, row{int(l.view.index[r]), s.layout.rows[r].precision, &s.board.entries[r]})
		}
	}
	f.rows = s.rows
	return f
}
