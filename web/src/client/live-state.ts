import type { Board } from '../model/board'
import type { ByteReader } from './live-bytes'
import { FrameDecoder } from './live-decode'
import { boardOf, continues, type Hello } from './live-hello'
import { applyJsonFrame, type JsonFrame } from './live-json'
import { Signal } from './signal'

/** What a viewer has applied, told to the server so that it can go on from there. */
export interface Cursor {
  epoch: string
  scope: string
  version: number
}

/**
 * The board across connections. A hello that continues the present board keeps
 * it; any other begins a new board, which replaces the old one only once its
 * first frame has arrived, so that nothing flickers.
 */
export class LiveState {
  /** A new board took the place of the former. */
  readonly replaced = new Signal<Board>()
  /** The document behind the dictionary has another revision than before. */
  readonly revised = new Signal<number>()

  board: Board | null = null
  private next: Board | null = null
  private decoder: FrameDecoder | null = null
  private revision: number | undefined

  constructor(private readonly now: () => number) {}

  get cursor(): Cursor | null {
    return this.board && { epoch: this.board.epoch, scope: this.board.scope, version: this.board.version }
  }

  hello(hello: Hello): void {
    if (this.board && continues(this.board, hello)) {
      this.next = null
      this.board.mode = hello.mode
      this.begin(this.board, hello)
      this.connected()
    } else {
      this.next = boardOf(hello)
      this.begin(this.next, hello)
      // Nothing will follow for an empty scene, and a first board hides nothing.
      if (!this.board || hello.head === 0) this.install()
    }
    this.noteRevision(hello.revision)
  }

  /** A binary frame after its type byte. False: versions are missing, so the server must be asked again. */
  frame(reader: ByteReader): boolean {
    const board = this.next ?? this.board
    if (!board || !this.decoder) throw new Error('a frame before the hello')
    const head = this.decoder.apply(reader)
    if (head.applied) this.applied()
    return head.from <= board.version
  }

  jsonFrame(frame: JsonFrame): void {
    const board = this.next ?? this.board
    if (!board) throw new Error('a frame before the hello')
    if (applyJsonFrame(board, frame)) this.applied()
  }

  /** All overlays' frames of a tick have come: the cursor moves. */
  tick(to: number): void {
    const board = this.next ?? this.board
    if (!board || to <= board.version) return
    board.version = to
    this.applied()
  }

  /** The connection stands, though nothing has changed. */
  connected(): void {
    if (!this.board || this.next || this.board.offlineSince === null) return
    this.board.offlineSince = null
    this.board.notify()
  }

  lost(): void {
    if (!this.board || this.board.offlineSince !== null) return
    this.board.offlineSince = this.now()
    this.board.notify()
  }

  /** Whether `version` is one that the present board can have shown. */
  shows(version: number): boolean {
    return this.next === null && this.board !== null && version > 0 && version <= this.board.version
  }

  /** What stands is not to be trusted (a frame broke in the middle): the next hello begins anew. */
  distrust(): void {
    this.next = null
    this.decoder = null
    if (this.board) this.board.epoch = ''
  }

  private begin(board: Board, hello: Hello): void {
    if (hello.serverTime) board.clockOffset = hello.serverTime - this.now()
    this.decoder = new FrameDecoder(board)
  }

  private applied(): void {
    if (this.next && this.next.version > 0) return this.install()
    if (this.next) return
    if (this.board) this.board.offlineSince = null
    this.board?.notify()
  }

  private install(): void {
    if (!this.next) return
    this.board = this.next
    this.next = null
    this.replaced.emit(this.board)
    this.board.notify()
  }

  private noteRevision(revision: number | undefined): void {
    if (revision === undefined) return
    const before = this.revision
    this.revision = revision
    if (before !== undefined && before !== revision) this.revised.emit(revision)
  }
}
