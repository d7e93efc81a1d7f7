/**
 * Binary messages of `twinstage.v1` (docs/protocol.md). A frame is written
 * straight into the board's columns: an update allocates nothing, except that
 * a category's word becomes a string when it has changed.
 */
import { NO_RULE, ORIGIN_NONE, STATE_NONE, type Board } from '../model/board'
import type { ByteReader } from './live-bytes'

export const HELLO = 0x01
export const FRAME = 0x02
export const TICK = 0x03
export const HEARTBEAT = 0x04
export const ALARM = 0x05
export const RESET = 0x06
export const ERROR = 0x07

const FLAG_TICK = 1
const FLAG_OVERLAY = 2
const SHARED_META = 1
const SHARED_AGE = 2

const QUANTISED = 1
const RAW = 2
const BOOLEAN = 3
const CATEGORY = 4
const POSITION = 5
const NO_VALUE = 6

const powers = Float64Array.from({ length: 23 }, (_, n) => 10 ** n)

/** What a frame's head says; `applied` is false if its versions do not follow the board's cursor. */
export interface FrameHead {
  from: number
  to: number
  /** The cursor moved to `to`. */
  tick: boolean
  /** Index into the hello's overlays, −1 for all. */
  overlay: number
  /** When the server encoded it, UTC epoch milliseconds. */
  time: number
  applied: boolean
}

/** Applies frames to one board. It keeps its scratch columns between frames. */
export class FrameDecoder {
  private rows = new Uint32Array(64)
  private readonly head: FrameHead = { from: 0, to: 0, tick: false, overlay: -1, time: 0, applied: false }

  constructor(private readonly board: Board) {}

  /**
   * Reads the frame after its type byte and writes it if `from ≤ cursor < to`.
   * The answer is valid until the next call. Throws on a malformed frame, after
   * which the board must not be trusted: start again from a snapshot.
   */
  apply(reader: ByteReader): FrameHead {
    const head = this.readHead(reader)
    head.applied = head.from <= this.board.version && this.board.version < head.to
    if (!head.applied) return head
    while (!reader.done) this.section(reader, head)
    if (head.tick) this.board.version = head.to
    return head
  }

  private readHead(reader: ByteReader): FrameHead {
    const { head } = this
    const flags = reader.u8()
    head.tick = (flags & FLAG_TICK) !== 0
    head.overlay = flags & FLAG_OVERLAY ? reader.uvarint() : -1
    head.from = reader.uvarint()
    head.to = head.from + reader.uvarint()
    head.time = reader.f64()
    return head
  }

  private section(reader: ByteReader, head: FrameHead): void {
    const kind = reader.u8()
    const shared = reader.u8()
    const n = reader.uvarint()
    if (n === 0 || n > this.board.entries.length) throw new RangeError(`a section of ${n} updates`)
    this.readRows(reader, n, head.to)
    this.readMeta(reader, n, (shared & SHARED_META) !== 0)
    if (kind === NO_VALUE) return this.clear(n)
    this.readAges(reader, n, (shared & SHARED_AGE) !== 0, Math.round(head.time))
    this.readValues(reader, n, kind)
  }

  private readRows(reader: ByteReader, n: number, version: number): void {
    if (this.rows.length < n) this.rows = new Uint32Array(n * 2)
    const size = this.board.entries.length
    let row = 0
    for (let k = 0; k < n; k++) {
      row += reader.uvarint()
      if (row >= size) throw new RangeError(`row ${row} of ${size}`)
      this.rows[k] = row
      this.board.changed[row] = version
    }
  }

  private readMeta(reader: ByteReader, n: number, shared: boolean): void {
    const { board, rows } = this
    let meta = 0
    for (let k = 0; k < n; k++) {
      if (k === 0 || !shared) meta = reader.u8()
      const row = rows[k]!
      const level = meta & 7
      const origin = (meta >> 5) & 3
      board.level[row] = level === 7 ? NO_RULE : level
      board.state[row] = (meta >> 3) & 3
      board.origin[row] = origin === 3 ? ORIGIN_NONE : origin
    }
  }

  private readAges(reader: ByteReader, n: number, shared: boolean, time: number): void {
    let age = 0
    for (let k = 0; k < n; k++) {
      if (k === 0 || !shared) age = reader.svarint()
      this.board.at[this.rows[k]!] = time - age
    }
  }

  private readValues(reader: ByteReader, n: number, kind: number): void {
    for (let k = 0; k < n; k++) this.readValue(reader, this.rows[k]!, kind)
  }

  private readValue(reader: ByteReader, row: number, kind: number): void {
    const { board } = this
    switch (kind) {
      case QUANTISED:
        board.value[row] = reader.svarint() / powers[board.entries[row]!.precision ?? 0]!
        return
      case RAW:
        board.value[row] = reader.f64()
        return
      case BOOLEAN:
        board.value[row] = reader.u8()
        return
      case CATEGORY:
        board.word[row] = this.readWord(reader, board.word[row]!)
        return
      case POSITION:
        return readPosition(reader, board.position, row * 4)
      default:
        throw new RangeError(`a section of kind ${kind}`)
    }
  }

  /** The word, or the same string as before when its bytes are the same. */
  private readWord(reader: ByteReader, before: string): string {
    const length = reader.uvarint()
    const bytes = reader.bytes(length)
    if (sameAscii(bytes, before)) return before
    reader.offset -= length
    return reader.text(length)
  }

  private clear(n: number): void {
    const { board, rows } = this
    for (let k = 0; k < n; k++) {
      const row = rows[k]!
      board.value[row] = NaN
      board.word[row] = ''
      board.position.fill(0, row * 4, row * 4 + 4)
      board.at[row] = 0
      board.state[row] = STATE_NONE
    }
  }
}

function readPosition(reader: ByteReader, position: Float64Array, at: number): void {
  position[at] = reader.svarint() / 1e7
  position[at + 1] = reader.svarint() / 1e7
  position[at + 2] = reader.svarint() / 100
  position[at + 3] = reader.uvarint() / 10
}

function sameAscii(bytes: Uint8Array, word: string): boolean {
  if (bytes.length !== word.length) return false
  for (let k = 0; k < bytes.length; k++) {
    if (bytes[k]! >= 0x80 || bytes[k] !== word.charCodeAt(k)) return false
  }
  return true
}
