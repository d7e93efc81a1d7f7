import { describe, expect, it, vi } from 'vitest'
import { createApi } from '../../src/client/api'

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

describe('the API', () => {
  it('asks for scenes with what is set, and says that it is no form of another site', async () => {
    const fetcher = vi.fn<typeof fetch>().mockResolvedValue(json({ items: [], next: null }))
    await createApi(fetcher).scenes({ q: '两江', limit: 100 })
    const [path, init] = fetcher.mock.calls[0]!
    expect(path).toBe('/api/v1/scenes?q=%E4%B8%A4%E6%B1%9F&limit=100')
    expect(init).toMatchObject({ credentials: 'same-origin', headers: { 'X-Requested-With': 'twinstage' } })
  })

  it('turns a problem into an error with code, detail and remedy', async () => {
    const remedy = { zh: '换一个', en: 'Take another' }
    const problem = {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'scene_not_found',
      detail: 'No scene.',
      remedy,
    }
    const api = createApi(() => Promise.resolve(json(problem, 404)))
    await expect(api.scene('a/b')).rejects.toMatchObject({
      status: 404,
      code: 'scene_not_found',
      detail: 'No scene.',
      remedy,
    })
  })

  it('names what is no problem document by its status', async () => {
    const api = createApi(() => Promise.resolve(new Response('<html>', { status: 502 })))
    await expect(api.scene('a')).rejects.toMatchObject({ status: 502, code: 'http_502' })
  })

  it('tells an unreachable server from one that refuses', async () => {
    const api = createApi(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(api.scene('a')).rejects.toMatchObject({ status: 0, code: 'unreachable' })
  })

  it('leaves an abort an abort', async () => {
    const api = createApi(() => Promise.reject(new DOMException('stopped', 'AbortError')))
    await expect(api.scene('a')).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('knows a stranger from a person', async () => {
    const stranger = createApi(() => Promise.resolve(json({ user: null, role: null })))
    expect(await stranger.me()).toBeNull()
    const admin = createApi(() => Promise.resolve(json({ user: 'admin', role: 'admin', districts: [] })))
    expect(await admin.me()).toEqual({ user: 'admin', role: 'admin' })
  })
})
