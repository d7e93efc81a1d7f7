/** Reads one GLB, bounded by an abort signal, and gives back everything it took. */
import { InstancedMesh, Mesh, Points, Texture, type Group, type Material, type Object3D } from 'three'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js'
import { isGltf1, upgradeGltf1 } from './gltf1'
import { GLTFMeshFeaturesExtension, GLTFStructuralMetadataExtension } from '3d-tiles-renderer/plugins'

type LoaderPlugin = Parameters<GLTFLoader['register']>[0]
const metadata = [
  GLTFMeshFeaturesExtension,
  GLTFStructuralMetadataExtension,
] as unknown as (new () => ReturnType<LoaderPlugin>)[]

/** The scene of a glTF or GLB at `url`; relative resources are looked for beside it. */
export async function loadModel(url: string, signal: AbortSignal): Promise<Group> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const given = await response.arrayBuffer()
  signal.throwIfAborted()
  const bytes = isGltf1(given) ? upgradeGltf1(given) : given
  const loader = new GLTFLoader()
  loader.setMeshoptDecoder(MeshoptDecoder)
  for (const Extension of metadata) loader.register(() => new Extension())
  const gltf = await loader.parseAsync(bytes, url)
  if (signal.aborted) {
    disposeObject(gltf.scene)
    signal.throwIfAborted()
  }
  return gltf.scene
}

/** Frees the card's copies of everything under `root`. */
export function disposeObject(root: Object3D): void {
  root.traverse((object) => {
    if (!(object instanceof Mesh || object instanceof Points)) return
    object.geometry.dispose()
    if (object instanceof InstancedMesh) object.dispose()
    for (const material of materialsOf(object)) disposeMaterial(material)
    const features = object.userData.meshFeatures as { dispose(): void } | undefined
    features?.dispose()
  })
  root.removeFromParent()
}

export function materialsOf(object: Mesh | Points): Material[] {
  return Array.isArray(object.material) ? object.material : [object.material]
}

function disposeMaterial(material: Material): void {
  for (const value of Object.values(material)) {
    if (!(value instanceof Texture)) continue
    if (typeof ImageBitmap !== 'undefined' && value.image instanceof ImageBitmap) value.image.close()
    value.dispose()
  }
  material.dispose()
}

/** The name a node has in its file; the loader's own is cleaned of spaces and dots. */
export function nodeName(object: Object3D): string {
  const original = object.userData.name as unknown
  return typeof original === 'string' && original !== '' ? original : object.name
}

/** The nearest name at or above `object`, below `root`. */
export function namedAbove(object: Object3D, root: Object3D): string {
  for (let at: Object3D | null = object; at && at !== root; at = at.parent) {
    const name = nodeName(at)
    if (name !== '') return name
  }
  return ''
}
