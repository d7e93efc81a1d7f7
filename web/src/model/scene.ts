import type { Text } from './text'

export const sectors = ['industry', 'culture-tourism', 'consumption', 'education', 'sports', 'city'] as const
export type Sector = (typeof sectors)[number]

export type SceneStatus = 'draft' | 'submitted' | 'approved' | 'published' | 'archived'

/** A catalogue entry, as `/api/v1/scenes` lists it. */
export interface SceneEntry {
  slug: string
  title: Text
  summary: Text
  sector: Sector
  district: string
  tags: string[]
  status: SceneStatus
  origin: { lon: number; lat: number; height: number } | null
  /** Path of an image on this server. */
  poster: string | null
  revision: number
  updatedAt: string
}

export interface Page<T> {
  items: T[]
  next: string | null
}
