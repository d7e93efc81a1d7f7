/**
 * The quality ladder: what each tier draws, and the ladder's keeper, which
 * measures frames while something moves and steps with hysteresis.
 */
import type { Quality } from '../model/document'
import type { Tier } from './types'

export interface TierSettings {
  /** Ceiling of device pixels per CSS pixel. */
  pixelRatio: number
  /** Samples of the drawing buffer's antialiasing. */
  samples: number
  postprocessing: boolean
  /** Width of the water's mirror picture, pixels; 0 for a mirrored sky only. */
  mirror: number
  /** Frames a second of moving water; 0 for still water. */
  waterRate: number
  /** Side of the shadow map; 0 for no shadows. */
  shadow: number
  /** Screen-space error at which tiles refine, pixels. */
  tileError: number
  tileCacheBytes: number
}

const MiB = 1024 * 1024

export const tiers: Record<Tier, TierSettings> = {
  low: {
    pixelRatio: 1,
    samples: 0,
    postprocessing: false,
    mirror: 0,
    waterRate: 0,
    shadow: 0,
    tileError: 24,
    tileCacheBytes: 96 * MiB,
  },
  medium: {
    pixelRatio: 1.5,
    samples: 0,
    postprocessing: true,
    mirror: 512,
    waterRate: 20,
    shadow: 2048,
    tileError: 16,
    tileCacheBytes: 256 * MiB,
  },
  high: {
    pixelRatio: 2,
    samples: 4,
    postprocessing: true,
    mirror: 1024,
    waterRate: 30,
    shadow: 4096,
    tileError: 12,
    tileCacheBytes: 512 * MiB,
  },
}

const order: readonly Tier[] = ['low', 'medium', 'high']
const software = /swiftshader|llvmpipe|softpipe|software|microsoft basic render/i

export function isSoftware(renderer: string): boolean {
  return software.test(renderer)
}

/** The tier to begin with, before a frame was measured. */
export function firstTier(renderer: string, coarsePointer: boolean): Tier {
  if (isSoftware(renderer)) return 'low'
  return coarsePointer ? 'medium' : 'high'
}

/** Frames slower than this ask for a lower tier, faster ones for a higher, milliseconds. */
const SLOW = 30
const FAST = 13
/** How long a wish must last before it is granted, milliseconds. */
const PATIENCE = 2000
const MAX_FLIPS = 3
/** Gaps longer than this are rests between movements, not slow frames. */
const REST = 400

/** Watches frame times while the tier is automatic. */
export class QualityKeeper {
  tier: Tier
  private readonly ceilingFromDevice: number
  private ceiling: number
  private wish = 0
  private wishSince = 0
  private smoothed = 0
  private lastTime = 0
  private flips = 0
  private lastStep = 0

  constructor(
    private mode: Quality,
    renderer: string,
    coarsePointer: boolean,
  ) {
    const first = firstTier(renderer, coarsePointer)
    this.tier = mode === 'auto' ? first : mode
    this.ceilingFromDevice = isSoftware(renderer) ? 0 : order.length - 1
    this.ceiling = this.ceilingFromDevice
  }

  setMode(mode: Quality, renderer: string, coarsePointer: boolean): void {
    this.mode = mode
    this.tier = mode === 'auto' ? firstTier(renderer, coarsePointer) : mode
    this.flips = 0
    this.ceiling = this.ceilingFromDevice
    this.wish = 0
  }

  /** Tells of a frame that began at `time`; answers whether the tier changed. */
  frame(time: number): boolean {
    const gap = time - this.lastTime
    this.lastTime = time
    if (this.mode !== 'auto' || gap <= 0 || gap > REST) return false
    this.smoothed = this.smoothed === 0 ? gap : this.smoothed * 0.9 + gap * 0.1
    const wish = this.smoothed > SLOW ? -1 : this.smoothed < FAST ? 1 : 0
    if (wish !== this.wish) {
      this.wish = wish
      this.wishSince = time
      return false
    }
    return wish !== 0 && time - this.wishSince > PATIENCE && this.step(wish, time)
  }

  private step(direction: number, time: number): boolean {
    const at = order.indexOf(this.tier)
    const to = at + direction
    if (to < 0 || to > this.ceiling) return false
    if (direction !== this.lastStep && this.lastStep !== 0) this.flips++
    this.lastStep = direction
    this.tier = order[to] ?? this.tier
    if (this.flips >= MAX_FLIPS) this.ceiling = Math.min(to, at)
    this.smoothed = 0
    this.wishSince = time
    return true
  }
}
