import { vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import type { Api } from '../../src/client/api'
import type { SceneEntry, Sector } from '../../src/model/scene'
import { createVisitor } from '../../src/visitor/create'

export function entry(slug: string, sector: Sector, over: Partial<SceneEntry> = {}): SceneEntry {
  const base = { district: '500103', tags: [], status: 'published', origin: null, poster: null, revision: 1 } as const
  const title = { zh: `${slug}场景`, en: `Scene ${slug}` }
  return { slug, sector, title, summary: { zh: '简介', en: 'About' }, updatedAt: '', ...base, tags: [], ...over }
}

/** An API whose answers a test sets; what it did not set never answers. */
export function fakeApi(over: Partial<Api> = {}): Api {
  const never = () => new Promise<never>(() => {})
  return {
    scenes: never,
    scene: never,
    document: never,
    why: never,
    me: () => Promise.resolve(null),
    signIn: never,
    signOut: () => Promise.resolve(),
    ...over,
  }
}

/** The app at `path`, in a fresh body. */
export async function mountAt(path: string, api: Api, device = ['zh-CN']) {
  document.body.innerHTML = '<div id="app"></div>'
  localStorage.clear()
  const history = createMemoryHistory()
  history.replace(path)
  const app = createVisitor({ api, history, storage: localStorage, search: path.split('?')[1] ?? '', device })
  app.mount('#app')
  await vi.waitFor(() => {
    if (!document.querySelector('#main')) throw new Error('no page yet')
  })
  return app
}

export const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`nothing matches ${selector}`)
  return found
}

export function button(name: string): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>('button, a')]
  const found = all.find((b) => (b.getAttribute('aria-label') ?? b.textContent ?? '').trim().startsWith(name))
  if (!found) throw new Error(`no button ${name} among ${all.map((b) => b.textContent?.trim()).join(' | ')}`)
  return found
}

export const pageText = (): string => document.body.textContent ?? ''
