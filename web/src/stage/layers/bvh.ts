/** Raycasts through a bounding-volume hierarchy, built when a mesh is first asked. */
import { Mesh, type BufferGeometry, type Intersection, type Object3D, type Raycaster } from 'three'
import { acceleratedRaycast, MeshBVH } from 'three-mesh-bvh'

/** Fewer triangles than this are tested one by one. */
const WORTH_A_TREE = 200

type Treed = BufferGeometry & { boundsTree?: MeshBVH }

/** Casts against the meshes under `root`; nearest first. */
export function castInto(root: Object3D, raycaster: Raycaster): Intersection[] {
  const hits: Intersection[] = []
  raycaster.firstHitOnly = true
  root.traverseVisible((object) => {
    if (!(object instanceof Mesh)) return
    ensureTree(object)
    object.raycast(raycaster, hits)
  })
  return hits.sort((a, b) => a.distance - b.distance)
}

export function ensureTree(mesh: Mesh): void {
  const geometry = mesh.geometry as Treed
  if (geometry.boundsTree || 'isInstancedMesh' in mesh) return
  const corners = geometry.index?.count ?? geometry.attributes.position?.count ?? 0
  if (corners < WORTH_A_TREE * 3) return
  // Indirect: the drawing's own index stays as it is.
  geometry.boundsTree = new MeshBVH(geometry, { indirect: true })
  mesh.raycast = acceleratedRaycast
}
