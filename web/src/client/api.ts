/** The HTTP API as the visitor's pages use it (contract: docs, `/api/openapi.json`). */
import type { SceneDocument } from '../model/document'
import type { Page, SceneEntry, SceneStatus, Sector } from '../model/scene'
import { asApiError, readProblem } from './problem'
import type { Why } from './why'

export interface SceneFilter {
  q?: string
  sector?: Sector
  status?: SceneStatus
  limit?: number
  cursor?: string
}

/** Who is signed in. */
export interface Me {
  user: string
  role: string
}

/** The answer of `/api/v1/me`; user and role are null for a stranger. */
interface Who {
  user: string | null
  role: string | null
}

export type DocumentView = 'published' | 'draft'

export interface Api {
  scenes(filter: SceneFilter, signal?: AbortSignal): Promise<Page<SceneEntry>>
  scene(slug: string, signal?: AbortSignal): Promise<SceneEntry>
  document(slug: string, view: DocumentView, signal?: AbortSignal): Promise<SceneDocument>
  why(slug: string, indicator: string, signal?: AbortSignal): Promise<Why>
  /** null when nobody is signed in. */
  me(signal?: AbortSignal): Promise<Me | null>
  signIn(user: string, password: string): Promise<void>
  signOut(): Promise<void>
}

/** Path of a scene's resources on this server. */
export function scenePath(slug: string, rest = ''): string {
  return `/api/v1/scenes/${encodeURIComponent(slug)}${rest}`
}

/** Base of an asset version's files; the base alone is its entry file. */
export function assetPath(asset: string, version: number): string {
  return `/api/v1/assets/${encodeURIComponent(asset)}/versions/${version}/files/`
}

export function createApi(fetcher: typeof fetch = (input, init) => fetch(input, init)): Api {
  async function send(path: string, init: RequestInit): Promise<Response> {
    try {
      const headers = { Accept: 'application/json', 'X-Requested-With': 'twinstage', ...init.headers }
      const response = await fetcher(path, { credentials: 'same-origin', ...init, headers })
      if (!response.ok) throw await readProblem(response)
      return response
    } catch (cause) {
      throw asApiError(cause)
    }
  }
  async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const response = await send(path, { ...(signal && { signal }) })
    try {
      return (await response.json()) as T
    } catch (cause) {
      throw asApiError(cause)
    }
  }
  return {
    scenes: (filter, signal) => get(`/api/v1/scenes${query({ ...filter })}`, signal),
    scene: (slug, signal) => get(scenePath(slug), signal),
    document: (slug, view, signal) => get(scenePath(slug, `/document?view=${view}`), signal),
    why: (slug, key, signal) => get(scenePath(slug, `/indicators/${encodeURIComponent(key)}/why`), signal),
    async me(signal) {
      const { user, role } = await get<Who>('/api/v1/me', signal)
      return user === null ? null : { user, role: role ?? '' }
    },
    async signIn(user, password) {
      const body = JSON.stringify({ user, password })
      await send('/api/v1/sessions', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    },
    async signOut() {
      await send('/api/v1/sessions', { method: 'DELETE' })
    },
  }
}

/** `?a=1&b=2` of what is set, or nothing. */
function query(values: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text && `?${text}`
}
