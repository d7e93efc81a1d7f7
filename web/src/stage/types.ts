/** The stage's public types: what a page, a screen or a web component sees of the viewer. */
import type { Board, OriginName } from '../model/board'
import type { Enu, Quality, SceneDocument } from '../model/document'
import type { Language } from '../model/text'

/** The quality the stage draws with; `auto` picks one and adapts it. */
export type Tier = Exclude<Quality, 'auto'>

export interface StageOptions {
  language: Language
  quality?: Quality
  /** Base URL of an asset version's files, ending in `/files/`; the base alone is the entry file. */
  assetUrl: (asset: string, version: number) => string
  /** No flights, no moving water, no fades. Default: the device's preference. */
  reducedMotion?: boolean
  /** The device's clock, epoch milliseconds. */
  now?: () => number
  /** Seeds everything random, so that two runs draw the same picture. */
  seed?: number
}

/** A point of view in the document's east-north-up metres. */
export interface CameraPose {
  enu: Enu
  lookAt: Enu
  /** Vertical field of view, degrees. */
  fovDeg: number
}

export type FlightTarget = { viewpoint: string } | { anchor: string } | { indicator: string }

export type Selection =
  | { kind: 'indicator'; indicator: string; anchor?: string }
  | { kind: 'feature'; layer: string; featureId: string; properties?: Record<string, unknown>; anchor?: string }
  | { kind: 'node'; layer: string; node: string; anchor?: string }

/** CSS pixels from the container's upper left corner. */
export interface ScreenPoint {
  x: number
  y: number
}

export interface StageEvents {
  /** What was tapped; null when nothing was, so that a card can close. */
  select: (Selection & { screen: ScreenPoint }) | null
  /** A frame was drawn (or nothing needed drawing) with this board version. */
  rendered: { boardVersion: number; frame: number }
  progress: { loaded: number; total: number }
  /** A layer whose asset could not be had; the rest of the scene is shown. */
  missing: { layer: string; reason: string }
  error: { message: string; cause?: unknown }
  /** Local clock hours, 0 ≤ hours < 24. */
  timeofday: { hours: number }
  quality: { tier: Tier }
  /** The device took the drawing context away (`lost`) or gave it back. */
  context: { state: 'lost' | 'restored' }
}

/** What the mark says: an origin on show, or the state of the connection. */
export type MarkWord = OriginName | 'replay' | 'offline'

/** A label as it stands on screen, CSS pixels. */
export interface LabelRect {
  key: string
  text: string
  x: number
  y: number
  width: number
  height: number
  visible: boolean
}

export interface StageStats {
  frames: number
  drawCalls: number
  triangles: number
  labels: LabelRect[]
  tiles: { visible: number; active: number; loading: number; failed: number; bytes: number }
  features: number
  memory: { geometries: number; textures: number; programs: number }
  quality: Tier
  /** What draws, as the browser names it. */
  renderer: string
  originsShown: MarkWord[]
  boardVersion: number
  /** Why the last frame was drawn. */
  lastReason: string
  contextLost: boolean
}

/**
 * A scene on stage inside `container`. The stage draws on demand: when nothing
 * changes it draws nothing.
 */
export interface Stage {
  /**
   * Shows a document in place of the previous one; resolves when its layers
   * have settled once. A later `load` or `dispose` ends an earlier one early.
   */
  load(document: SceneDocument): Promise<void>
  /** The live state to show; null for none. The stage reads its columns, it never writes them. */
  setBoard(board: Board | null): void
  setLanguage(language: Language): void
  setQuality(quality: Quality): void
  /** Local clock hours (fractions are minutes); null: as the document says, or else the real time there. */
  setTimeOfDay(hours: number | null): void
  timeOfDay(): number
  setOverlayVisible(id: string, visible: boolean): void
  setLayerVisible(id: string, visible: boolean): void
  /** Resolves on arrival, or when something else takes the camera; at once for an unknown target. */
  flyTo(target: FlightTarget, animate?: boolean): Promise<void>
  /** Highlights a thing without telling `select`. */
  select(target: Selection | null): void
  cameraPose(): CameraPose
  setCameraPose(pose: CameraPose): void
  /** Calls `listener` at each event; returns the unsubscriber. An `error` nobody hears reaches the console. */
  on<K extends keyof StageEvents>(event: K, listener: (detail: StageEvents[K]) => void): () => void
  stats(): StageStats
  /** The picture as it stands, PNG. */
  screenshot(): Promise<Blob>
  dispose(): void
}
