package realtime

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Close codes (RFC 6455 §7.4.2, private use). After 4000 to 4099 a client comes
// back with its cursor, after a random wait; after 4100 to 4199 it does not.
const (
	CloseStopping = 4000 // the server stops or restarts
	CloseSilent   = 4001 // neither acknowledgement nor alive for too long

	CloseBadMessage = 4100 // a message that is none
	CloseFlood      = 4101 // too many messages
	CloseSceneGone  = 4102 // the scene is no longer published
)

// What a viewer may send: messages a second, and subscribes, which cost a
// snapshot each.
const (
	messageRate, messageBurst     = 60, 200
	subscribeRate, subscribeBurst = 1, 20
)

func newUpgrader(cfg Config) websocket.Upgrader {
	return websocket.Upgrader{
		HandshakeTimeout: cfg.WriteTimeout,
		ReadBufferSize:   256, // acknowledgements are short, and there is one buffer a connection
		WriteBufferSize:  1024,
		WriteBufferPool:  &sync.Pool{},
		Subprotocols:     []string{ProtocolBinary, ProtocolJSON},
		CheckOrigin:      cfg.CheckOrigin,
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			if status == http.StatusForbidden {
				cfg.WriteError(w, r, fault.Wrap(reason, fault.Forbidden, "origin_refused", "Pages of another site may not open this socket. Open it from this server's pages, or send no Origin header."))
				return
			}
			cfg.WriteError(w, r, fault.Wrap(reason, fault.Malformed, "websocket_required", "This address is a WebSocket. Connect with a WebSocket client, or use live/poll."))
		},
	}
}

// ServeWS upgrades the request and returns; the connection lives on without it.
// Failures before the upgrade go to Config.WriteError: scene_not_found,
// too_many_viewers, origin_refused, websocket_required, closing.
func (h *Hub) ServeWS(w http.ResponseWriter, r *http.Request, scene string, audience access.Audience) {
	s, err := h.scene(scene)
	if err != nil {
		h.cfg.WriteError(w, r, err)
		return
	}
	if err := h.sit(); err != nil {
		h.cfg.WriteError(w, r, err)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil { // answered by Upgrader.Error
		h.seats.Add(-1)
		return
	}
	v := &viewer{hub: h, scene: s, conn: conn, json: conn.Subprotocol() != ProtocolBinary, audience: audience, quiet: time.Now()}
	v.shard = h.shards[h.turn.Add(1)%uint64(len(h.shards))]
	v.heard.Store(time.Now().UnixNano())
	go v.read()
}

// sit takes a seat for a socket or poll.
func (h *Hub) sit() error {
	if h.seats.Add(1) > int64(h.cfg.MaxViewers) {
		h.seats.Add(-1)
		return fault.New(fault.Unavailable, "too_many_viewers", "This server has as many viewers as it takes. Try again in a minute.")
	}
	return nil
}

// read is the connection's only goroutine while nothing happens. What an
// acknowledgement lets go is written by it, so that only this viewer waits.
func (v *viewer) read() {
	defer v.leave()
	if !v.shard.post(func() { v.shard.add(v) }) {
		v.close(CloseStopping, "the server is stopping")
	}
	v.conn.SetReadLimit(maxClientMessage)
	messages := bucket{rate: messageRate, burst: messageBurst}
	subscribes := bucket{rate: subscribeRate, burst: subscribeBurst}
	v.conn.SetPongHandler(v.pong)
	v.conn.SetPingHandler(func(data string) error { return v.answerPing(data, &messages) })
	var buf []byte
	for {
		kind, r, err := v.conn.NextReader()
		if err != nil {
			return
		}
		if buf, err = readInto(buf[:0], r); err != nil {
			return
		}
		now := time.Now().UnixNano()
		m, err := v.parse(kind, buf)
		switch {
		case err != nil:
			v.say(errorPacket(v.json, "message_malformed", "A message could not be understood: "+err.Error()+"."))
			v.farewell(CloseBadMessage, "a message could not be understood")
			return
		case !messages.take(now), m.kind == "subscribe" && !subscribes.take(now):
			v.farewell(CloseFlood, "too many messages")
			return
		}
		v.handle(m, now)
		if cap(buf) > 512 {
			buf = nil
		}
	}
}

// farewell closes from the reader and hears the other side out for a moment, so
// that the close code is not lost with what it was still sending.
func (v *viewer) farewell(code int, reason string) {
	if v.closing.Swap(true) {
		return
	}
	deadline := time.Now().Add(time.Second)
	_ = v.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), deadline)
	_ = v.conn.SetReadDeadline(deadline)
	for {
		if _, _, err := v.conn.NextReader(); err != nil {
			return
		}
	}
}

func (v *viewer) leave() {
	v.closing.Store(true)
	_ = v.conn.Close()
	v.shard.post(func() { v.shard.drop(v) })
	v.hub.seats.Add(-1)
}

var errFlood = errors.New("too many pings")

func (v *viewer) answerPing(data string, messages *bucket) error {
	if !messages.take(time.Now().UnixNano()) {
		v.closing.Store(true)
		_ = v.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(CloseFlood, "too many messages"), time.Now().Add(time.Second))
		return errFlood
	}
	return v.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
}

func readInto(buf []byte, r io.Reader) ([]byte, error) {
	if cap(buf) == 0 {
		buf = make([]byte, 0, 64)
	}
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

func (v *viewer) parse(kind int, data []byte) (clientMessage, error) {
	if kind == websocket.TextMessage {
		return parseClientText(data)
	}
	if v.json {
		return clientMessage{}, errors.New("this subprotocol is text alone")
	}
	return parseClientBinary(data)
}

func (v *viewer) handle(m clientMessage, now int64) {
	switch m.kind {
	case "ack":
		v.heard.Store(now)
		v.mu.Lock()
		v.flow.ack(min(m.version, v.sub.cursor), time.Now())
		v.mu.Unlock()
		v.kick(false)
	case "alive":
		v.heard.Store(now)
	case "subscribe":
		v.heard.Store(now)
		v.mu.Lock()
		v.wish = &m.wish
		v.mu.Unlock()
		v.kick(false)
	default:
		v.say(errorPacket(v.json, "message_unknown", "This server does not know messages of type "+strconv.Quote(clip(m.kind))+"."))
	}
}

func clip(s string) string { return s[:min(len(s), 40)] }

// say writes one packet from the reader.
func (v *viewer) say(p *packet) {
	v.sending.Lock()
	v.write([]*packet{p}, "", v.hub.cfg.WriteTimeout)
	v.sending.Unlock()
	v.kick(false)
}

// pong measures the round trip. Only the last ping counts.
func (v *viewer) pong(data string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if data == strconv.Itoa(v.pings) && !v.pinged.IsZero() {
		v.flow.pong(time.Since(v.pinged))
	}
	return nil
}
