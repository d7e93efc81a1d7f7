/** A GLB made here: one box, `size` metres, standing on the ground, in one flat colour. */
export function boxGlb({ size = 60, height = 180, colour = [1, 0.25, 0.1, 1], name = 'test-tower' } = {}) {
  const { positions, normals, indices } = box(size / 2, height)
  const bin = Buffer.concat([
    buffer(Float32Array, positions),
    buffer(Float32Array, normals),
    buffer(Uint16Array, indices),
  ])
  const [p, n] = [positions.length * 4, normals.length * 4]
  const json = {
    asset: { version: '2.0', generator: 'twinstage e2e' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorFactor: colour, metallicFactor: 0, roughnessFactor: 0.9 } }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: positions.length / 3,
        type: 'VEC3',
        min: [-size / 2, 0, -size / 2],
        max: [size / 2, height, size / 2],
      },
      { bufferView: 1, componentType: 5126, count: normals.length / 3, type: 'VEC3' },
      { bufferView: 2, componentType: 5123, count: indices.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: p, target: 34962 },
      { buffer: 0, byteOffset: p, byteLength: n, target: 34962 },
      { buffer: 0, byteOffset: p + n, byteLength: indices.length * 2, target: 34963 },
    ],
    buffers: [{ byteLength: bin.length }],
  }
  return container(Buffer.from(JSON.stringify(json)), bin)
}

function buffer(Kind, numbers) {
  const array = new Kind(numbers)
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

function box(r, h) {
  const faces = [
    [
      [1, 0, 0],
      [r, 0, r],
      [r, 0, -r],
      [r, h, -r],
      [r, h, r],
    ],
    [
      [-1, 0, 0],
      [-r, 0, -r],
      [-r, 0, r],
      [-r, h, r],
      [-r, h, -r],
    ],
    [
      [0, 1, 0],
      [-r, h, r],
      [r, h, r],
      [r, h, -r],
      [-r, h, -r],
    ],
    [
      [0, -1, 0],
      [-r, 0, -r],
      [r, 0, -r],
      [r, 0, r],
      [-r, 0, r],
    ],
    [
      [0, 0, 1],
      [-r, 0, r],
      [r, 0, r],
      [r, h, r],
      [-r, h, r],
    ],
    [
      [0, 0, -1],
      [r, 0, -r],
      [-r, 0, -r],
      [-r, h, -r],
      [r, h, -r],
    ],
  ]
  const positions = faces.flatMap(([, ...corners]) => corners.flat())
  const normals = faces.flatMap(([normal]) => [normal, normal, normal, normal].flat())
  const indices = faces.flatMap((_, f) => [0, 1, 2, 0, 2, 3].map((k) => f * 4 + k))
  return { positions, normals, indices }
}

/** glTF 2.0 §4.4: header, JSON chunk padded with spaces, binary chunk padded with zeros. */
function container(json, bin) {
  const chunks = [chunk(0x4e4f534a, json, 0x20), chunk(0x004e4942, bin, 0)]
  const header = Buffer.alloc(12)
  header.write('glTF', 0, 'ascii')
  header.writeUInt32LE(2, 4)
  header.writeUInt32LE(12 + chunks[0].length + chunks[1].length, 8)
  return Buffer.concat([header, ...chunks])
}

function chunk(type, data, pad) {
  const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4, pad)])
  const head = Buffer.alloc(8)
  head.writeUInt32LE(padded.length, 0)
  head.writeUInt32LE(type, 4)
  return Buffer.concat([head, padded])
}
