package realtime

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/twinstage/twinstage/internal/access"
)

// wish is what a viewer asks to follow.
type wish struct {
	overlays []string // nil: all
	cursor   *Cursor
}

// subscription is what a viewer follows and how far it has got. It is all that
// the server remembers of a viewer, beside the window.
type subscription struct {
	gen    uint64 // of the scene's generation that the rest belongs to
	json   bool
	view   *view
	lanes  []*lane
	all    bool // one lane with everything
	scope  string
	cursor uint64 // version of the last message that moved the viewer's cursor
}

// subscribe makes a subscription; unknown are overlays that do not exist or show
// nothing to the audience, which is not told apart. Called under mu, as are the
// other methods here.
func (s *scene) subscribe(a access.Audience, w wish, asJSON bool) (sub subscription, unknown []string) {
	v := s.layout.views[min(a, access.Leader)]
	sub = subscription{gen: s.gen, json: asJSON, view: v, all: w.overlays == nil}
	var chosen []int
	if sub.all {
		sub.lanes = []*lane{s.lane(v, -1)}
	} else {
		chosen, unknown = v.choose(w.overlays)
		for _, o := range chosen {
			sub.lanes = append(sub.lanes, s.lane(v, o))
		}
	}
	sub.scope = v.scope(chosen)
	if c := w.cursor; c != nil && c.Epoch == s.board.at.Epoch && c.Scope == sub.scope && c.Version <= s.board.at.Version {
		sub.cursor = c.Version
	}
	return sub, unknown
}

// choose finds overlays by id: their indexes rising, each once, never nil.
func (v *view) choose(ids []string) (chosen []int, unknown []string) {
	chosen = []int{}
	for _, id := range ids {
		if o, ok := v.overlayOf[id]; ok {
			chosen = append(chosen, o)
		} else {
			unknown = append(unknown, id)
		}
	}
	slices.Sort(chosen)
	return slices.Compact(chosen), unknown
}

// next is what takes the subscription to the present: for all overlays one
// frame, for some the frames of those that changed and a tick. Nothing, if
// nothing that it shows changed up to the newest tick.
func (s *scene) next(sub *subscription) (out []*packet) {
	if sub.cursor >= s.tickTo && sub.cursor > 0 {
		return nil
	}
	to := s.board.at.Version
	for _, l := range sub.lanes {
		if sub.cursor > 0 && l.changed <= sub.cursor {
			continue
		}
		p := l.frameFor(s, sub.cursor, sub.json)
		out = append(out, p)
		to = min(to, p.to)
	}
	if len(out) == 0 && sub.cursor > 0 {
		return nil
	}
	sub.cursor = to
	if !sub.all {
		out = append(out, s.tickPacket(to, sub.json))
	}
	return out
}

func (s *scene) tickPacket(to uint64, asJSON bool) *packet {
	if asJSON {
		return newPacket(true, append(strconv.AppendUint([]byte(`{"type":"tick","to":`), to, 10), '}'))
	}
	return newPacket(false, binary.AppendUvarint([]byte{msgTick}, to))
}

func (s *scene) heartbeat(asJSON bool) *packet {
	if !asJSON {
		return newPacket(false, binary.AppendUvarint([]byte{msgHeartbeat}, s.board.at.Version))
	}
	b := appendJSONString([]byte(`{"type":"heartbeat","epoch":`), s.board.at.Epoch)
	b = strconv.AppendUint(append(b, `,"head":`...), s.board.at.Version, 10)
	return newPacket(true, append(b, '}'))
}

// hello opens a subscription. serverTime is left out of what is cached.
func (s *scene) hello(sub *subscription, serverTime int64) []byte {
	h := Hello{
		Type: "hello", Epoch: s.board.at.Epoch, Scope: sub.scope, Head: s.board.at.Version, Mode: "live",
		Audience: sub.view.audience.String(), Revision: s.layout.def.Revision, ServerTime: serverTime,
		Origins: s.board.origins(sub.view), Overlays: sub.view.overlays, Dictionary: nil,
	}
	head, _ := json.Marshal(h) // strings and integers only
	const empty = `"dictionary":null}`
	head = append(head[:len(head)-len(empty)], `"dictionary":`...)
	return append(append(head, sub.view.encoded()...), '}')
}

// packetOf wraps a message that binary carries as JSON behind its type byte.
func packetOf(asJSON bool, kind byte, text []byte) *packet {
	if asJSON {
		return newPacket(true, text)
	}
	return newPacket(false, append([]byte{kind}, text...))
}
