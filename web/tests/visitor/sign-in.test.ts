import { afterEach, expect, it, vi } from 'vitest'
import type { App } from 'vue'
import { ApiError } from '../../src/client/problem'
import { button, fakeApi, find, mountAt, pageText } from './mount'

let app: App
afterEach(() => app.unmount())

function fill(user: string, password: string) {
  for (const [name, value] of Object.entries({ user, password })) {
    const input = find(`input[name=${name}]`) as HTMLInputElement
    input.value = value
    input.dispatchEvent(new Event('input'))
  }
  find('form').dispatchEvent(new Event('submit', { cancelable: true }))
}

const gallery = { scenes: () => Promise.resolve({ items: [], next: null }) }

it('signs in, returns, and signs out', async () => {
  const me = vi.fn().mockResolvedValueOnce(null).mockResolvedValue({ user: 'admin', role: 'admin' })
  const signIn = vi.fn().mockResolvedValue(undefined)
  app = await mountAt('/sign-in?to=/?sector=city', fakeApi({ ...gallery, me, signIn }))
  fill('admin', 'secret')
  await vi.waitFor(() => expect(pageText()).toContain('退出登录'))
  expect(signIn).toHaveBeenCalledWith('admin', 'secret')
  expect(find('summary').getAttribute('aria-label')).toBe('账户：admin')
  button('退出登录').click()
  await vi.waitFor(() => expect(document.querySelector('summary')).toBeNull())
})

it('says that name or password is wrong, and forgets the password', async () => {
  const signIn = vi.fn().mockRejectedValue(new ApiError(401, 'sign_in_failed', 'x'))
  app = await mountAt('/sign-in', fakeApi({ signIn }))
  fill('admin', 'wrong')
  await vi.waitFor(() => expect(find('[role=alert]').textContent).toBe('用户名或密码不对。'))
  expect((find('input[name=password]') as HTMLInputElement).value).toBe('')
})

it('never leaves this site', async () => {
  const signIn = vi.fn().mockResolvedValue(undefined)
  app = await mountAt('/sign-in?to=//evil.example/x', fakeApi({ ...gallery, signIn }))
  fill('admin', 'secret')
  await vi.waitFor(() => expect(document.querySelector('.gallery')).not.toBeNull())
})
