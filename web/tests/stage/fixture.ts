/**
 * A small scene made in the page: a sloping ground, nine buildings as a 3D
 * Tiles 1.1 tileset with features, a pump house as a model, a pond. The
 * files are real; they are served by answering `fetch` below `/fixture/`.
 */
import { Matrix4 } from 'three'
import type { Indicator, Layer, SceneDocument } from '@/model/document'
import { Board, STATE_LIVE } from '@/model/board'
import { ecefFromEnu } from '@/stage/frames'

export const origin = { lon: 106.5836, lat: 29.5647, height: 240 }

interface MeshData {
  positions: number[]
  normals: number[]
  indices: number[]
  featureIds?: number[]
}

/** Side of the ground, metres; it rises by a tenth to the east. */
const GROUND = 600

function ground(): MeshData {
  const h = GROUND / 2
  const corners: [number, number][] = [
    [-h, -h],
    [h, -h],
    [h, h],
    [-h, h],
  ]
  const positions = corners.flatMap(([x, z]) => [x, x * 0.1, z])
  return { positions, normals: corners.flatMap(() => [-0.0995, 0.995, 0]), indices: [0, 2, 1, 0, 3, 2] }
}

/** A box standing on `y`, one feature. */
function box(x: number, y: number, z: number, w: number, h: number, d: number, feature?: number): MeshData {
  const out: MeshData = {
    positions: [],
    normals: [],
    indices: [],
    ...(feature === undefined ? {} : { featureIds: [] }),
  }
  const faces: [number[], number[], number[]][] = [
    [
      [1, 0, 0],
      [0, 0, -1],
      [0, 1, 0],
    ],
    [
      [-1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ],
    [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, -1],
    ],
    [
      [0, -1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ],
    [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ],
    [
      [0, 0, -1],
      [-1, 0, 0],
      [0, 1, 0],
    ],
  ]
  for (const [n, u, v] of faces) {
    const first = out.positions.length / 3
    for (const [a, b] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const at = (i: number) => n[i]! + a * u[i]! + b * v[i]!
      out.positions.push(x + (at(0) * w) / 2, y + h / 2 + (at(1) * h) / 2, z + (at(2) * d) / 2)
      out.normals.push(...n)
      out.featureIds?.push(feature!)
    }
    out.indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
  return out
}

function merge(parts: MeshData[]): MeshData {
  const out: MeshData = { positions: [], normals: [], indices: [], featureIds: [] }
  for (const part of parts) {
    const first = out.positions.length / 3
    out.positions.push(...part.positions)
    out.normals.push(...part.normals)
    out.featureIds!.push(...(part.featureIds ?? []))
    out.indices.push(...part.indices.map((i) => i + first))
  }
  return out
}

interface Table {
  ids: string[]
  heights: number[]
}

class Buffers {
  readonly views: { buffer: 0; byteOffset: number; byteLength: number }[] = []
  readonly accessors: object[] = []
  private readonly parts: Uint8Array[] = []
  private length = 0

  view(data: Uint8Array): number {
    const padded = new Uint8Array(Math.ceil(data.length / 8) * 8)
    padded.set(data)
    this.views.push({ buffer: 0, byteOffset: this.length, byteLength: data.length })
    this.parts.push(padded)
    this.length += padded.length
    return this.views.length - 1
  }

  accessor(values: number[], type: 'VEC3' | 'SCALAR', index = false): number {
    const data = index ? new Uint32Array(values) : new Float32Array(values)
    const size = type === 'VEC3' ? 3 : 1
    const bound = (pick: (...n: number[]) => number) =>
      Array.from({ length: size }, (_, i) => pick(...values.filter((_, j) => j % size === i)))
    this.accessors.push({
      bufferView: this.view(new Uint8Array(data.buffer)),
      componentType: index ? 5125 : 5126,
      count: values.length / size,
      type,
      min: bound(Math.min),
      max: bound(Math.max),
    })
    return this.accessors.length - 1
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length)
    let at = 0
    for (const part of this.parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }
}

function metadata(buffers: Buffers, { ids, heights }: Table) {
  const text = new TextEncoder()
  const offsets = [0]
  for (const id of ids) offsets.push(offsets.at(-1)! + text.encode(id).length)
  return {
    schema: {
      id: 'fixture',
      classes: {
        building: { properties: { id: { type: 'STRING' }, height: { type: 'SCALAR', componentType: 'FLOAT32' } } },
      },
    },
    propertyTables: [
      {
        class: 'building',
        count: ids.length,
        properties: {
          id: {
            values: buffers.view(text.encode(ids.join(''))),
            stringOffsets: buffers.view(new Uint8Array(new Uint32Array(offsets).buffer)),
          },
          height: { values: buffers.view(new Uint8Array(new Float32Array(heights).buffer)) },
        },
      },
    ],
  }
}

/** One node, one mesh, as a GLB. */
export function glb(mesh: MeshData, name: string, colour: number[], table?: Table): ArrayBuffer {
  const buffers = new Buffers()
  const attributes: Record<string, number> = {
    POSITION: buffers.accessor(mesh.positions, 'VEC3'),
    NORMAL: buffers.accessor(mesh.normals, 'VEC3'),
  }
  if (table) attributes._FEATURE_ID_0 = buffers.accessor(mesh.featureIds!, 'SCALAR')
  const primitive: Record<string, unknown> = {
    attributes,
    indices: buffers.accessor(mesh.indices, 'SCALAR', true),
    material: 0,
  }
  const extensions = table && { EXT_structural_metadata: metadata(buffers, table) }
  if (table) {
    primitive.extensions = {
      EXT_mesh_features: { featureIds: [{ featureCount: table.ids.length, attribute: 0, propertyTable: 0 }] },
    }
  }
  const body = buffers.bytes()
  return pack(
    {
      asset: { version: '2.0' },
      ...(table ? { extensionsUsed: ['EXT_mesh_features', 'EXT_structural_metadata'], extensions } : {}),
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0, name }],
      meshes: [{ name, primitives: [primitive] }],
      materials: [{ pbrMetallicRoughness: { baseColorFactor: colour, metallicFactor: 0, roughnessFactor: 0.9 } }],
      buffers: [{ byteLength: body.length }],
      bufferViews: buffers.views,
      accessors: buffers.accessors,
    },
    body,
  )
}

function pack(json: object, body: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const head = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(32)
  head.set(text)
  const out = new ArrayBuffer(28 + head.length + body.length)
  const view = new DataView(out)
  const words = [0x46546c67, 2, out.byteLength, head.length, 0x4e4f534a]
  words.forEach((word, i) => view.setUint32(i * 4, word, true))
  new Uint8Array(out).set(head, 20)
  view.setUint32(20 + head.length, body.length, true)
  view.setUint32(24 + head.length, 0x004e4942, true)
  new Uint8Array(out).set(body, 28 + head.length)
  return out
}

/** East and north of building `i`, 0 … 8. */
export const buildingAt = (i: number): [number, number] => [((i % 3) - 1) * 80, (Math.floor(i / 3) - 1) * 80]
export const buildingHeight = (i: number): number => 30 + 10 * i

function buildings(): ArrayBuffer {
  const all = Array.from({ length: 9 }, (_, i) => {
    const [e, n] = buildingAt(i)
    return box(e, 0, -n, 30, buildingHeight(i), 30, i)
  })
  const ids = all.map((_, i) => `b-${i}`)
  return glb(merge(all), 'buildings', [0.7, 0.68, 0.62, 1], { ids, heights: ids.map((_, i) => buildingHeight(i)) })
}

function tileset(onGlobe: boolean): string {
  const transform = onGlobe ? { transform: ecefFromEnu(origin, new Matrix4()).elements } : {}
  return JSON.stringify({
    asset: { version: '1.1' },
    geometricError: 100,
    root: {
      ...transform,
      boundingVolume: { box: [0, 0, 60, 100, 0, 0, 0, 100, 0, 0, 0, 60] },
      geometricError: 0,
      refine: 'ADD',
      content: { uri: 'buildings.glb' },
    },
  })
}

const files = new Map<string, () => BodyInit>([
  ['ground', () => glb(ground(), 'ground', [0.35, 0.42, 0.28, 1])],
  ['pump', () => glb(box(0, 0, 0, 20, 12, 20), 'pump house', [0.6, 0.3, 0.2, 1])],
  ['pond', () => glb(box(0, 0, 0, 120, 0.01, 120), 'pond', [0.2, 0.3, 0.3, 1])],
  ['city', () => tileset(false)],
  ['globe', () => tileset(true)],
  ['city/buildings.glb', buildings],
  ['globe/buildings.glb', buildings],
  ['broken', () => new Uint8Array([0x67, 0x6c, 0x54, 0x46, 2, 0, 0, 0, 9, 9])],
])

/** Answers `fetch` below `/fixture/`; returns what puts the page's own back. */
export function serveFixtures(): () => void {
  const own = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), location.href)
    const match = /^\/fixture\/([^/]+)\/\d+\/files\/(.*)$/.exec(url.pathname)
    if (!match) return own(input, init)
    const file = files.get(match[2] ? `${match[1]}/${match[2]}` : match[1]!)
    return Promise.resolve(file ? new Response(file()) : new Response('', { status: 404 }))
  }
  return () => {
    globalThis.fetch = own
  }
}

export const assetUrl = (asset: string, version: number): string => `/fixture/${asset}/${version}/files/`

export const layers: Record<'ground' | 'city' | 'globe' | 'pump' | 'pond' | 'gone' | 'broken', Layer> = {
  ground: { id: 'ground', asset: 'ground', version: 1, kind: 'model', role: 'terrain' },
  city: { id: 'city', asset: 'city', version: 1, kind: 'tileset', style: { facade: { seedFrom: 'featureId' } } },
  globe: { id: 'city', asset: 'globe', version: 1, kind: 'tileset' },
  pump: { id: 'pump', asset: 'pump', version: 1, kind: 'model', placement: { enu: [180, -160, 18] } },
  pond: { id: 'pond', asset: 'pond', version: 1, kind: 'model', role: 'water', placement: { enu: [-200, -150, 1] } },
  gone: { id: 'gone', asset: 'nowhere', version: 1, kind: 'model' },
  broken: { id: 'broken', asset: 'broken', version: 1, kind: 'model' },
}

export function indicator(key: string, over: Partial<Indicator> = {}): Indicator {
  return {
    key,
    name: { zh: `指标 ${key}`, en: `Indicator ${key}` },
    kind: 'number',
    unit: 'm',
    precision: 1,
    anchor: 'square',
    leaseSeconds: 60,
    audience: 'public',
    ...over,
  }
}

export function documentOf(over: Partial<SceneDocument> = {}): SceneDocument {
  return {
    specVersion: '1.0',
    title: { zh: '试验', en: 'Fixture' },
    origin,
    environment: { timeOfDay: '13:00', weather: 'clear' },
    layers: [layers.ground, layers.city, layers.pump],
    anchors: [
      { id: 'square', point: [0, 40, 10] },
      {
        id: 'plaza',
        area: [
          [100, 0],
          [140, 0],
          [140, 40],
          [100, 40],
        ],
      },
      { id: 'tower', feature: { layer: 'city', id: 'b-4' } },
      { id: 'pump', node: { layer: 'pump', name: 'pump house' } },
    ],
    rules: [],
    indicators: [],
    overlays: [],
    viewpoints: [
      { id: 'all', name: { zh: '全景', en: 'All' }, camera: { enu: [0, -420, 320], lookAt: [0, 0, 20], fovDeg: 45 } },
    ],
    tours: [],
    hotspots: [],
    screens: [],
    ...over,
  }
}

/** A board with a row an indicator, each live at `now`. */
export function boardOf(indicators: Indicator[], now: number): Board {
  const board = new Board(indicators.map(({ key, kind }, i) => ({ i, key, kind, overlay: [] })))
  board.state.fill(STATE_LIVE)
  board.origin.fill(2)
  board.at.fill(now)
  board.version = 1
  return board
}
