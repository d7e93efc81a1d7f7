/**
 * Glyphs as signed distances, drawn on the device from its own fonts when a
 * text first needs them: Chinese costs no download.
 */
import TinySDF from '@mapbox/tiny-sdf'
import { DataTexture, LinearFilter, RedFormat, UnsignedByteType } from 'three'

const SIDE = 1024
const FONT_PX = 32
const BUFFER = 4
const RADIUS = 8
/** Where in a byte the outline lies: tiny-sdf's cutoff of a quarter. */
export const OUTLINE = 0.75
const FAMILY =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, sans-serif'

export interface Glyph {
  /** Texture coordinates, left, top, right, bottom. */
  uv: readonly [number, number, number, number]
  /** In em: pen to the picture's left edge, baseline to its top, width, height, and how far the pen moves. */
  left: number
  top: number
  width: number
  height: number
  advance: number
}

export class GlyphAtlas {
  readonly texture: DataTexture
  /** Rises when the atlas was full and began anew: what was laid out before is void. */
  generation = 0
  private readonly sdf = new TinySDF({
    fontSize: FONT_PX,
    buffer: BUFFER,
    radius: RADIUS,
    fontFamily: FAMILY,
    fontWeight: '500',
    lang: 'zh-CN',
  })
  private readonly data = new Uint8Array(SIDE * SIDE)
  private readonly glyphs = new Map<string, Glyph>()
  private x = 0
  private y = 0
  private shelf = 0

  constructor() {
    this.texture = new DataTexture(this.data, SIDE, SIDE, RedFormat, UnsignedByteType)
    this.texture.minFilter = this.texture.magFilter = LinearFilter
    this.texture.needsUpdate = true
  }

  get(char: string): Glyph {
    const known = this.glyphs.get(char)
    if (known) return known
    const glyph = this.draw(char)
    this.glyphs.set(char, glyph)
    return glyph
  }

  /** Width of a text, em. */
  measure(text: string): number {
    let width = 0
    for (const char of text) width += this.get(char).advance
    return width
  }

  dispose(): void {
    this.texture.dispose()
  }

  private draw(char: string): Glyph {
    const { data, width, height, glyphTop, glyphLeft, glyphAdvance } = this.sdf.draw(char)
    this.reserve(width, height)
    for (let row = 0; row < height; row++) {
      this.data.set(data.subarray(row * width, (row + 1) * width), (this.y + row) * SIDE + this.x)
    }
    const { x, y } = this
    this.x += width
    this.texture.needsUpdate = true
    return {
      uv: [x / SIDE, y / SIDE, (x + width) / SIDE, (y + height) / SIDE],
      left: (glyphLeft - BUFFER) / FONT_PX,
      top: (glyphTop + BUFFER) / FONT_PX,
      width: width / FONT_PX,
      height: height / FONT_PX,
      advance: glyphAdvance / FONT_PX,
    }
  }

  private reserve(width: number, height: number): void {
    if (this.x + width > SIDE) {
      this.x = 0
      this.y += this.shelf
      this.shelf = 0
    }
    if (this.y + height > SIDE) this.restart()
    this.shelf = Math.max(this.shelf, height)
  }

  private restart(): void {
    this.glyphs.clear()
    this.data.fill(0)
    this.x = this.y = this.shelf = 0
    this.generation++
  }
}
