/**
 * A scene's live state as a viewer holds it: one column a property, one row an
 * indicator of the dictionary. Decoders write it in place, the stage reads it;
 * nothing is allocated for a tick.
 */
export interface DictionaryEntry {
  /** Row in the board's columns. */
  i: number
  key: string
  kind: 'number' | 'category' | 'boolean' | 'position'
  unit?: string
  precision?: number
  leaseSeconds?: number
  overlay: string[]
}

export const NO_RULE = 255
export const STATE_LIVE = 0
export const STATE_STALE = 1
export const STATE_NONE = 2
export const ORIGIN_NONE = 255
/** Names of the origin codes 0, 1, 2 in `Board.origin`. */
export const originNames = ['live', 'recorded', 'simulated'] as const
export type OriginName = (typeof originNames)[number]

export type Mode = 'live' | 'replay'

export class Board {
  readonly entries: readonly DictionaryEntry[]
  readonly rowOf: ReadonlyMap<string, number>
  /** Numbers; booleans as 0 or 1; NaN where there is no number. */
  readonly value: Float64Array
  /** longitude, latitude (degrees), height (metres), heading (degrees) of each row. */
  readonly position: Float64Array
  /** Words of category rows. */
  readonly word: string[]
  /** 0 normal … 3 alarm, NO_RULE. */
  readonly level: Uint8Array
  readonly state: Uint8Array
  /** Index into originNames, ORIGIN_NONE. */
  readonly origin: Uint8Array
  /** Source time, UTC epoch milliseconds; 0 for none. */
  readonly at: Float64Array
  /** Board version of a row's last change; rows with `changed[i] > seen` are new to who saw `seen`. */
  readonly changed: Float64Array

  epoch = ''
  scope = ''
  /** The version applied: the cursor. */
  version = 0
  mode: Mode = 'live'
  /** Server clock minus this device's clock, milliseconds. */
  clockOffset = 0
  /** Device time at which the connection was lost, or null while it stands. */
  offlineSince: number | null = null

  private readonly listeners = new Set<() => void>()

  constructor(entries: readonly DictionaryEntry[]) {
    const n = entries.length
    this.entries = entries
    this.rowOf = new Map(entries.map((e) => [e.key, e.i]))
    this.value = new Float64Array(n).fill(NaN)
    this.position = new Float64Array(n * 4)
    this.word = new Array<string>(n).fill('')
    this.level = new Uint8Array(n).fill(NO_RULE)
    this.state = new Uint8Array(n).fill(STATE_NONE)
    this.origin = new Uint8Array(n).fill(ORIGIN_NONE)
    this.at = new Float64Array(n)
    this.changed = new Float64Array(n)
  }

  /** Calls `listener` after each applied frame and each change of connection; returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Tells the listeners; whoever has written a frame calls it once. */
  notify(): void {
    for (const listener of this.listeners) listener()
  }
}
