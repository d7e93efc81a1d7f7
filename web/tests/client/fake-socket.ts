import { vi } from 'vitest'

const encoder = new TextEncoder()

/** A WebSocket whose server the test plays. */
export class FakeSocket {
  static made: FakeSocket[] = []
  static get last(): FakeSocket {
    return FakeSocket.made.at(-1)!
  }

  readonly OPEN = 1
  readyState = 0
  binaryType = 'blob'
  sent: (string | number[])[] = []
  closed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.made.push(this)
  }

  send(message: string | Uint8Array): void {
    this.sent.push(typeof message === 'string' ? message : [...message])
  }

  close(): void {
    this.closed = true
    this.readyState = 3
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  say(bytes: number[]): void {
    this.onmessage?.({ data: Uint8Array.from(bytes).buffer })
  }

  drop(code = 1006): void {
    this.readyState = 3
    this.onclose?.({ code })
  }

  hello(over: Record<string, unknown> = {}): void {
    const hello = { type: 'hello', epoch: 'e1', scope: 's1', head: 9, mode: 'live', audience: 'public', revision: 1 }
    const dictionary = [{ i: 0, key: 'a', kind: 'number', precision: 0, overlay: [] }]
    const text = JSON.stringify({ ...hello, origins: ['live'], overlays: [], dictionary, ...over })
    this.say([0x01, ...encoder.encode(text)])
  }

  /** A frame that sets row 0 to a small positive number. */
  frame(from: number, to: number, value: number): void {
    this.say([0x02, 1, from, to - from, ...new Uint8Array(8), 1, 0, 1, 0, 0, 0, value * 2])
  }
}

export const connectFake = (url: string, protocol: string): WebSocket =>
  new FakeSocket(url, protocol) as unknown as WebSocket

export function setVisible(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden')
  document.dispatchEvent(new Event('visibilitychange'))
}
