/**
 * Binary glTF 1.0 (KHR_binary_glTF) as glTF 2.0, for the many tilesets of
 * 3D Tiles 1.0 that still carry it. Geometry, nodes, textures and plain
 * colours are kept; its shaders, skins and animations are not.
 */

type Json = Record<string, unknown>
type Named<T> = Record<string, T>

interface Gltf1 {
  asset?: Json
  scene?: string
  scenes?: Named<{ nodes?: string[] }>
  nodes?: Named<Node1>
  meshes?: Named<{ name?: string; primitives: Primitive1[] }>
  accessors?: Named<Accessor1>
  bufferViews?: Named<{ byteOffset?: number; byteLength: number }>
  materials?: Named<{ name?: string; technique?: string; values?: Json; extensions?: Named<{ values?: Json }> }>
  techniques?: Named<{ parameters?: Named<{ value?: unknown }>; states?: { enable?: number[] } }>
  textures?: Named<{ sampler?: string; source: string }>
  samplers?: Named<Json>
  images?: Named<{ uri?: string; extensions?: Named<{ bufferView?: string; mimeType?: string }> }>
  extensions?: Json
  extensionsUsed?: string[]
}

interface Node1 {
  name?: string
  children?: string[]
  meshes?: string[]
  matrix?: number[]
  translation?: number[]
  rotation?: number[]
  scale?: number[]
}

interface Primitive1 {
  attributes: Named<string>
  indices?: string
  material?: string
  mode?: number
}

interface Accessor1 {
  bufferView: string
  byteOffset?: number
  byteStride?: number
  componentType: number
  count: number
  type: string
  min?: number[]
  max?: number[]
}

const MAGIC = 0x46546c67
const HEADER_1 = 20
const HEADER_2 = 12
const CULL_FACE = 2884
const semantics: Named<string> = {
  TEXCOORD: 'TEXCOORD_0',
  COLOR: 'COLOR_0',
  BATCHID: '_BATCHID',
}

/** Whether the bytes are a GLB of glTF 1.0. */
export function isGltf1(bytes: ArrayBuffer): boolean {
  if (bytes.byteLength < HEADER_1) return false
  const view = new DataView(bytes)
  return view.getUint32(0, true) === MAGIC && view.getUint32(4, true) === 1
}

/** A GLB of glTF 2.0 with what `bytes`, a GLB of glTF 1.0, shows. Throws on a broken one. */
export function upgradeGltf1(bytes: ArrayBuffer): ArrayBuffer {
  const view = new DataView(bytes)
  const length = Math.min(view.getUint32(8, true), bytes.byteLength)
  const text = view.getUint32(12, true)
  if (HEADER_1 + text > length) throw new Error('truncated glTF 1.0')
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, HEADER_1, text))) as Gltf1
  const body = new Uint8Array(bytes, HEADER_1 + text, length - HEADER_1 - text)
  return pack(new Upgrade(json, body.length).run(), body)
}

/** A b3dm tile (3D Tiles 1.0 §10) whose glTF 1.0 is upgraded; the same bytes where there is nothing to do. */
export function upgradeB3dm(bytes: ArrayBuffer): ArrayBuffer {
  const head = new DataView(bytes)
  if (bytes.byteLength < 28 || head.getUint32(0, true) !== 0x6d643362) return bytes
  const tables = [12, 16, 20, 24].reduce((sum, at) => sum + head.getUint32(at, true), 28)
  const glb = bytes.slice(tables)
  if (!isGltf1(glb)) return bytes
  const upgraded = new Uint8Array(upgradeGltf1(glb))
  const out = new Uint8Array(tables + upgraded.length)
  out.set(new Uint8Array(bytes, 0, tables))
  out.set(upgraded, tables)
  new DataView(out.buffer).setUint32(8, out.length, true)
  return out.buffer
}

class Upgrade {
  private readonly views: Json[] = []
  private readonly order = new Map<object, Map<string, number>>()

  constructor(
    private readonly from: Gltf1,
    private readonly bodyLength: number,
  ) {}

  run(): Json {
    const { from } = this
    const nodes = this.nodes()
    const accessors = Object.values(from.accessors ?? {}).map((accessor) => this.accessor(accessor))
    const images = Object.values(from.images ?? {}).map((image) => this.image(image))
    const scene = from.scenes?.[from.scene ?? ''] ?? Object.values(from.scenes ?? {})[0]
    return {
      asset: { version: '2.0', generator: 'twinstage, from glTF 1.0' },
      scene: 0,
      scenes: [{ nodes: (scene?.nodes ?? []).map((id) => this.index(from.nodes, id)) }],
      nodes,
      meshes: Object.values(from.meshes ?? {}).map((mesh) => ({
        name: mesh.name,
        primitives: mesh.primitives.map((primitive) => this.primitive(primitive)),
      })),
      accessors,
      materials: Object.values(from.materials ?? {}).map((material) => this.material(material)),
      textures: Object.values(from.textures ?? {}).map(({ sampler, source }) => ({
        ...(sampler !== undefined && from.samplers?.[sampler] ? { sampler: this.index(from.samplers, sampler) } : {}),
        source: this.index(from.images, source),
      })),
      samplers: Object.values(from.samplers ?? {}),
      images,
      bufferViews: this.views,
      buffers: [{ byteLength: this.bodyLength }],
      ...(from.extensions?.CESIUM_RTC
        ? { extensionsUsed: ['CESIUM_RTC'], extensions: { CESIUM_RTC: from.extensions.CESIUM_RTC } }
        : {}),
    }
  }

  /** Where a named thing stands in the list made of its dictionary. */
  private index(dictionary: Named<unknown> | undefined, id: string): number {
    if (!dictionary) throw new Error(`glTF 1.0 names "${id}", which it does not have`)
    let order = this.order.get(dictionary)
    if (!order) {
      order = new Map(Object.keys(dictionary).map((key, i) => [key, i]))
      this.order.set(dictionary, order)
    }
    const at = order.get(id)
    if (at === undefined) throw new Error(`glTF 1.0 names "${id}", which it does not have`)
    return at
  }

  /** glTF 2.0 has one mesh a node: more become children. */
  private nodes(): Json[] {
    const source = Object.values(this.from.nodes ?? {})
    const extra: Json[] = []
    const nodes = source.map(({ name, children = [], meshes = [], matrix, translation, rotation, scale }) => {
      const indices = children.map((id) => this.index(this.from.nodes, id))
      const [first, ...others] = meshes.map((id) => this.index(this.from.meshes, id))
      for (const mesh of others) indices.push(source.length + extra.push({ mesh }) - 1)
      return {
        ...(name ? { name } : {}),
        ...(first === undefined ? {} : { mesh: first }),
        ...(indices.length > 0 ? { children: indices } : {}),
        ...(matrix ? { matrix } : { translation, rotation, scale }),
      }
    })
    return [...nodes, ...extra]
  }

  private primitive({ attributes, indices, material, mode }: Primitive1): Json {
    const renamed = Object.entries(attributes).map(([semantic, id]) => [
      semantics[semantic] ?? semantic,
      this.index(this.from.accessors, id),
    ])
    return {
      attributes: Object.fromEntries(renamed) as Json,
      mode: mode ?? 4,
      ...(indices === undefined ? {} : { indices: this.index(this.from.accessors, indices) }),
      ...(material === undefined ? {} : { material: this.index(this.from.materials, material) }),
    }
  }

  /** Strides move from accessors to views, so each accessor gets a view of its own. */
  private accessor({ bufferView, byteOffset = 0, byteStride, ...rest }: Accessor1): Json {
    const view = this.from.bufferViews?.[bufferView]
    if (!view) throw new Error(`glTF 1.0 names "${bufferView}", which it does not have`)
    const made = this.view((view.byteOffset ?? 0) + byteOffset, view.byteLength - byteOffset, byteStride)
    const { componentType, count, type, min, max } = rest
    return { bufferView: made, componentType, count, type, ...(min && max ? { min, max } : {}) }
  }

  private view(byteOffset: number, byteLength: number, byteStride?: number): number {
    return this.views.push({ buffer: 0, byteOffset, byteLength, ...(byteStride ? { byteStride } : {}) }) - 1
  }

  private image({
    uri,
    extensions,
  }: {
    uri?: string
    extensions?: Named<{ bufferView?: string; mimeType?: string }>
  }): Json {
    const inside = extensions?.KHR_binary_glTF
    const view = inside?.bufferView === undefined ? undefined : this.from.bufferViews?.[inside.bufferView]
    if (!view) return { uri }
    return { bufferView: this.view(view.byteOffset ?? 0, view.byteLength), mimeType: inside?.mimeType ?? 'image/png' }
  }

  private material(material: NonNullable<Gltf1['materials']>[string]): Json {
    const technique = this.from.techniques?.[material.technique ?? '']
    const value = (name: string): unknown =>
      material.values?.[name] ??
      material.extensions?.KHR_materials_common?.values?.[name] ??
      technique?.parameters?.[name]?.value
    const diffuse = value('diffuse')
    const emission = value('emission')
    const opacity = Number(value('transparency') ?? 1)
    const enabled = technique?.states?.enable
    const [r = 1, g = 1, b = 1, a = 1] = Array.isArray(diffuse) ? (diffuse as number[]) : []
    return {
      ...(material.name ? { name: material.name } : {}),
      pbrMetallicRoughness: {
        baseColorFactor: [r, g, b, a * opacity],
        ...(typeof diffuse === 'string'
          ? { baseColorTexture: { index: this.index(this.from.textures, diffuse) } }
          : {}),
        metallicFactor: 0,
        roughnessFactor: 0.8,
      },
      ...(Array.isArray(emission) ? { emissiveFactor: (emission as number[]).slice(0, 3) } : {}),
      ...(a * opacity < 1 ? { alphaMode: 'BLEND' } : {}),
      ...(enabled && !enabled.includes(CULL_FACE) ? { doubleSided: true } : {}),
    }
  }
}

function pack(json: Json, body: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const textLength = Math.ceil(text.length / 4) * 4
  const bodyLength = Math.ceil(body.length / 4) * 4
  const out = new Uint8Array(HEADER_2 + 8 + textLength + 8 + bodyLength)
  const view = new DataView(out.buffer)
  const head = [MAGIC, 2, out.length, textLength, 0x4e4f534a]
  head.forEach((word, i) => view.setUint32(i * 4, word, true))
  out.fill(32, HEADER_2 + 8, HEADER_2 + 8 + textLength)
  out.set(text, HEADER_2 + 8)
  view.setUint32(HEADER_2 + 8 + textLength, bodyLength, true)
  view.setUint32(HEADER_2 + 12 + textLength, 0x004e4942, true)
  out.set(body, HEADER_2 + 16 + textLength)
  return out.buffer
}
