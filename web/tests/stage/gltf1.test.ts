import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isGltf1, upgradeB3dm, upgradeGltf1 } from '@/stage/layers/gltf1'

/** A triangle with a stride of its own, a node with two meshes, a texture inside. */
function gltf1(over: object = {}): ArrayBuffer {
  const json = JSON.stringify({
    asset: { version: '1.0' },
    scene: 's',
    scenes: { s: { nodes: ['root'] } },
    nodes: { root: { name: 'Root', meshes: ['m', 'n'], children: ['leaf'] }, leaf: { name: 'Leaf' } },
    meshes: {
      m: { primitives: [{ attributes: { POSITION: 'p', BATCHID: 'b' }, material: 'paint' }] },
      n: { primitives: [{ attributes: { POSITION: 'p' }, mode: 1 }] },
    },
    accessors: {
      p: {
        bufferView: 'v',
        byteOffset: 4,
        byteStride: 16,
        componentType: 5126,
        count: 2,
        type: 'VEC3',
        min: [0],
        max: [1],
      },
      b: { bufferView: 'v', componentType: 5126, count: 1, type: 'SCALAR' },
    },
    bufferViews: { v: { buffer: 'binary_glTF', byteOffset: 0, byteLength: 36 }, i: { byteOffset: 36, byteLength: 4 } },
    materials: { paint: { values: { diffuse: 'tex' } } },
    textures: { tex: { sampler: 'sam', source: 'img' } },
    samplers: { sam: { wrapS: 10497 } },
    images: { img: { uri: 'data:,', extensions: { KHR_binary_glTF: { bufferView: 'i', mimeType: 'image/jpeg' } } } },
    ...over,
  })
  const text = new TextEncoder().encode(json)
  const out = new Uint8Array(20 + text.length + 40)
  const view = new DataView(out.buffer)
  ;[0x46546c67, 1, out.length, text.length, 0].forEach((word, i) => view.setUint32(i * 4, word, true))
  out.set(text, 20)
  out.set([7, 8, 9], 20 + text.length)
  return out.buffer
}

interface Gltf2 {
  asset: { version: string }
  nodes: { name?: string; mesh?: number; children?: number[] }[]
  scenes: { nodes: number[] }[]
  meshes: { primitives: { attributes: Record<string, number>; mode: number; material?: number }[] }[]
  accessors: { bufferView: number; count: number }[]
  bufferViews: { byteOffset: number; byteLength: number; byteStride?: number }[]
  materials: { pbrMetallicRoughness: { baseColorTexture?: { index: number }; baseColorFactor: number[] } }[]
  images: { bufferView?: number; mimeType?: string }[]
}

function read(glb: ArrayBuffer): { json: Gltf2; body: Uint8Array } {
  const view = new DataView(glb)
  expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([
    0x46546c67,
    2,
    glb.byteLength,
  ])
  const length = view.getUint32(12, true)
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, 20, length))) as Gltf2
  return { json, body: new Uint8Array(glb, 28 + length) }
}

describe('glTF 1.0', () => {
  it('is told from 2.0', () => {
    expect(isGltf1(gltf1())).toBe(true)
    expect(isGltf1(upgradeGltf1(gltf1()))).toBe(false)
    expect(isGltf1(new ArrayBuffer(4))).toBe(false)
  })

  it('becomes glTF 2.0 with the same nodes, strides, textures and bytes', () => {
    const { json, body } = read(upgradeGltf1(gltf1()))
    expect(json.asset.version).toBe('2.0')
    expect(json.nodes[json.scenes[0]!.nodes[0]!]).toMatchObject({ name: 'Root', mesh: 0, children: [1, 2] })
    expect(json.nodes[2]).toEqual({ mesh: 1 })
    expect(json.meshes[0]!.primitives[0]!.attributes).toEqual({ POSITION: 0, _BATCHID: 1 })
    expect(json.bufferViews[json.accessors[0]!.bufferView]).toMatchObject({
      byteOffset: 4,
      byteLength: 32,
      byteStride: 16,
    })
    expect(json.bufferViews[json.accessors[1]!.bufferView]!.byteStride).toBeUndefined()
    expect(json.materials[0]!.pbrMetallicRoughness.baseColorTexture).toEqual({ index: 0 })
    expect(json.images[0]).toMatchObject({ mimeType: 'image/jpeg' })
    expect([...body.subarray(0, 3)]).toEqual([7, 8, 9])
  })

  it.each([
    ['a node', { scenes: { s: { nodes: ['gone'] } } }],
    ['a view', { bufferViews: {} }],
    ['a dictionary', { meshes: undefined }],
  ])('says so when %s is missing', (_, over) => expect(() => upgradeGltf1(gltf1(over))).toThrow(/does not have/))

  it('says so when it is cut short', () => {
    expect(() => upgradeGltf1(gltf1().slice(0, 60))).toThrow()
  })

  it('is upgraded inside a b3dm, and other tiles are left alone', () => {
    const glb = new Uint8Array(gltf1())
    const tile = new Uint8Array(28 + 8 + glb.length)
    const view = new DataView(tile.buffer)
    ;[0x6d643362, 1, tile.length, 8, 0, 0, 0].forEach((word, i) => view.setUint32(i * 4, word, true))
    tile.set(new TextEncoder().encode('{"a":1} '), 28)
    tile.set(glb, 36)
    const upgraded = upgradeB3dm(tile.buffer)
    expect(new DataView(upgraded).getUint32(8, true)).toBe(upgraded.byteLength)
    expect(read(upgraded.slice(36)).json.nodes).toHaveLength(3)
    expect(upgradeB3dm(upgraded)).toBe(upgraded)
  })

  const samples = process.env.TWINSTAGE_SAMPLES
  const box = samples ? join(samples, 'models/CesiumTexturedBox.glb') : ''
  it.skipIf(!existsSync(box))('reads the sample box (needs TWINSTAGE_SAMPLES)', () => {
    const file = readFileSync(box)
    const { json } = read(upgradeGltf1(file.buffer.slice(file.byteOffset, file.byteOffset + file.length)))
    expect(json.meshes[0]!.primitives[0]!.attributes).toHaveProperty('TEXCOORD_0')
    expect(json.materials[0]!.pbrMetallicRoughness.baseColorTexture).toBeDefined()
  })
})
