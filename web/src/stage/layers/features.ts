/**
 * Every feature and node on stage has one number, given at first sight and
 * kept while the document stands: a tile may leave and come back, and its
 * features keep their status colours, their boxes and their names.
 *
 * Two small textures carry what shaders need to know of them: looks (where a
 * building stands, how its façade is drawn) and status (a colour over it).
 */
import {
  Box3,
  DataTexture,
  FloatType,
  NearestFilter,
  RGBAFormat,
  SRGBColorSpace,
  UnsignedByteType,
  type IUniform,
} from 'three'
import type { Plugin } from '../context'
import { FacadeStyle, type FacadeLook } from './facade-look'

/** Features a row of the textures; a look takes two texels. */
export const FEATURES_PER_ROW = 256

export interface Feature {
  index: number
  layer: string
  /** The id its table gives it, or `node:` and the node's name. */
  id: string
  /** World box of what has been loaded of it; empty before that. */
  box: Box3
  /** Reads its attributes; absent until it was loaded. */
  read?: () => Record<string, unknown>
}

export const nodeKey = (name: string): string => `node:${name}`

export interface FeatureUniforms {
  [name: string]: IUniform
  tsLooks: IUniform<DataTexture>
  tsStatus: IUniform<DataTexture>
  tsSelected: IUniform<number>
}

export class Features implements Plugin {
  readonly uniforms: FeatureUniforms
  private readonly byKey = new Map<string, Feature>()
  private readonly list: Feature[] = []
  private looks: Float32Array
  private status: Uint8Array
  private rows = 4

  constructor() {
    this.looks = new Float32Array(this.rows * FEATURES_PER_ROW * 8)
    this.status = new Uint8Array(this.rows * FEATURES_PER_ROW * 4)
    this.uniforms = {
      tsLooks: { value: looksTexture(this.looks, this.rows) },
      tsStatus: { value: statusTexture(this.status, this.rows) },
      tsSelected: { value: -1 },
    }
    this.documentChanged()
  }

  get count(): number {
    return this.byKey.size
  }

  /** The feature, made known if it was not. Number 0 is nobody's. */
  get(layer: string, id: string): Feature {
    const key = `${layer}\n${id}`
    const known = this.byKey.get(key)
    if (known) return known
    const feature: Feature = { index: this.list.length, layer, id, box: new Box3() }
    this.byKey.set(key, feature)
    this.list.push(feature)
    if (feature.index >= this.rows * FEATURES_PER_ROW) this.grow()
    return feature
  }

  find(layer: string, id: string): Feature | undefined {
    return this.byKey.get(`${layer}\n${id}`)
  }

  at(index: number): Feature | undefined {
    return index > 0 ? this.list[index] : undefined
  }

  /** Tells the shaders where a building stands and how it is dressed. */
  setLook({ index, box }: Feature, look: FacadeLook): void {
    const at = index * 8
    this.looks[at] = box.min.y
    this.looks[at + 1] = box.max.y
    this.looks[at + 2] = (box.min.x + box.max.x) / 2
    this.looks[at + 3] = (box.min.z + box.max.z) / 2
    this.looks[at + 4] = look.seed
    this.looks[at + 5] = FacadeStyle[look.style]
    this.looks[at + 6] = look.lit
    this.looks[at + 7] = look.crown
    this.uniforms.tsLooks.value.needsUpdate = true
  }

  /** Colours a feature (0 … 255, sRGB); strength 0 takes the colour away. Answers whether that changed it. */
  setStatus(index: number, r: number, g: number, b: number, strength: number): boolean {
    const at = index * 4
    const s = this.status
    if (s[at] === r && s[at + 1] === g && s[at + 2] === b && s[at + 3] === strength) return false
    s[at] = r
    s[at + 1] = g
    s[at + 2] = b
    s[at + 3] = strength
    this.uniforms.tsStatus.value.needsUpdate = true
    return true
  }

  /** Colours nobody. */
  clearStatus(): void {
    this.status.fill(0)
    this.uniforms.tsStatus.value.needsUpdate = true
  }

  select(index: number): void {
    this.uniforms.tsSelected.value = index
  }

  documentChanged(): void {
    this.byKey.clear()
    this.list.length = 0
    this.list.push({ index: 0, layer: '', id: '', box: new Box3() })
    this.clearStatus()
    this.select(-1)
  }

  dispose(): void {
    this.uniforms.tsLooks.value.dispose()
    this.uniforms.tsStatus.value.dispose()
  }

  private grow(): void {
    this.rows *= 2
    const looks = new Float32Array(this.rows * FEATURES_PER_ROW * 8)
    const status = new Uint8Array(this.rows * FEATURES_PER_ROW * 4)
    looks.set(this.looks)
    status.set(this.status)
    this.looks = looks
    this.status = status
    this.dispose()
    this.uniforms.tsLooks.value = looksTexture(looks, this.rows)
    this.uniforms.tsStatus.value = statusTexture(status, this.rows)
  }
}

function looksTexture(data: Float32Array, rows: number): DataTexture {
  const texture = new DataTexture(data as Float32Array<ArrayBuffer>, FEATURES_PER_ROW * 2, rows, RGBAFormat, FloatType)
  texture.minFilter = texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}

function statusTexture(data: Uint8Array, rows: number): DataTexture {
  const texture = new DataTexture(data as Uint8Array<ArrayBuffer>, FEATURES_PER_ROW, rows, RGBAFormat, UnsignedByteType)
  texture.colorSpace = SRGBColorSpace
  texture.minFilter = texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}
