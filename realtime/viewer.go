package realtime

import (
	"encoding/json"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/twinstage/twinstage/internal/access"
)

// Sizes and times of one connection.
const (
	// handOff is the size above which a shard leaves writing to a goroutine.
	handOff = 64 << 10
	// shardWrite is how long a shard lets one viewer's write take. With the
	// window a healthy viewer's never blocks.
	shardWrite = time.Second
	pingEvery  = 5 * time.Second
)

// viewer is one connection: a cursor, a window and a subscription. It has no
// queue; what it is sent is decided when the window opens.
type viewer struct {
	hub      *Hub
	scene    *scene
	shard    *shard
	conn     *websocket.Conn
	json     bool
	audience access.Audience

	sending sync.Mutex  // who holds it writes to conn
	kicked  atomic.Bool // there may be something to send
	heard   atomic.Int64
	closing atomic.Bool

	mu     sync.Mutex
	wish   *wish // to be answered with hello
	asked  wish  // the last one, for resets
	sub    subscription
	flow   flow
	quiet  time.Time // when something was last sent
	pinged time.Time
	pings  int
}

// kick has somebody send what the viewer's window allows: the caller, or who is
// sending already.
func (v *viewer) kick(onShard bool) {
	v.kicked.Store(true)
	for v.kicked.Load() {
		if !v.sending.TryLock() {
			return // its holder looks again when it is done
		}
		v.kicked.Store(false)
		out, ping := v.collect(time.Now())
		if onShard && sizeOf(out) > handOff {
			go func() {
				v.write(out, ping, v.hub.cfg.WriteTimeout)
				v.sending.Unlock()
				v.kick(false)
			}()
			return
		}
		timeout := v.hub.cfg.WriteTimeout
		if onShard {
			timeout = min(timeout, shardWrite)
		}
		v.write(out, ping, timeout)
		v.sending.Unlock()
	}
}

// collect decides what is sent now: hello after a subscribe or a reset, then
// what is new if the window is open, or a heartbeat after long silence. ping is
// not empty if the round trip should be measured before it.
func (v *viewer) collect(now time.Time) (out []*packet, ping string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.scene
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || (v.wish == nil && v.sub.view == nil) {
		return nil, ""
	}
	out = v.greet()
	greeted := len(out) > 0
	if v.flow.open(v.hub.cfg.TickInterval, now) {
		idle := v.flow.n == 0
		if news := s.next(&v.sub); len(news) > 0 {
			out = append(out, news...)
			v.flow.sent(v.sub.cursor, now)
			if idle && (greeted || now.Sub(v.pinged) > pingEvery) {
				ping = v.nextPing(now)
			}
		}
	}
	if len(out) == 0 && now.Sub(v.quiet) >= v.hub.cfg.Heartbeat {
		out = append(out, s.heartbeat(v.json))
	}
	if len(out) > 0 {
		v.quiet = now
	}
	return out, ping
}

func (v *viewer) nextPing(now time.Time) string {
	v.pinged = now
	v.pings++
	return strconv.Itoa(v.pings)
}

// greet answers a subscribe, or a scene that is not what it was.
func (v *viewer) greet() (out []*packet) {
	s := v.scene
	switch {
	case v.wish != nil:
		v.asked, v.wish = *v.wish, nil
	case v.sub.gen != s.gen:
		text, _ := json.Marshal(Reset{"reset", s.reason})
		out = append(out, packetOf(v.json, msgReset, text))
		v.asked.cursor = nil
	default:
		return nil
	}
	var unknown []string
	v.sub, unknown = s.subscribe(v.audience, v.asked, v.json)
	v.asked.cursor = nil
	v.flow.restart()
	for _, id := range unknown {
		out = append(out, errorPacket(v.json, "overlay_unknown", "There is no overlay "+strconv.Quote(id)+" here. The others are subscribed."))
	}
	return append(out, packetOf(v.json, msgHello, s.hello(&v.sub, v.hub.now())))
}

func errorPacket(asJSON bool, code, message string) *packet {
	text, _ := json.Marshal(ErrorMessage{"error", code, message})
	return packetOf(asJSON, msgError, text)
}

func sizeOf(packets []*packet) (n int) {
	for _, p := range packets {
		n += len(p.data)
	}
	return n
}

// write sends packets in order; the caller holds sending. A write that fails or
// takes too long ends the connection: the viewer cannot use half a message.
func (v *viewer) write(packets []*packet, ping string, timeout time.Duration) {
	if len(packets) == 0 || v.closing.Load() {
		return
	}
	deadline := time.Now().Add(timeout)
	_ = v.conn.SetWriteDeadline(deadline)
	if ping != "" {
		if err := v.conn.WriteControl(websocket.PingMessage, []byte(ping), deadline); err != nil {
			v.failed(err)
			return
		}
	}
	for _, p := range packets {
		if err := v.conn.WritePreparedMessage(p.prepared); err != nil {
			v.failed(err)
			return
		}
		if p.frame {
			v.hub.count.frames.Add(1)
		}
		v.hub.count.bytes.Add(uint64(len(p.data)))
	}
}

func (v *viewer) failed(err error) {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() && !v.closing.Load() {
		v.hub.count.slowClosed.Add(1)
	}
	v.closing.Store(true)
	_ = v.conn.Close()
}

// upkeep runs on the shard, about every second: heartbeats, and the end of
// connections that show no sign of life.
func (v *viewer) upkeep(now time.Time) {
	if now.UnixNano()-v.heard.Load() > int64(v.hub.cfg.Silence) {
		if !v.closing.Load() {
			v.hub.count.silentClosed.Add(1)
		}
		v.close(CloseSilent, "no sign of life; come back")
		return
	}
	v.kick(true)
}

// close says why and ends the connection; the reader cleans up. It does not
// block.
func (v *viewer) close(code int, reason string) {
	if v.closing.Swap(true) {
		return
	}
	go func() {
		deadline := time.Now().Add(time.Second)
		_ = v.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), deadline)
		_ = v.conn.SetReadDeadline(deadline) // the other side answers, or is cut off
	}()
}
