/**
 * The one owner of requestAnimationFrame. Nothing is drawn unless somebody
 * said why: `invalidate` asks for one frame, or for frames until a time;
 * `wakeAt` asks for one frame later. A hidden page gets no frames at all.
 */
export interface FrameSource {
  request(callback: (time: number) => void): number
  cancel(handle: number): void
}

const browserFrames: FrameSource = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
}

export interface FrameWork {
  /** Before a possible drawing; true asks for the next frame too. `dt` in seconds, capped. */
  update(dt: number, time: number): boolean
  draw(dt: number): void
  /** After every turn of the loop, drawn or not. */
  settled(drawn: boolean): void
}

/** Longest step an animation sees, seconds: a tab that slept must not jump. */
const LONGEST_STEP = 0.1
/** Pause between drawings that are not urgent, milliseconds. */
const SOON = 120

export class FrameLoop {
  /** Frames drawn. */
  frames = 0
  lastReason = ''
  private drawn = 0
  private cost = 0
  private handle = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private timerDue = Infinity
  private dirty = false
  private touched = false
  private until = 0
  private last = 0
  private halted = false
  private inFrame = false

  constructor(
    private readonly work: FrameWork,
    private readonly source: FrameSource = browserFrames,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Draw the next frame, and go on until `until` (on the loop's clock). */
  invalidate(reason: string, until = 0): void {
    this.dirty = true
    this.lastReason = reason
    if (until > this.until) this.until = until
    this.request()
  }

  /** Runs a turn without asking for a drawing: updates go on, an acknowledgement can go out. */
  touch(): void {
    this.touched = true
    this.request()
  }

  /** Draws once at `time` (on the loop's clock), or sooner if somebody else asks. */
  wakeAt(time: number, reason: string): void {
    if (time >= this.timerDue) return
    clearTimeout(this.timer)
    this.timerDue = time
    this.timer = setTimeout(
      () => {
        this.timerDue = Infinity
        this.invalidate(reason)
      },
      Math.max(0, time - this.clock()),
    )
  }

  /** Draws before long, but leaves most of the time between to other work. */
  invalidateSoon(reason: string): void {
    this.touch()
    this.wakeAt(this.drawn + Math.max(SOON, 3 * this.cost), reason)
  }

  /** The loop's clock, milliseconds. */
  time(): number {
    return this.clock()
  }

  /** Draws nothing until `resume`: the context is lost. */
  halt(): void {
    this.halted = true
    this.source.cancel(this.handle)
    this.handle = 0
  }

  resume(reason: string): void {
    this.halted = false
    this.invalidate(reason)
  }

  dispose(): void {
    this.halt()
    clearTimeout(this.timer)
    this.timerDue = Infinity
  }

  private request(): void {
    if (this.halted || this.handle !== 0 || this.inFrame) return
    this.handle = this.source.request(this.turn)
  }

  private readonly turn = (): void => {
    this.handle = 0
    const time = this.clock()
    const dt = Math.min(LONGEST_STEP, Math.max(0, (time - this.last) / 1000))
    this.last = time
    const { again, drawn } = this.guarded(dt, time)
    if (again || this.dirty || this.touched) this.request()
    this.work.settled(drawn)
  }

  /** What asks for a frame within a frame gets the next one, once. */
  private guarded(dt: number, time: number): { again: boolean; drawn: boolean } {
    this.inFrame = true
    try {
      return this.run(dt, time)
    } finally {
      this.inFrame = false
    }
  }

  private run(dt: number, time: number): { again: boolean; drawn: boolean } {
    this.touched = false
    const again = this.work.update(dt, time)
    const drawn = this.dirty || again
    this.dirty = time < this.until
    if (drawn) {
      this.frames++
      this.work.draw(dt)
      this.drawn = this.clock()
      this.cost = this.drawn - time
    }
    return { again, drawn }
  }
}
