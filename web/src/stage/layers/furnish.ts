/**
 * Makes a loaded object part of the stage: numbers its features, dresses its
 * materials, decides on shadows and mirrors.
 */
import {
  Box3,
  BufferAttribute,
  InstancedMesh,
  Matrix4,
  Mesh,
  Points,
  Vector3,
  type Material,
  type Object3D,
} from 'three'
import type { Layer } from '../../model/document'
import { leaveOutOfMirror } from '../context'
import { dressMaterial, type Dress, type SharedUniforms } from './dress'
import { facadeLook } from './facade-look'
import { featureSource, namedId, type FeatureSource } from './feature-source'
import { nodeKey, type Feature, type Features } from './features'
import { shiningPoints } from './lights'
import { materialsOf, namedAbove } from './model'

export interface Furnishing {
  layer: Layer
  features: Features
  uniforms: SharedUniforms
  seed: number
}

/** `toWorld`: what stands above `root` and is not yet its parent. */
export function furnish(root: Object3D, toWorld: Matrix4, how: Furnishing): void {
  root.updateMatrixWorld(true)
  const found: (Mesh | Points)[] = []
  root.traverse((object) => {
    if (object instanceof Mesh || object instanceof Points) found.push(object)
  })
  const dressed = new Map<string, Material>()
  for (const object of found) {
    if (object instanceof Points) shine(object, how)
    else furnishMesh(object, root, toWorld, how, dressed)
  }
  if (how.layer.role === 'vegetation') leaveOutOfMirror(root)
}

function shine(points: Points, { layer, uniforms }: Furnishing): void {
  if (layer.role !== 'lights') return
  const shining = shiningPoints(points.geometry, uniforms)
  shining.name = points.name
  shining.userData = points.userData
  shining.position.copy(points.position)
  shining.quaternion.copy(points.quaternion)
  shining.scale.copy(points.scale)
  const parent = points.parent
  for (const material of materialsOf(points)) material.dispose()
  parent?.add(shining)
  points.removeFromParent()
}

function furnishMesh(
  mesh: Mesh,
  root: Object3D,
  toWorld: Matrix4,
  how: Furnishing,
  dressed: Map<string, Material>,
): void {
  const { layer } = how
  const plain = layer.role === 'terrain' || layer.role === 'vegetation' || mesh instanceof InstancedMesh
  if (!plain) numberFeatures(mesh, root, toWorld, how)
  const dress: Dress = {
    facade: !plain && layer.style?.facade !== undefined,
    features: !plain,
    nightEmission: layer.style?.emissive === 'night' || layer.role === 'terrain',
    ground: layer.role === 'terrain',
  }
  const once = (material: Material): Material => {
    const known = dressed.get(material.uuid)
    if (known) return known
    const result = dressMaterial(material, dress, how.uniforms)
    dressed.set(material.uuid, result)
    return result
  }
  mesh.material = Array.isArray(mesh.material) ? mesh.material.map(once) : once(mesh.material)
  if (!mesh.geometry.getAttribute('normal')) mesh.geometry.computeVertexNormals()
  mesh.castShadow = layer.role !== 'terrain'
  mesh.receiveShadow = true
}

/** What picking needs of a mesh. */
export interface MeshFeatures {
  /** Feature number on stage of each vertex, or one for all. */
  indices: Uint32Array | number
}

export function featureOfHit(mesh: Object3D, face: { a: number } | null | undefined): number {
  const { indices } = (mesh.userData.stage ?? { indices: 0 }) as MeshFeatures
  return typeof indices === 'number' ? indices : face ? (indices[face.a] ?? 0) : 0
}

function numberFeatures(mesh: Mesh, root: Object3D, toWorld: Matrix4, how: Furnishing): void {
  const world = new Matrix4().multiplyMatrices(toWorld, mesh.matrixWorld)
  const source = featureSource(mesh, root)
  const indices = source ? numberVertices(mesh, source, world, how) : numberNode(mesh, root, world, how)
  mesh.userData.stage = { indices } satisfies MeshFeatures
  const count = mesh.geometry.getAttribute('position').count
  const attribute = new Float32Array(count)
  if (typeof indices === 'number') attribute.fill(indices)
  else attribute.set(indices)
  mesh.geometry.setAttribute('tsFeature', new BufferAttribute(attribute, 1))
}

function numberNode(mesh: Mesh, root: Object3D, world: Matrix4, how: Furnishing): number {
  const feature = how.features.get(how.layer.id, nodeKey(namedAbove(mesh, root)))
  mesh.geometry.computeBoundingBox()
  const box = mesh.geometry.boundingBox?.clone().applyMatrix4(world)
  if (box) feature.box.union(box)
  if (how.layer.style?.facade) dressFeature(feature, undefined, how)
  return feature.index
}

function numberVertices(mesh: Mesh, source: FeatureSource, world: Matrix4, how: Furnishing): Uint32Array {
  const position = mesh.geometry.getAttribute('position')
  const indices = new Uint32Array(position.count)
  const known = new Map<number, Feature>()
  const point = new Vector3()
  for (let i = 0; i < position.count; i++) {
    const local = source.ids.getX(i)
    let feature = known.get(local)
    if (!feature) {
      feature = introduce(local, source, how)
      known.set(local, feature)
    }
    indices[i] = feature.index
    feature.box.expandByPoint(point.fromBufferAttribute(position, i).applyMatrix4(world))
  }
  if (how.layer.style?.facade) {
    for (const [local, feature] of known) dressFeature(feature, kindOf(source.read(local)), how)
  }
  return indices
}

function introduce(local: number, source: FeatureSource, { features, layer }: Furnishing): Feature {
  const feature = features.get(layer.id, namedId(source.read(local)) ?? `#${local}`)
  feature.read = () => source.read(local)
  return feature
}

function dressFeature(feature: Feature, kind: string | undefined, { features, layer, seed }: Furnishing): void {
  const { box } = feature
  const byPlace = layer.style?.facade?.seedFrom === 'position'
  const id = byPlace ? `${Math.round(box.min.x)},${Math.round(box.min.z)}` : feature.id
  features.setLook(feature, facadeLook(id, box.max.y - box.min.y, kind, seed))
}

function kindOf(row: Record<string, unknown>): string | undefined {
  const kind = row.kind ?? row.style ?? row.type ?? row.usage ?? row.class
  return typeof kind === 'string' ? kind : undefined
}

/** World box of everything under `root`, whatever stands above it. */
export function worldBox(root: Object3D): Box3 {
  return new Box3().setFromObject(root)
}
