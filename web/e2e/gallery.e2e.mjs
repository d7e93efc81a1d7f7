// The gallery at `/`: scenes, sectors, search, both languages, phone and wall, signing in.
import { AxeBuilder } from '@axe-core/playwright'
import { openPage } from './harness/browser.mjs'
import { Server } from './harness/server.mjs'
import { assert, assertEqual, until } from './harness/wait.mjs'

const titles = (page) => page.locator('.card h2').allTextContents()
const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

export default async function gallery(t) {
  const server = await Server.start()
  t.after(() => server.dispose())
  const { page, complaints, close } = await openPage(t.browser, server.url)
  t.after(close)

  await t.step('lists the published scenes, in Chinese', async () => {
    await page.goto(server.url)
    await page.waitForSelector('.card')
    const shown = await titles(page)
    assert(shown.length >= 4, `${shown.length} scenes`)
    assert(
      shown.every((title) => /\p{Script=Han}/u.test(title)),
      shown.join(),
    )
    assertEqual(await page.locator('html').getAttribute('lang'), 'zh-CN', 'language')
    return `${shown.length} scenes`
  })

  await t.step('filters by sector and links to what it shows', async () => {
    const all = (await titles(page)).length
    await page.getByRole('button', { name: /^工业/ }).click()
    await until('fewer scenes', 5000, async () => (await titles(page)).length < all)
    assert(page.url().includes('sector=industry'), page.url())
    await page.getByRole('button', { name: /^全部/ }).click()
    await until('all scenes', 5000, async () => (await titles(page)).length === all)
  })

  await t.step('searches in Chinese and by pinyin, and says when there is nothing', async () => {
    for (const text of ['沙盒', 'shahe']) {
      await page.getByRole('searchbox').fill(text)
      await until(`${text} to be found`, 10_000, async () => (await titles(page)).join() === '两江沙盒')
    }
    await page.getByRole('searchbox').fill('没有这样的场景')
    await page.getByText('没有符合条件的场景').waitFor()
    await page.getByRole('button', { name: '查看全部场景' }).click()
    await until('all scenes', 5000, async () => (await titles(page)).length >= 4)
  })

  await t.step('speaks English, and still does after a reload', async () => {
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Scenes', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Scenes', exact: true }).waitFor()
    await page.getByRole('button', { name: '中文' }).click()
  })

  await t.step('can be used by keyboard', async () => {
    await page.locator('.card').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/s\//)
    await page.goBack()
    await page.waitForSelector('.card')
  })

  await t.step('fits a phone and a wall', async () => {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 3840, height: 2160 },
    ]) {
      await page.setViewportSize(viewport)
      await page.waitForSelector('.card')
      assert(!(await overflows(page)), `scrolls sideways at ${viewport.width}`)
      const size = await page
        .locator('.card h2')
        .first()
        .evaluate((h) => parseFloat(getComputedStyle(h).fontSize))
      assert(viewport.width < 1000 ? size >= 16 : size >= 28, `${size} px at ${viewport.width}`)
    }
    await page.setViewportSize({ width: 960, height: 540 })
  })

  await t.step('is accessible (axe: no violation)', async () => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assertEqual(
      violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`),
      [],
      'violations',
    )
  })

  await t.step('signs the administrator in and out', async () => {
    await page.getByRole('link', { name: '登录' }).click()
    await page.getByLabel('用户名').fill(server.ready.adminUser)
    await page.getByLabel('密码').fill('wrong')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('密码').fill(server.ready.adminPassword)
    await page.getByRole('button', { name: '登录' }).click()
    await page.locator('summary').click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByRole('link', { name: '登录' }).waitFor()
  })

  await t.step('complained only about the wrong password, and never left the origin', () => {
    const others = complaints.filter((c) => !c.includes('401'))
    assertEqual(others, [], 'complaints')
    assertEqual(complaints.length, 1, 'refused sign-ins')
  })
}
