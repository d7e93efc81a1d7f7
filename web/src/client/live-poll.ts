import { parseHello } from './live-hello'
import type { JsonFrame } from './live-json'
import type { LinkContext, LiveLink } from './live-link'

/** An answer of `…/live/poll`: what the socket would have said in `twinstage.v1+json`. */
interface PollAnswer {
  /** To ask with next, which acknowledges this answer; opaque. */
  cursor: string
  messages: Message[]
}

type Message = { type: 'hello' } | JsonFrame | { type: 'tick'; to: number } | { type: 'heartbeat' | 'alarm' | 'reset' }

/** The server holds a request for up to 25 s; more than this means the way is dead. */
const ANSWER_MS = 40_000

/**
 * Long polling, for networks that let no WebSocket through. The next request
 * is the acknowledgement, so it waits until the last answer has been drawn.
 */
export class PollLink implements LiveLink {
  private readonly stop = new AbortController()
  private drawn: (() => void) | null = null
  private waitsFor = 0
  private spoke = false

  constructor(
    private readonly context: LinkContext,
    private readonly fetcher: typeof fetch,
  ) {
    void this.run()
  }

  ack(version: number): void {
    if (this.drawn && version >= this.waitsFor && this.context.state.shows(version)) this.drawn()
  }

  close(): void {
    this.stop.abort()
  }

  private async run(): Promise<void> {
    let code = 0
    try {
      let cursor = ''
      while (!this.stop.signal.aborted) {
        const response = await this.ask(cursor)
        code = response.status
        if (!response.ok) break
        cursor = this.apply((await response.json()) as PollAnswer)
        code = 0
        await this.rendered()
      }
    } catch (cause) {
      // A TypeError is the network's; anything else came from applying the answer.
      if (!(cause instanceof TypeError) && !isAbort(cause)) this.context.state.distrust()
    }
    if (this.stop.signal.aborted) return
    const final = code === 401 || code === 403 || code === 404 || code === 410
    this.context.ended({ spoke: this.spoke, final, code })
  }

  private async ask(cursor: string): Promise<Response> {
    const { path, overlays } = this.context
    const search = new URLSearchParams()
    if (cursor) search.set('cursor', cursor)
    if (overlays) search.set('overlays', overlays.join())
    const request = new AbortController()
    const abort = () => request.abort()
    const late = setTimeout(abort, ANSWER_MS)
    this.stop.signal.addEventListener('abort', abort)
    try {
      const init = { headers: { Accept: 'application/json' }, cache: 'no-store', signal: request.signal } as const
      return await this.fetcher(`${path}/poll?${search}`, init)
    } finally {
      clearTimeout(late)
      this.stop.signal.removeEventListener('abort', abort)
    }
  }

  private apply(answer: PollAnswer): string {
    const { state } = this.context
    for (const message of answer.messages) this.handle(message)
    state.connected()
    this.spoke = true
    this.waitsFor = state.cursor?.version ?? 0
    this.context.alive()
    return answer.cursor
  }

  private handle(message: Message): void {
    const { state } = this.context
    if (message.type === 'hello') state.hello(parseHello(message))
    else if (message.type === 'frame') state.jsonFrame(message)
    else if (message.type === 'tick') state.tick(message.to)
  }

  /** Until the answer has been drawn; at once if it brought nothing, soon in any case. */
  private rendered(): Promise<void> {
    if (this.waitsFor === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(late)
        this.drawn = null
        this.stop.signal.removeEventListener('abort', done)
        resolve()
      }
      // A hidden page draws nothing; it asks rarely instead of never, so that its connection shows as alive.
      const late = setTimeout(done, 20_000)
      this.stop.signal.addEventListener('abort', done)
      this.drawn = done
    })
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'AbortError'
}
