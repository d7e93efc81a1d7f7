import { afterEach, expect, it, vi } from 'vitest'
import type { App } from 'vue'
import { ApiError } from '../../src/client/problem'
import { button, entry, fakeApi, find, mountAt, pageText } from './mount'

let app: App
afterEach(() => app.unmount())

const items = [entry('bridge', 'city'), entry('plant', 'industry'), entry('old', 'city', { status: 'archived' })]
const cards = () => [...document.querySelectorAll('.card h2')].map((h) => h.textContent)

it('lists scenes with counts, filters by sector, and leaves archived ones out', async () => {
  const scenes = vi.fn().mockResolvedValue({ items, next: null })
  app = await mountAt('/', fakeApi({ scenes }))
  await vi.waitFor(() => expect(cards()).toEqual(['bridge场景', 'plant场景']))
  expect(button('全部').textContent).toContain('2')
  button('工业').click()
  await vi.waitFor(() => expect(cards()).toEqual(['plant场景']))
  expect(scenes).toHaveBeenCalledTimes(1)
  expect(find('.card').getAttribute('href')).toBe('/s/plant')
})

it('reads every page of the list', async () => {
  const scenes = vi
    .fn()
    .mockResolvedValueOnce({ items: [entry('a', 'city')], next: 'two' })
    .mockResolvedValueOnce({ items: [entry('b', 'sports')], next: null })
  app = await mountAt('/', fakeApi({ scenes }))
  await vi.waitFor(() => expect(cards()).toHaveLength(2))
  expect(scenes.mock.calls[1]![0]).toMatchObject({ cursor: 'two' })
})

it('searches once the typing has settled', async () => {
  const scenes = vi.fn().mockResolvedValue({ items, next: null })
  app = await mountAt('/?q=x', fakeApi({ scenes }))
  await vi.waitFor(() => expect(scenes).toHaveBeenCalledTimes(1))
  expect(scenes.mock.calls[0]![0]).toMatchObject({ q: 'x' })
  const input = find('#gallery-search') as HTMLInputElement
  for (const text of ['两', '两江']) {
    input.value = text
    input.dispatchEvent(new Event('input'))
  }
  await vi.waitFor(() => expect(scenes).toHaveBeenCalledTimes(2))
  expect(scenes.mock.calls[1]![0]).toMatchObject({ q: '两江' })
})

it('says what to do when nothing matches', async () => {
  const scenes = vi.fn().mockResolvedValueOnce({ items: [], next: null }).mockResolvedValue({ items, next: null })
  app = await mountAt('/?q=nothing', fakeApi({ scenes }))
  await vi.waitFor(() => expect(pageText()).toContain('没有符合条件的场景'))
  button('查看全部场景').click()
  await vi.waitFor(() => expect(cards()).toHaveLength(2))
})

it('says what went wrong, and tries again', async () => {
  const scenes = vi
    .fn()
    .mockRejectedValueOnce(new ApiError(0, 'unreachable', 'x'))
    .mockResolvedValue({ items, next: null })
  app = await mountAt('/', fakeApi({ scenes }))
  await vi.waitFor(() => expect(pageText()).toContain('连不上服务器'))
  button('重试').click()
  await vi.waitFor(() => expect(cards()).toHaveLength(2))
})

it('speaks English when asked, and remembers it', async () => {
  app = await mountAt('/', fakeApi({ scenes: () => Promise.resolve({ items, next: null }) }))
  await vi.waitFor(() => expect(cards()).toHaveLength(2))
  button('English').click()
  await vi.waitFor(() => expect(cards()).toEqual(['Scene bridge', 'Scene plant']))
  expect(document.documentElement.lang).toBe('en')
  expect(localStorage.getItem('twinstage.language')).toBe('en')
})

it('shows a draft as one, and opens its draft', async () => {
  const draft = entry('new', 'city', { status: 'draft' })
  app = await mountAt('/', fakeApi({ scenes: () => Promise.resolve({ items: [draft], next: null }) }))
  await vi.waitFor(() => expect(pageText()).toContain('草稿'))
  expect(find('.card').getAttribute('href')).toBe('/s/new?view=draft')
})
