/**
 * Draws all labels in one instanced call: each pill, line, sign and glyph is
 * one quad that hangs, in pixels, on a world point. The camera may move
 * without anything being written.
 */
import type { Vector3 } from 'three'
import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  ShaderMaterial,
  Vector2,
} from 'three'
import { OUTLINE, type GlyphAtlas } from './glyphs'
import type { LabelLayout } from './label-layout'
import type { LevelLook, Rgb } from './palette'

/** Quads kept ready: 150 labels of about thirty. */
const MOST_QUADS = 6000
export const FADE_MS = 160
/** Pixels from a label's point up to its pill. */
export const LEADER = 22

const Kind = { glyph: 0, pill: 1, line: 2, sign: 3 } as const

export interface SheetLabel {
  point: Vector3
  /** Pixels that the pill stands above its point, leader included. */
  lift: number
  layout: LabelLayout
  look: LevelLook
  /** Loop time at which it began to come (positive) or go (negative). */
  fade: number
  selected: boolean
  ghost: boolean
}

export class LabelSheet {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>
  private readonly point = attribute(3)
  private readonly rect = attribute(4)
  private readonly uv = attribute(4)
  private readonly colour = attribute(4)
  private readonly detail = attribute(4)
  private readonly uniforms: { [name: string]: { value: unknown } }
  private count = 0

  constructor(private readonly atlas: GlyphAtlas) {
    const geometry = new InstancedBufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]), 3))
    geometry.setIndex([0, 1, 2, 0, 2, 3])
    geometry.setAttribute('tsPoint', this.point)
    geometry.setAttribute('tsRect', this.rect)
    geometry.setAttribute('tsUv', this.uv)
    geometry.setAttribute('tsColour', this.colour)
    geometry.setAttribute('tsDetail', this.detail)
    geometry.instanceCount = 0
    this.uniforms = { tsAtlas: { value: atlas.texture }, tsScreen: { value: new Vector2() }, tsNow: { value: 0 } }
    const material = new ShaderMaterial({
      transparent: true,
      depthTest: false,
      depthWrite: false,
      uniforms: this.uniforms,
      vertexShader,
      fragmentShader,
    })
    this.mesh = new Mesh(geometry, material)
    this.mesh.frustumCulled = false
  }

  begin(): void {
    this.count = 0
  }

  /** Adds labels in drawing order, leaders below all pills; those beyond the sheet's end are left out. */
  addAll(labels: readonly SheetLabel[]): void {
    for (const label of labels) {
      const { lift, layout, look } = label
      if (this.count < MOST_QUADS)
        this.quad(label, Kind.line, -0.75, 0, 1.5, lift - layout.height, look.colour, 0.75, 0)
    }
    for (const label of labels) this.add(label)
  }

  private add(label: SheetLabel): void {
    const { layout, look, lift } = label
    const room = layout.runs.reduce((sum, run) => sum + run.text.length, 2)
    if (this.count + room > MOST_QUADS) return
    const x = -Math.round(layout.width / 2)
    const y = lift
    const edge = label.selected ? 1 : label.ghost ? 0.45 : 0.8
    this.quad(
      label,
      Kind.pill,
      x,
      y - layout.height,
      layout.width,
      layout.height,
      look.colour,
      edge,
      label.selected ? 1 : 0,
    )
    const { sign } = layout
    const r = sign.radius + 1.5
    this.quad(label, Kind.sign, x + sign.x - r, y - sign.y - r, r * 2, r * 2, look.colour, 1, look.sign)
    for (const run of layout.runs) this.run(label, run.text, x + run.x, y - run.baseline, run.size, run.tone === 'dim')
  }

  end(): void {
    this.mesh.geometry.instanceCount = this.count
    for (const each of [this.point, this.rect, this.uv, this.colour, this.detail]) {
      each.clearUpdateRanges()
      each.addUpdateRange(0, this.count * each.itemSize)
      each.needsUpdate = true
    }
  }

  frame(width: number, height: number, now: number): void {
    ;(this.uniforms.tsScreen!.value as Vector2).set(width, height)
    this.uniforms.tsNow!.value = now
  }

  dispose(): void {
    this.mesh.removeFromParent()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }

  private run(label: SheetLabel, text: string, x: number, baseline: number, size: number, dim: boolean): void {
    let pen = x
    const colour: Rgb = label.ghost
      ? dim
        ? [150, 158, 168]
        : [196, 202, 210]
      : dim
        ? [184, 206, 224]
        : [255, 255, 255]
    for (const char of text) {
      const glyph = this.atlas.get(char)
      const top = baseline + glyph.top * size
      const w = glyph.width * size
      const h = glyph.height * size
      const at = this.quad(label, Kind.glyph, pen + glyph.left * size, top - h, w, h, colour, 1, size)
      this.uv.setXYZW(at, ...glyph.uv)
      pen += glyph.advance * size
    }
  }

  private quad(
    label: SheetLabel,
    kind: number,
    x: number,
    y: number,
    width: number,
    height: number,
    [r, g, b]: Rgb,
    alpha: number,
    extra: number,
  ): number {
    const at = this.count++
    const { point } = label
    this.point.setXYZ(at, point.x, point.y, point.z)
    this.rect.setXYZW(at, x, y, width, height)
    this.colour.setXYZW(at, r / 255, g / 255, b / 255, alpha)
    this.detail.setXYZW(at, kind, extra, label.fade, label.ghost ? 1 : 0)
    return at
  }
}

function attribute(items: number): InstancedBufferAttribute {
  const result = new InstancedBufferAttribute(new Float32Array(MOST_QUADS * items), items)
  result.setUsage(DynamicDrawUsage)
  return result
}

const vertexShader = /* glsl */ `
attribute vec3 tsPoint;
attribute vec4 tsRect, tsUv, tsColour, tsDetail;
uniform vec2 tsScreen;
uniform float tsNow;
varying vec2 vUv, vPixel;
varying vec4 vColour;
flat varying vec4 vDetail;
flat varying vec2 vSize;
varying float vShow;
void main() {
  vec4 clip = projectionMatrix * viewMatrix * vec4(tsPoint, 1.0);
  float gone = step(clip.w, 0.1);
  // The point is put on a whole pixel, so that letters stay sharp.
  vec2 at = floor((clip.xy / clip.w * 0.5 + 0.5) * tsScreen + 0.5);
  vec2 pixel = at + tsRect.xy + position.xy * tsRect.zw;
  vec2 ndc = pixel / tsScreen * 2.0 - 1.0;
  gl_Position = gone > 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(ndc, 0.0, 1.0);
  vUv = vec2(mix(tsUv.x, tsUv.z, position.x), mix(tsUv.w, tsUv.y, position.y));
  vPixel = (position.xy - 0.5) * tsRect.zw;
  vSize = tsRect.zw;
  vColour = tsColour;
  vDetail = tsDetail;
  float since = clamp((tsNow - abs(tsDetail.z)) / ${FADE_MS.toFixed(1)}, 0.0, 1.0);
  vShow = tsDetail.z < 0.0 ? 1.0 - since : since;
}
`

const fragmentShader = /* glsl */ `
varying vec2 vUv, vPixel;
varying vec4 vColour;
flat varying vec4 vDetail;
flat varying vec2 vSize;
varying float vShow;
uniform sampler2D tsAtlas;
float box(vec2 p, vec2 half_, float r) {
  vec2 q = abs(p) - half_ + r;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - r;
}
float polygon(vec2 p, float sides, float r, float turn) {
  float a = atan(p.x, p.y) + turn;
  float s = 6.2831853 / sides;
  return cos(floor(0.5 + a / s) * s - a) * length(p) - r;
}
float sign_(vec2 p, float kind) {
  if (kind < 0.5) return abs(length(p) - 3.6) - 1.0;
  if (kind < 1.5) return length(p) - 4.3;
  if (kind < 2.5) return (abs(p.x) + abs(p.y) - 5.4) * 0.7071;
  if (kind < 3.5) return polygon(p + vec2(0.0, 1.0), 3.0, 2.9, 3.14159265);
  if (kind < 4.5) {
    // A full square with an exclamation mark cut out of it.
    float mark = min(box(p - vec2(0.0, 1.3), vec2(0.85, 2.1), 0.3), length(p + vec2(0.0, 2.9)) - 0.95);
    return max(box(p, vec2(5.2), 1.2), -mark);
  }
  return box(p, vec2(4.6, 1.1), 0.6);
}
void main() {
  float kind = vDetail.x;
  vec4 ink = vColour;
  if (kind < 0.5) {
    float d = texture2D(tsAtlas, vUv).r;
    float soft = clamp(fwidth(d) * 0.75, 0.01, 0.25);
    ink.a *= smoothstep(${OUTLINE} - 0.03 - soft, ${OUTLINE} - 0.03 + soft, d);
  } else if (kind < 1.5) {
    float d = box(vPixel, vSize * 0.5 - 0.5, 7.0);
    float line = 1.0 - smoothstep(0.6, 1.5, abs(d + 0.9 + 0.4 * vDetail.y) - 0.4 * vDetail.y);
    // A ghost's edge is dashed: it does not look whole.
    if (vDetail.w > 0.5) line *= step(0.42, fract((vPixel.x + vPixel.y) / 7.0));
    vec3 body = mix(vec3(0.022, 0.055, 0.115), vec3(0.10, 0.115, 0.135), vDetail.w);
    float bar = 1.0 - smoothstep(2.2, 3.2, vPixel.x + vSize.x * 0.5);
    vec3 paint = mix(body, ink.rgb, max(line * ink.a, bar * (1.0 - 0.6 * vDetail.w)));
    ink = vec4(paint, (1.0 - smoothstep(-0.5, 0.6, d)) * mix(0.9, 0.97, max(line, bar)));
  } else if (kind < 2.5) {
    ink.a *= (1.0 - smoothstep(0.4, 1.0, abs(vPixel.x))) * (0.35 + 0.65 * (vPixel.y / vSize.y + 0.5));
  } else {
    ink.a *= 1.0 - smoothstep(-0.6, 0.6, sign_(vPixel, vDetail.y));
  }
  ink.a *= vShow;
  if (ink.a < 0.004) discard;
  gl_FragColor = ink;
}
`
