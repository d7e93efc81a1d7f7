import type { OriginName } from '../model/board'
import type { LevelName } from '../model/document'

/** Why an indicator has its level: the answer of `…/indicators/{key}/why`. */
export interface Why {
  key: string
  /** 0 normal … 3 alarm; null: no rule, or no value yet. */
  level: number | null
  /** When the level began, RFC 3339. */
  since: string | null
  state: 'live' | 'stale' | 'none'
  leaseSeconds: number | null
  reading: WhyReading | null
  /** Who sent the reading. */
  source?: string
  rule: WhyRule | null
}

export interface WhyReading {
  value: number | string | boolean | [lon: number, lat: number, height: number, headingDeg: number]
  time: string
  receivedAt: string
  quality?: string
  origin: OriginName
}

export interface WhyRule {
  id: string
  ranges?: { below?: number; level: LevelName }[]
  values?: { is: string | boolean; level: LevelName }[]
  hysteresis: number
  holdSeconds: number
  /** An easier level that waits for the hold time. */
  pending: { level: LevelName; since: string; due: string } | null
}
