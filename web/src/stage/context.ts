/** What the stage gives its plugins, and what a plugin may answer to. */
import type { Object3D, PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import type { Board } from '../model/board'
import type { SceneDocument } from '../model/document'
import type { Language } from '../model/text'
import type { Events } from './events'
import type { TierSettings } from './quality'
import type { StageEvents, Tier } from './types'

export interface StageContext {
  readonly container: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly renderer: WebGLRenderer
  /** What is lit, fogged and tone mapped. */
  readonly scene: Scene
  /** What is drawn flat on the finished picture: labels. */
  readonly sheet: Scene
  readonly camera: PerspectiveCamera
  readonly events: Events<StageEvents>
  readonly reducedMotion: boolean
  readonly seed: number
  readonly document: SceneDocument | null
  readonly board: Board | null
  readonly language: Language
  readonly tier: Tier
  readonly settings: TierSettings
  /** CSS pixels of the picture, and device pixels per CSS pixel. */
  readonly size: { width: number; height: number; ratio: number }
  assetUrl(asset: string, version: number): string
  /** Device clock, epoch milliseconds. */
  now(): number
  /** The frame loop's clock, milliseconds. */
  time(): number
  invalidate(reason: string, until?: number): void
  wakeAt(time: number, reason: string): void
  /** Updates once more without drawing. */
  touch(): void
  /** Layers are still arriving: what is dear to draw and soon stale can wait. */
  readonly loading: boolean
  /** What stands on stage has changed: shadows, mirror and anchors are behind. */
  contentChanged(reason: string): void
}

export interface Plugin {
  init?(stage: StageContext): void
  /** A document came (or went): what stood for the old one is taken down first. */
  documentChanged?(): void
  /** Another board, or none. */
  boardChanged?(): void
  /** The board moved on by a frame, or its connection changed. */
  boardTicked?(): void
  languageChanged?(): void
  contentChanged?(): void
  resized?(): void
  tierChanged?(): void
  /** The drawing context came back: textures drawn on the card are blank. */
  contextRestored?(): void
  /** Before drawing; true asks for another frame. `dt` seconds, `time` of the loop's clock. */
  update?(dt: number, time: number): boolean
  /** Drawing that other drawing needs: mirrors, environment maps. */
  prepare?(): void
  /** Reverses everything, exactly. */
  dispose(): void
}

/** Objects on this layer of three's are left out of the water's mirror. */
export const NOT_MIRRORED = 1

export function leaveOutOfMirror(object: Object3D): void {
  object.traverse((child) => child.layers.set(NOT_MIRRORED))
}
