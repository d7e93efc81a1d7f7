import type { LocationQuery } from 'vue-router'
import type { DocumentView } from '../../client/api'
import type { Quality } from '../../model/document'
import type { CameraPose } from '../../stage'
import { decodePose } from './share'

/** What a stage's address asks for. */
export interface StagePageOptions {
  /** No chrome: the scene, its mark, and a card when something is tapped. */
  kiosk: boolean
  quality: Quality
  /** Local clock hours; null: as the document says. */
  hours: number | null
  view: DocumentView
  /** Where the camera begins; null: as the document says. */
  pose: CameraPose | null
}

const qualities: readonly Quality[] = ['auto', 'low', 'medium', 'high']

export function parseOptions(query: LocationQuery): StagePageOptions {
  return {
    kiosk: query.kiosk === '1' || query.kiosk === 'true',
    quality: qualities.find((q) => q === query.quality) ?? 'auto',
    hours: parseClock(query.time),
    view: query.view === 'draft' ? 'draft' : 'published',
    pose: decodePose(query.at),
  }
}

/** `HH:MM` as hours, or null for anything else. */
export function parseClock(text: unknown): number | null {
  const match = typeof text === 'string' ? /^(\d{1,2}):(\d{2})$/.exec(text) : null
  if (!match) return null
  const [hours, minutes] = [Number(match[1]), Number(match[2])]
  return hours < 24 && minutes < 60 ? hours + minutes / 60 : null
}
