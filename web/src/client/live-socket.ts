import { ByteReader } from './live-bytes'
import { ERROR, FRAME, HEARTBEAT, HELLO, TICK } from './live-decode'
import { parseHello } from './live-hello'
import type { LinkContext, LinkEnd, LiveLink } from './live-link'

export const SUBPROTOCOL = 'twinstage.v1'

const ACK = 0x41
const aliveMessage = new Uint8Array([0x42])

/** Without a message for so long (heartbeats come every 15 s) the way is dead. */
const SILENCE_MS = 45_000
const CONNECT_MS = 10_000

export type SocketFactory = (url: string, protocol: string) => WebSocket

/** Close codes from 4100 to 4199 mean: do not come back (docs/protocol.md). */
export function isFinal(code: number): boolean {
  return code >= 4100 && code < 4200
}

/** One WebSocket's life. */
export class SocketLink implements LiveLink {
  private readonly socket: WebSocket
  private readonly ackMessage = new Uint8Array(9)
  private acked = 0
  private spoke = false
  private over = false
  private watchdog: ReturnType<typeof setTimeout>

  constructor(
    private readonly context: LinkContext,
    connect: SocketFactory,
  ) {
    this.socket = connect(socketUrl(context.path), SUBPROTOCOL)
    this.socket.binaryType = 'arraybuffer'
    this.socket.onopen = () => this.subscribe()
    this.socket.onmessage = (event: MessageEvent<unknown>) => this.receive(event.data)
    this.socket.onclose = (event) => this.end(event.code)
    this.watchdog = setTimeout(() => this.end(0), CONNECT_MS)
  }

  ack(version: number): void {
    if (version <= this.acked || !this.context.state.shows(version) || !this.spoke) return
    this.acked = version
    this.send(writeAck(this.ackMessage, version))
  }

  close(): void {
    this.over = true
    this.release()
  }

  private subscribe(): void {
    const { overlays, state } = this.context
    const cursor = state.cursor
    const fresh = !cursor || cursor.epoch === '' || cursor.version === 0
    this.send(JSON.stringify({ type: 'subscribe', ...(overlays && { overlays }), ...(!fresh && { cursor }) }))
  }

  private receive(data: unknown): void {
    if (this.over || !(data instanceof ArrayBuffer)) return
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.end(0), SILENCE_MS)
    try {
      this.handle(new ByteReader(data))
    } catch (cause) {
      console.error('the live connection broke', cause)
      this.context.state.distrust()
      this.end(0)
    }
  }

  private handle(reader: ByteReader): void {
    const { state } = this.context
    switch (reader.u8()) {
      case HELLO:
        this.acked = 0
        state.hello(parseHello(reader.json()))
        break
      case FRAME:
        if (!state.frame(reader)) this.subscribe()
        break
      case TICK:
        state.tick(reader.uvarint())
        break
      case HEARTBEAT:
        this.send(aliveMessage)
        state.connected()
        break
      case ERROR:
        console.warn('the live connection', reader.json())
        return
      default: // reset is followed by a hello; alarms and what comes later are not ours yet
        return
    }
    this.spoke = true
    this.context.alive()
  }

  private send(message: string | Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(message)
  }

  private end(code: number): void {
    if (this.over) return
    this.close()
    const end: LinkEnd = { spoke: this.spoke, final: isFinal(code), code }
    this.context.ended(end)
  }

  private release(): void {
    clearTimeout(this.watchdog)
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null
    this.socket.close()
  }
}

function socketUrl(path: string): string {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

function writeAck(into: Uint8Array<ArrayBuffer>, version: number): Uint8Array<ArrayBuffer> {
  into[0] = ACK
  let at = 1
  let rest = version
  while (rest >= 128) {
    into[at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  into[at++] = rest
  return into.subarray(0, at)
}
