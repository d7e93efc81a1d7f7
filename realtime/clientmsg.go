package realtime

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// Bounds of what a client may send.
const (
	maxClientMessage = 32 << 10
	maxOverlays      = 256
)

// clientMessage is one message of a viewer.
type clientMessage struct {
	kind    string // subscribe, ack, alive, or one that is not supported here
	wish    wish
	version uint64
}

// parseClientText reads a JSON message.
func parseClientText(data []byte) (clientMessage, error) {
	var m struct {
		Type     string    `json:"type"`
		Overlays *[]string `json:"overlays"`
		Cursor   *Cursor   `json:"cursor"`
		Version  *uint64   `json:"version"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return clientMessage{}, fmt.Errorf("a message is a JSON object: %w", err)
	}
	out := clientMessage{kind: m.Type}
	switch m.Type {
	case "subscribe":
		if m.Overlays != nil {
			out.wish.overlays = *m.Overlays
			if len(out.wish.overlays) > maxOverlays {
				return clientMessage{}, fmt.Errorf("a subscription names at most %d overlays", maxOverlays)
			}
		}
		out.wish.cursor = m.Cursor
	case "ack":
		if m.Version == nil {
			return clientMessage{}, fmt.Errorf("ack needs a version")
		}
		out.version = *m.Version
	case "":
		return clientMessage{}, fmt.Errorf("a message needs a type")
	}
	return out, nil
}

// parseClientBinary reads one of the shorthands of twinstage.v1.
func parseClientBinary(data []byte) (clientMessage, error) {
	switch {
	case bytes.Equal(data, []byte{msgAlive}):
		return clientMessage{kind: "alive"}, nil
	case len(data) > 1 && data[0] == msgAck:
		if v, n := binary.Uvarint(data[1:]); n == len(data)-1 {
			return clientMessage{kind: "ack", version: v}, nil
		}
	}
	return clientMessage{}, fmt.Errorf("a binary message is 0x41 and a uvarint, or 0x42")
}

// bucket is a token bucket: rate a second, burst at once.
type bucket struct {
	rate, burst float64
	level       float64
	at          int64 // nanoseconds
}

func (b *bucket) take(now int64) bool {
	if b.at == 0 {
		b.level = b.burst
	} else {
		b.level = min(b.burst, b.level+float64(now-b.at)*b.rate/1e9)
	}
	b.at = now
	if b.level < 1 {
		return false
	}
	b.level--
	return true
}
