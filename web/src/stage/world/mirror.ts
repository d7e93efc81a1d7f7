/** The picture that a level water surface mirrors, drawn only when what it shows has changed. */
import {
  HalfFloatType,
  LinearFilter,
  Matrix4,
  PerspectiveCamera,
  Plane,
  Vector3,
  Vector4,
  WebGLRenderTarget,
  type IUniform,
  type Scene,
  type Texture,
  type WebGLRenderer,
} from 'three'

const bias = new Matrix4().set(0.5, 0, 0, 0.5, 0, 0.5, 0, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 1)

export class Mirror {
  /** World → mirror picture, homogeneous. */
  readonly matrix: IUniform<Matrix4> = { value: new Matrix4() }
  readonly texture: IUniform<Texture | null> = { value: null }
  private target: WebGLRenderTarget | null = null
  private readonly camera = new PerspectiveCamera()
  private readonly lastView = new Matrix4()
  private readonly lastProjection = new Matrix4()
  private stale = true
  private readonly plane = new Plane()
  private readonly clip = new Vector4()
  private readonly corner = new Vector4()
  private readonly eye = new Vector3()
  private readonly ahead = new Vector3()

  /** Pixels of the picture; width 0 takes the mirror away. */
  resize(width: number, height: number): void {
    if (this.target?.width === width && this.target.height === height) return
    this.target?.dispose()
    this.target =
      width > 0 ? new WebGLRenderTarget(width, height, { type: HalfFloatType, minFilter: LinearFilter }) : null
    this.texture.value = this.target?.texture ?? null
    this.stale = true
  }

  invalidate(): void {
    this.stale = true
  }

  /** Draws the scene as seen from below a level surface at `height`, if that changed. */
  draw(renderer: WebGLRenderer, scene: Scene, eye: PerspectiveCamera, height: number): void {
    if (!this.target || (!this.stale && !this.moved(eye))) return
    this.stale = false
    this.lastView.copy(eye.matrixWorld)
    this.lastProjection.copy(eye.projectionMatrix)
    this.aim(eye, height)
    const before = renderer.getRenderTarget()
    const shadows = renderer.shadowMap.autoUpdate
    renderer.shadowMap.autoUpdate = false
    renderer.setRenderTarget(this.target)
    renderer.clear()
    renderer.render(scene, this.camera)
    renderer.setRenderTarget(before)
    renderer.shadowMap.autoUpdate = shadows
  }

  dispose(): void {
    this.target?.dispose()
    this.target = null
    this.texture.value = null
  }

  private moved(eye: PerspectiveCamera): boolean {
    return !this.lastView.equals(eye.matrixWorld) || !this.lastProjection.equals(eye.projectionMatrix)
  }

  private aim(eye: PerspectiveCamera, height: number): void {
    const { camera } = this
    this.eye.setFromMatrixPosition(eye.matrixWorld)
    this.ahead.set(0, 0, -1).transformDirection(eye.matrixWorld).add(this.eye)
    camera.up.set(0, 1, 0).transformDirection(eye.matrixWorld)
    camera.up.y *= -1
    camera.position.copy(this.eye)
    camera.position.y = 2 * height - this.eye.y
    camera.lookAt(this.ahead.x, 2 * height - this.ahead.y, this.ahead.z)
    camera.far = eye.far
    camera.updateMatrixWorld()
    camera.projectionMatrix.copy(eye.projectionMatrix)
    this.matrix.value.copy(bias).multiply(camera.projectionMatrix).multiply(camera.matrixWorldInverse)
    this.clipBelow(height)
    camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert()
  }

  /** Bends the near plane to the surface, so that nothing below it is mirrored (Lengyel 2005). */
  private clipBelow(height: number): void {
    const { camera, plane, clip, corner } = this
    plane.set(new Vector3(0, 1, 0), -height - 0.05).applyMatrix4(camera.matrixWorldInverse)
    clip.set(plane.normal.x, plane.normal.y, plane.normal.z, plane.constant)
    const p = camera.projectionMatrix.elements
    corner.set((Math.sign(clip.x) + p[8]!) / p[0]!, (Math.sign(clip.y) + p[9]!) / p[5]!, -1, (1 + p[10]!) / p[14]!)
    clip.multiplyScalar(2 / clip.dot(corner))
    p[2] = clip.x
    p[6] = clip.y
    p[10] = clip.z + 1
    p[14] = clip.w
  }
}
