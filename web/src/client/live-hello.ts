import { Board, originNames, type DictionaryEntry, type Mode } from '../model/board'

/** What opens a subscription: the dictionary that frames refer to. */
export interface Hello {
  type: 'hello'
  epoch: string
  scope: string
  head: number
  mode: Mode
  audience: string
  revision?: number
  /** UTC epoch milliseconds; absent in cached answers. */
  serverTime?: number
  origins: string[]
  /** Overlay ids; binary frames name them by index. */
  overlays?: string[]
  dictionary: DictionaryEntry[]
}

/** Reads a hello, or throws what is wrong with it: rows must be 0…n−1 in order, since frames index them. */
export function parseHello(value: unknown): Hello {
  const hello = value as Partial<Hello> | null
  if (typeof hello !== 'object' || hello === null || hello.type !== 'hello') throw new Error('not a hello')
  if (typeof hello.epoch !== 'string' || typeof hello.scope !== 'string')
    throw new Error('a hello without epoch or scope')
  if (!Array.isArray(hello.dictionary)) throw new Error('a hello without dictionary')
  hello.dictionary.forEach((entry, row) => {
    if (entry.i !== row) throw new Error(`dictionary row ${row} says ${entry.i}`)
  })
  return hello as Hello
}

/** A board with nothing on it yet, for the hello's dictionary. */
export function boardOf(hello: Hello): Board {
  const board = new Board(hello.dictionary)
  board.epoch = hello.epoch
  board.scope = hello.scope
  board.mode = hello.mode
  return board
}

/** Whether frames after this hello continue what stands on the board. */
export function continues(board: Board, hello: Hello): boolean {
  return board.epoch === hello.epoch && board.scope === hello.scope && board.entries.length === hello.dictionary.length
}

/** The code of an origin's name, as `Board.origin` keeps it. */
export function originCode(name: string | null): number {
  const code = originNames.findIndex((n) => n === name)
  return code < 0 ? 255 : code
}
