/**
 * Reads the wire's integers (docs/protocol.md): LEB128 as in Protocol Buffers,
 * little-endian doubles. A number past 2^53 or bytes past the end throw, so a
 * broken frame cannot become a wrong value.
 */
export class ByteReader {
  offset = 0
  private readonly view: DataView
  private readonly words = new TextDecoder('utf-8', { fatal: true })

  constructor(buffer: ArrayBuffer) {
    this.view = new DataView(buffer)
  }

  get done(): boolean {
    return this.offset >= this.view.byteLength
  }

  get left(): number {
    return this.view.byteLength - this.offset
  }

  u8(): number {
    return this.view.getUint8(this.offset++)
  }

  f64(): number {
    const value = this.view.getFloat64(this.offset, true)
    this.offset += 8
    return value
  }

  uvarint(): number {
    let byte = this.u8()
    let value = byte & 0x7f
    let scale = 128
    while (byte & 0x80) {
      byte = this.u8()
      value += (byte & 0x7f) * scale
      scale *= 128
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('an integer beyond 2^53')
    }
    return value
  }

  /** Zigzag. The sign bit is kept apart, so that all of ±2^53 stays exact. */
  svarint(): number {
    let byte = this.u8()
    const negative = (byte & 1) === 1
    let value = (byte & 0x7f) >> 1
    let scale = 64
    while (byte & 0x80) {
      byte = this.u8()
      value += (byte & 0x7f) * scale
      scale *= 128
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('an integer beyond 2^53')
    }
    return negative ? -value - 1 : value
  }

  /** The next `n` bytes where they lie, not a copy. */
  bytes(n: number): Uint8Array {
    if (n > this.left) throw new RangeError('bytes beyond the end')
    const part = new Uint8Array(this.view.buffer, this.offset, n)
    this.offset += n
    return part
  }

  /** The rest of the message as JSON. */
  json(): unknown {
    return JSON.parse(this.words.decode(this.bytes(this.left)))
  }

  text(n: number): string {
    return this.words.decode(this.bytes(n))
  }
}
