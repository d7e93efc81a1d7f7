import { describe, expect, it } from 'vitest'
import { Board, type DictionaryEntry } from '../../src/model/board'
import { ByteReader } from '../../src/client/live-bytes'
import { FrameDecoder } from '../../src/client/live-decode'

const dictionary: DictionaryEntry[] = [
  { i: 0, key: 'a', kind: 'number', precision: 1, overlay: [] },
  { i: 1, key: 'gate', kind: 'category', overlay: [] },
]

function f64(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)]
}

/** A frame after its type byte: flags, from, span, time, then the sections given. */
function frame(from: number, span: number, sections: number[] = [], flags = 1): ByteReader {
  return new ByteReader(Uint8Array.from([flags, from, span, ...f64(1000), ...sections]).buffer)
}

/** One quantised update of row 0, normal, live, age 0. */
const one = (q: number) => [1, 0, 1, 0, 0, 0, q]

function word(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)]
  return [4, 0, 1, 1, 0, 0, bytes.length, ...bytes]
}

describe('the cursor', () => {
  const cases: [from: number, span: number, cursor: number, applied: boolean][] = [
    [0, 5, 0, true],
    [0, 5, 3, true],
    [0, 5, 5, false],
    [0, 5, 6, false],
    [4, 2, 3, false],
    [3, 1, 3, true],
    [0, 0, 0, false],
  ]
  it.each(cases)('a frame (%i, +%i] for a viewer at %i: applied %s', (from, span, cursor, applied) => {
    const board = new Board(dictionary)
    board.version = cursor
    const head = new FrameDecoder(board).apply(frame(from, span, one(2)))
    expect(head.applied).toBe(applied)
    expect(board.version).toBe(applied ? from + span : cursor)
    expect(board.value[0]).toBe(applied ? 0.1 : NaN)
    expect(board.changed[0]).toBe(applied ? from + span : 0)
  })

  it('stays where it is for the frame of one overlay', () => {
    const board = new Board(dictionary)
    const reader = new ByteReader(Uint8Array.from([2, 0, 0, 5, ...f64(0), ...one(2)]).buffer)
    expect(new FrameDecoder(board).apply(reader)).toMatchObject({ applied: true, overlay: 0, tick: false })
    expect(board.version).toBe(0)
    expect(board.value[0]).toBe(0.1)
  })
})

describe('a malformed frame is refused', () => {
  it.each([
    ['a row beyond the dictionary', [1, 0, 1, 2, 0, 0, 0]],
    ['more updates than indicators', [1, 0, 3, 0, 1, 1, 0, 0, 0, 0, 0, 0]],
    ['no update', [1, 0, 0]],
    ['an unknown kind', [9, 0, 1, 0, 0, 0, 0]],
    ['a word longer than the message', [4, 0, 1, 1, 0, 0, 200, 1, 65]],
    ['an integer without end', [1, 0, 1, 0, 0, 0, ...new Array<number>(12).fill(0xff)]],
  ])('%s', (_what, section) => {
    expect(() => new FrameDecoder(new Board(dictionary)).apply(frame(0, 1, section))).toThrow(RangeError)
  })

  it('a word that is no UTF-8', () => {
    const section = [4, 0, 1, 1, 0, 0, 1, 0xff]
    expect(() => new FrameDecoder(new Board(dictionary)).apply(frame(0, 1, section))).toThrow(TypeError)
  })
})

describe('words', () => {
  it('change, return and hold Chinese', () => {
    const board = new Board(dictionary)
    const decoder = new FrameDecoder(board)
    for (const [version, text] of ['open', 'open', 'shut', '关闭', '关闭', ''].entries()) {
      decoder.apply(frame(version, 1, word(text)))
      expect(board.word[1]).toBe(text)
    }
  })
})

describe('integers', () => {
  const zigzag: [bytes: number[], value: number][] = [
    [[0], 0],
    [[1], -1],
    [[2], 1],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], -(2 ** 31)],
    [[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], 2 ** 53 - 1],
    [[0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], -(2 ** 53 - 1)],
  ]
  it.each(zigzag)('%j is %i', (bytes, value) => {
    expect(new ByteReader(Uint8Array.from(bytes).buffer).svarint()).toBe(value)
  })

  it('read versions beyond 32 bits', () => {
    const reader = new ByteReader(Uint8Array.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x01]).buffer)
    expect(reader.uvarint()).toBe(2 ** 35)
  })
})
