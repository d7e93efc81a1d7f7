/**
 * The scene document (`/api/schemas/document.json`). Everything is placed in
 * local east-north-up metres around `origin` (CGCS2000/WGS 84, ellipsoidal
 * height); headings are degrees clockwise from north.
 */
import type { Text } from './text'

export type Enu = [east: number, north: number, up: number]
export type EnuPlan = [east: number, north: number]

export interface SceneDocument {
  specVersion: string
  title: Text
  origin: { lon: number; lat: number; height: number; headingDeg?: number }
  environment: Environment
  layers: Layer[]
  anchors: Anchor[]
  rules: Rule[]
  indicators: Indicator[]
  overlays: Overlay[]
  viewpoints: Viewpoint[]
  tours: unknown[]
  hotspots: unknown[]
  screens: unknown[]
}

export type Quality = 'auto' | 'low' | 'medium' | 'high'
export type Weather = 'clear' | 'cloudy' | 'mist' | 'rain'

export interface Environment {
  /** Local clock time, `HH:MM`. */
  timeOfDay?: string
  weather?: Weather
  /** Ids of layers whose surface is drawn as water. */
  water?: string[]
  quality?: Quality
}

export type LayerKind = 'model' | 'tileset'
export type LayerRole = 'terrain' | 'water' | 'lights' | 'vegetation' | 'landmark'

export interface Layer {
  id: string
  name?: Text
  asset: string
  version: number
  kind: LayerKind
  role?: LayerRole
  placement?: Placement
  style?: LayerStyle
  visible?: boolean
}

export interface Placement {
  enu?: Enu
  headingDeg?: number
  pitchDeg?: number
  rollDeg?: number
  scale?: number
}

export interface LayerStyle {
  /** Draws window grids, lit by night, on plain building models. */
  facade?: { seedFrom?: 'featureId' | 'position' }
  /** `night`: the model's emissive parts shine only when it is dark. */
  emissive?: 'always' | 'night'
}

export interface Anchor {
  id: string
  name?: Text
  point?: Enu
  area?: EnuPlan[]
  path?: Enu[]
  feature?: { layer: string; id: string }
  node?: { layer: string; name: string }
}

export type LevelName = 'normal' | 'notice' | 'warning' | 'alarm'

export interface Rule {
  id: string
  name?: Text
  hysteresis?: number
  holdSeconds?: number
  ranges?: { below?: number; level: LevelName }[]
  values?: { is: string | boolean; level: LevelName }[]
}

export type IndicatorKind = 'number' | 'category' | 'boolean' | 'position'
export type AudienceName = 'public' | 'staff' | 'leader'

export interface Indicator {
  key: string
  name: Text
  kind: IndicatorKind
  unit?: string
  precision?: number
  anchor?: string
  rule?: string
  leaseSeconds: number
  audience: AudienceName
  target?: { value: number; by?: string; direction: 'atLeast' | 'atMost' }
  /** Words for the values of a category or boolean. */
  values?: { is: string | boolean; name: Text }[]
}

export type OverlayStyle = 'label' | 'column' | 'status' | 'heat' | 'flow' | 'track' | 'pulse'

export interface Overlay {
  id: string
  name: Text
  style: OverlayStyle
  indicators: string[]
  visible?: boolean
  /** Columns: values `min`…`max` are drawn 0…`height` metres high. */
  scale?: { min: number; max: number; height: number }
}

export interface Viewpoint {
  id: string
  name: Text
  camera: { enu: Enu; lookAt: Enu; fovDeg?: number }
}
