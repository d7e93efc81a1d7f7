/** Keys on the focused picture: move, turn, approach, and the document's viewpoints. */
import type CameraControls from 'camera-controls'
import type { StageContext } from '../context'

/** Share of the distance moved a second, radians turned a second. */
const PAN_RATE = 0.55
const TURN_RATE = 0.9
const ZOOM_RATE = 1.1

type Motion = [right: number, forward: number, turn: number, approach: number]

const motions: Record<string, Motion> = {
  ArrowLeft: [-1, 0, 0, 0],
  KeyA: [-1, 0, 0, 0],
  ArrowRight: [1, 0, 0, 0],
  KeyD: [1, 0, 0, 0],
  ArrowUp: [0, 1, 0, 0],
  KeyW: [0, 1, 0, 0],
  ArrowDown: [0, -1, 0, 0],
  KeyS: [0, -1, 0, 0],
  KeyQ: [0, 0, -1, 0],
  KeyE: [0, 0, 1, 0],
  Equal: [0, 0, 0, 1],
  NumpadAdd: [0, 0, 0, 1],
  Minus: [0, 0, 0, -1],
  NumpadSubtract: [0, 0, 0, -1],
}

export class CameraKeys {
  private readonly down = new Set<string>()
  private readonly listening = new AbortController()

  constructor(
    canvas: HTMLCanvasElement,
    private readonly controls: CameraControls,
    private readonly stage: StageContext,
    private readonly viewpoint: (index: number) => void,
    private readonly taken: () => void,
  ) {
    const { signal } = this.listening
    canvas.addEventListener('keydown', (event) => this.pressed(event), { signal })
    canvas.addEventListener('keyup', (event) => this.down.delete(event.code), { signal })
    canvas.addEventListener('blur', () => this.down.clear(), { signal })
  }

  /** Moves by what is held down; true while something is. */
  update(dt: number): boolean {
    if (this.down.size === 0) return false
    const sum: Motion = [0, 0, 0, 0]
    for (const code of this.down) motions[code]?.forEach((part, i) => (sum[i]! += part))
    const way = this.controls.distance * PAN_RATE * dt
    if (sum[0]) void this.controls.truck(sum[0] * way, 0, true)
    if (sum[1]) void this.controls.forward(sum[1] * way, true)
    if (sum[2]) void this.controls.rotate(sum[2] * TURN_RATE * dt, 0, true)
    if (sum[3]) void this.controls.dolly(this.controls.distance * (1 - Math.exp(-sum[3] * ZOOM_RATE * dt)), true)
    return true
  }

  dispose(): void {
    this.listening.abort()
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^Digit[1-9]$/.test(event.code)) this.viewpoint(Number(event.code.slice(5)) - 1)
    else if (event.code === 'Home') this.viewpoint(0)
    else if (event.code in motions) this.hold(event.code)
    else return
    event.preventDefault()
  }

  private hold(code: string): void {
    this.taken()
    this.down.add(code)
    this.stage.invalidate('keys')
  }
}
