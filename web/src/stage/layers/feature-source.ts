/**
 * What a mesh says of the features in it, whichever way it says it:
 * EXT_mesh_features with EXT_structural_metadata (3D Tiles 1.1), or the batch
 * table of a b3dm tile (3D Tiles 1.0 §10).
 */
import type { BufferAttribute, InterleavedBufferAttribute, Mesh, Object3D } from 'three'

type Row = Record<string, unknown>

export interface FeatureSource {
  /** Feature number of each vertex. */
  ids: BufferAttribute | InterleavedBufferAttribute
  read(id: number): Row
}

interface MeshFeaturesLike {
  getFeatureInfo(): { attribute?: number; propertyTable: number | null; nullFeatureId: number | null }[]
}
interface MetadataLike {
  getPropertyTableData(table: number, id: number): Row
}
interface BatchTableLike {
  getDataFromId(id: number): Row
}

/** The features of `mesh`, or null where it has none. `root` is the scene its tile was loaded as. */
export function featureSource(mesh: Mesh, root: Object3D): FeatureSource | null {
  return fromMetadata(mesh) ?? fromBatchTable(mesh, root)
}

function fromMetadata(mesh: Mesh): FeatureSource | null {
  const features = mesh.userData.meshFeatures as MeshFeaturesLike | undefined
  const info = features?.getFeatureInfo().find((each) => each.attribute !== undefined)
  const ids = mesh.geometry.attributes[`_feature_id_${info?.attribute}`]
  if (!info || !ids) return null
  const metadata = mesh.userData.structuralMetadata as MetadataLike | undefined
  const table = info.propertyTable
  const read = (id: number): Row => {
    if (!metadata || table === null || id === info.nullFeatureId) return {}
    return quietly(() => ({ ...metadata.getPropertyTableData(table, id) }))
  }
  return { ids, read }
}

function fromBatchTable(mesh: Mesh, root: Object3D): FeatureSource | null {
  const ids = mesh.geometry.attributes._batchid
  const table = (root as { batchTable?: BatchTableLike }).batchTable
  if (!ids || !table) return null
  return { ids, read: (id) => quietly(() => ({ ...table.getDataFromId(id) })) }
}

/** A table with a hole in it must not take the picture down. */
function quietly(read: () => Row): Row {
  try {
    return read()
  } catch {
    return {}
  }
}

const idNames = ['id', 'ID', 'gml_id', 'gml:id', 'uuid', 'guid', 'name', 'Name']

/** The id that a feature's attributes give it, or null. */
export function namedId(row: Row): string | null {
  for (const name of idNames) {
    const value = row[name]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  }
  return null
}
