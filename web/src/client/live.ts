/**
 * Follows a scene's board: by WebSocket, or by long polling where sockets are
 * blocked; comes back by itself and goes on from its cursor.
 */
import type { Board } from '../model/board'
import { scenePath } from './api'
import { Backoff } from './live-backoff'
import type { LinkContext, LinkEnd, LiveLink } from './live-link'
import { PollLink } from './live-poll'
import { SocketLink, type SocketFactory } from './live-socket'
import { LiveState } from './live-state'
import { Signal } from './signal'

/** `connecting`: nothing yet. `offline`: the board stands still and a way back is sought. `ended`: there is none. */
export type LiveStatus = 'connecting' | 'live' | 'offline' | 'ended'

export interface LiveOptions {
  /** Follow only these overlays; absent: all. */
  overlays?: string[]
  connect?: SocketFactory
  fetcher?: typeof fetch
  now?: () => number
  random?: () => number
}

/** Sockets that fail so often in a row, without a word from the server, may be blocked: polling is tried. */
const FAILURES_BEFORE_POLLING = 2
/** While polling, a socket is tried so often; the first time at once, since the server may only have been away. */
const TRIAL_EVERY_MS = 60_000

export class LiveConnection {
  /** A new board to show (the first one, or after the server lost its state or changed the document). */
  readonly onBoard: LiveState['replaced']
  /** The document behind the board changed; its new revision. */
  readonly onRevision: LiveState['revised']
  readonly onStatus = new Signal<LiveStatus>()

  private readonly state: LiveState
  private readonly backoff: Backoff
  private readonly context: LinkContext
  private link: LiveLink | null = null
  private retry: ReturnType<typeof setTimeout> | undefined
  private current: LiveStatus = 'connecting'
  private failures = 0
  private trial: LiveLink | null = null
  /** When a socket is to be tried beside the polling; null: not polling. */
  private trialAt: number | null = null
  private stopped = true

  constructor(
    scene: string,
    private readonly options: LiveOptions = {},
  ) {
    this.state = new LiveState(this.now)
    this.onBoard = this.state.replaced
    this.onRevision = this.state.revised
    this.backoff = new Backoff(options.random)
    this.context = {
      path: scenePath(scene, '/live'),
      ...(options.overlays && { overlays: options.overlays }),
      state: this.state,
      alive: () => this.heard(),
      ended: (end) => this.ended(end),
    }
  }

  get board(): Board | null {
    return this.state.board
  }

  get status(): LiveStatus {
    return this.current
  }

  /** How values come: for the curious, and for tests. */
  get way(): 'socket' | 'poll' | null {
    if (!this.link) return null
    return this.link instanceof SocketLink ? 'socket' : 'poll'
  }

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    document.addEventListener('visibilitychange', this.wake)
    window.addEventListener('online', this.wake)
    this.openSocket()
  }

  stop(): void {
    this.stopped = true
    document.removeEventListener('visibilitychange', this.wake)
    window.removeEventListener('online', this.wake)
    clearTimeout(this.retry)
    this.link?.close()
    this.trial?.close()
    this.link = this.trial = null
  }

  /** Tells the server which version has been drawn: call it for each drawn frame. */
  ack(version: number): void {
    this.link?.ack(version)
  }

  private readonly now = (): number => (this.options.now ?? Date.now)()

  private openSocket(): void {
    this.retry = undefined
    this.link = this.socket(this.context)
  }

  private socket(context: LinkContext): LiveLink {
    return new SocketLink(context, this.options.connect ?? ((url, protocol) => new WebSocket(url, protocol)))
  }

  private openPoll(): void {
    this.retry = undefined
    this.trialAt = this.trialAt ?? this.now()
    this.link = new PollLink(this.context, this.options.fetcher ?? ((input, init) => fetch(input, init)))
  }

  private heard(): void {
    this.backoff.reset()
    if (this.way === 'socket') {
      this.failures = 0
      this.trialAt = null
    } else if (!this.trial && this.trialAt !== null && this.now() >= this.trialAt) {
      this.tryBeside()
    }
    this.become('live')
  }

  /** Polling works; a socket is better. It is tried beside the polling, and takes over when the server speaks on it. */
  private tryBeside(): void {
    this.trialAt = this.now() + TRIAL_EVERY_MS
    const trial = this.socket({
      ...this.context,
      alive: () => {
        if (this.trial === trial) this.adopt(trial)
        this.heard()
      },
      ended: (end) => {
        if (this.trial === trial) this.trial = null
        else this.ended(end)
      },
    })
    this.trial = trial
  }

  private adopt(trial: LiveLink): void {
    this.link?.close()
    this.link = trial
    this.trial = null
  }

  private ended(end: LinkEnd): void {
    const polled = this.way === 'poll'
    if (this.stopped) return
    this.trial?.close()
    this.link = this.trial = null
    if (end.final) return this.finish()
    if (!polled) this.failures = end.spoke ? 0 : this.failures + 1
    const mayBeBlocked = !polled && !end.spoke && this.failures >= FAILURES_BEFORE_POLLING
    if (mayBeBlocked) return this.openPoll()
    this.lose()
    this.again()
  }

  private lose(): void {
    this.state.lost()
    if (this.state.board) this.become('offline')
  }

  /** Waits and tries again. A hidden page waits until it is looked at. */
  private again(): void {
    clearTimeout(this.retry)
    this.retry = setTimeout(() => {
      if (document.visibilityState === 'hidden') this.retry = undefined
      else this.openSocket()
    }, this.backoff.next())
  }

  /** The page is looked at again, or the device is back on a network: no reason to wait any longer. */
  private readonly wake = (): void => {
    if (this.stopped || this.link || this.current === 'ended' || document.visibilityState === 'hidden') return
    clearTimeout(this.retry)
    this.openSocket()
  }

  private finish(): void {
    this.state.lost()
    this.become('ended')
  }

  private become(status: LiveStatus): void {
    if (this.current === status) return
    this.current = status
    this.onStatus.emit(status)
  }
}
