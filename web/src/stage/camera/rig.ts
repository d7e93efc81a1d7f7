/**
 * The camera and the hands on it: mouse, fingers, keys, flights. It never goes
 * below the ground, and it stops by itself.
 */
import { Box3, MathUtils, Matrix4, Quaternion, Raycaster, Sphere, Spherical, Vector2, Vector3, Vector4 } from 'three'
import CameraControls from 'camera-controls'
import type { Plugin, StageContext } from '../context'
import type { Environment } from '../world/environment'
import { enuToWorld, worldToEnu } from '../frames'
import type { CameraPose } from '../types'
import { CameraKeys } from './keys'
import { copyPose, flightSeconds, fovFor, poseBetween, twist, type WorldPose } from './pose'

CameraControls.install({
  THREE: { Box3, MathUtils, Matrix4, Quaternion, Raycaster, Sphere, Spherical, Vector2, Vector3, Vector4 },
})

/** Metres the eye keeps above the ground. */
const CLEARANCE = 6
const DEFAULT_FOV = 40
/** The farthest view, metres. */
const FARTHEST = 30_000

interface Flight {
  from: WorldPose
  to: WorldPose
  seconds: number
  passed: number
  done: () => void
}

export interface Ground {
  groundAt(x: number, z: number): number | null
}

export class CameraRig implements Plugin {
  private stage!: StageContext
  private controls!: CameraControls
  private keys!: CameraKeys
  private flight: Flight | null = null
  private readonly current: WorldPose = { eye: new Vector3(), target: new Vector3(), fovDeg: DEFAULT_FOV }
  private readonly fingers = new Map<number, { x: number; y: number }>()
  private readonly checked = new Vector3(Infinity, 0, 0)
  private clearedHeight = -Infinity
  /** The view's field of view as a document means it, for a wide picture. */
  private fovDeg = DEFAULT_FOV
  private readonly listening = new AbortController()

  constructor(
    private readonly ground: Ground,
    private readonly environment: Environment,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
    const { camera, canvas } = stage
    camera.fov = DEFAULT_FOV
    camera.far = FARTHEST
    const controls = new CameraControls(camera, canvas)
    this.controls = controls
    configure(controls, stage.reducedMotion)
    controls.addEventListener('wake', () => stage.invalidate('camera'))
    controls.addEventListener('control', () => stage.invalidate('camera'))
    controls.addEventListener('controlstart', () => this.land())
    const { signal } = this.listening
    canvas.addEventListener('wheel', () => this.land(), { signal, passive: true })
    canvas.addEventListener('pointerdown', (event) => this.fingerDown(event), { signal })
    canvas.addEventListener('pointermove', (event) => this.fingerMoved(event), { signal })
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, (event) => this.fingers.delete(event.pointerId), { signal })
    }
    this.keys = new CameraKeys(
      canvas,
      controls,
      stage,
      (viewpoint) => this.toViewpoint(viewpoint),
      () => this.land(),
    )
    this.jump({ eye: new Vector3(600, 420, 900), target: new Vector3(), fovDeg: DEFAULT_FOV })
  }

  documentChanged(): void {
    this.land()
    this.clearedHeight = -Infinity
    const first = this.stage.document?.viewpoints[0]
    if (first) this.jump(poseOf(first.camera))
  }

  resized(): void {
    const { camera } = this.stage
    const fov = fovFor(this.fovDeg, camera.aspect)
    if (camera.fov === fov) return
    camera.fov = fov
    camera.updateProjectionMatrix()
  }

  contentChanged(): void {
    this.checked.setX(Infinity)
  }

  update(dt: number): boolean {
    const flying = this.fly(dt)
    const keyed = this.keys.update(dt)
    const moved = this.controls.update(dt)
    this.keepAboveGround()
    this.followFocus()
    return flying || keyed || moved
  }

  pose(): CameraPose {
    this.controls.getPosition(this.current.eye)
    this.controls.getTarget(this.current.target)
    return { enu: worldToEnu(this.current.eye), lookAt: worldToEnu(this.current.target), fovDeg: this.fovDeg }
  }

  /** The view as it stands, world axes. */
  worldPose(): WorldPose {
    this.controls.getPosition(this.current.eye)
    this.controls.getTarget(this.current.target)
    this.current.fovDeg = this.fovDeg
    return this.current
  }

  setPose(pose: CameraPose): void {
    this.land()
    this.jump(poseOf(pose))
  }

  /** Flies, or jumps where nothing should move; resolves on arrival or when something else takes the camera. */
  flyTo(to: WorldPose, animate: boolean): Promise<void> {
    this.land()
    if (!animate || this.stage.reducedMotion) {
      this.jump(to)
      return Promise.resolve()
    }
    const from = copyPose(this.worldPose())
    return new Promise((done) => {
      this.flight = { from, to: copyPose(to), seconds: flightSeconds(from, to), passed: 0, done }
      this.stage.invalidate('flight')
    })
  }

  dispose(): void {
    this.land()
    this.listening.abort()
    this.keys.dispose()
    this.controls.dispose()
  }

  private toViewpoint(index: number): void {
    const viewpoint = this.stage.document?.viewpoints[index]
    if (viewpoint) void this.flyTo(poseOf(viewpoint.camera), true)
  }

  private jump({ eye, target, fovDeg }: WorldPose): void {
    this.look(eye, target, fovDeg)
    this.controls.update(0)
    this.stage.invalidate('camera')
  }

  private look(eye: Vector3, target: Vector3, fovDeg: number): void {
    this.fovDeg = fovDeg
    this.resized()
    void this.controls.setLookAt(eye.x, eye.y, eye.z, target.x, target.y, target.z, false)
  }

  private fly(dt: number): boolean {
    const { flight } = this
    if (!flight) return false
    flight.passed += dt
    const t = Math.min(1, flight.passed / flight.seconds)
    const pose = poseBetween(flight.from, flight.to, t, this.current)
    if (t >= 1) this.look(flight.to.eye, flight.to.target, flight.to.fovDeg)
    else this.look(pose.eye, pose.target, pose.fovDeg)
    if (t >= 1) this.land()
    return t < 1
  }

  /** Ends a flight where it is. */
  private land(): void {
    const { flight } = this
    this.flight = null
    flight?.done()
  }

  private keepAboveGround(): void {
    const { position } = this.stage.camera
    const dx = position.x - this.checked.x
    const dz = position.z - this.checked.z
    if (!(dx * dx + dz * dz < 1)) {
      this.checked.copy(position)
      this.clearedHeight = (this.ground.groundAt(position.x, position.z) ?? -Infinity) + CLEARANCE
    }
    if (position.y >= this.clearedHeight) return
    this.controls.getTarget(this.current.target)
    const { target } = this.current
    void this.controls.setLookAt(position.x, this.clearedHeight, position.z, target.x, target.y, target.z, false)
    this.controls.update(0)
  }

  /** Shadows and the near plane go with what is looked at. */
  private followFocus(): void {
    const { camera } = this.stage
    this.controls.getTarget(this.current.target)
    const distance = camera.position.distanceTo(this.current.target)
    this.environment.focus.copy(this.current.target)
    this.environment.focusReach = distance * 1.1
    const near = MathUtils.clamp(distance * 0.01, 0.5, 8)
    if (Math.abs(near - camera.near) > near * 0.2) {
      camera.near = near
      camera.updateProjectionMatrix()
    }
  }

  private fingerDown(event: PointerEvent): void {
    if (event.pointerType === 'touch') this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }

  /** Two fingers that turn take the scene with them; the controls know pinch and pan only. */
  private fingerMoved(event: PointerEvent): void {
    const finger = this.fingers.get(event.pointerId)
    if (!finger) return
    if (this.fingers.size === 2) {
      for (const [id, other] of this.fingers) {
        if (id === event.pointerId) continue
        const turn = twist(other.x, other.y, finger.x, finger.y, other.x, other.y, event.clientX, event.clientY)
        void this.controls.rotate(turn, 0, false)
      }
    }
    finger.x = event.clientX
    finger.y = event.clientY
  }
}

export function poseOf(camera: { enu: CameraPose['enu']; lookAt: CameraPose['lookAt']; fovDeg?: number }): WorldPose {
  return { eye: enuToWorld(camera.enu), target: enuToWorld(camera.lookAt), fovDeg: camera.fovDeg ?? DEFAULT_FOV }
}

function configure(controls: CameraControls, still: boolean): void {
  const { ACTION } = CameraControls
  Object.assign(controls.mouseButtons, {
    left: ACTION.ROTATE,
    right: ACTION.SCREEN_PAN,
    middle: ACTION.SCREEN_PAN,
    wheel: ACTION.DOLLY,
  })
  Object.assign(controls.touches, {
    one: ACTION.TOUCH_ROTATE,
    two: ACTION.TOUCH_DOLLY_SCREEN_PAN,
    three: ACTION.TOUCH_SCREEN_PAN,
  })
  controls.dollyToCursor = true
  controls.minDistance = 12
  controls.maxDistance = 9000
  controls.minPolarAngle = 0.02
  // A little from below, so that one can look up at a tower.
  controls.maxPolarAngle = Math.PI * 0.58
  controls.smoothTime = still ? 0 : 0.18
  controls.draggingSmoothTime = still ? 0 : 0.06
  controls.restThreshold = 0.02
}
