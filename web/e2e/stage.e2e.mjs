// The main job: live values move on stage, a card explains them, and a killed
// server takes nothing acknowledged with it.
import { AxeBuilder } from '@axe-core/playwright'
import { Client } from './harness/api.mjs'
import { atRest, labelShows, liveStatus, openPage, openStage, stageStats } from './harness/browser.mjs'
import { Server } from './harness/server.mjs'
import { assert, assertEqual, until } from './harness/wait.mjs'

/** From the moment a supplier sends, on a stage that is at rest. */
const VISIBLE_WITHIN_MS = 500
const ROUNDS = 5

export default async function stage(t) {
  const server = await Server.start()
  t.after(() => server.dispose())
  const { page, complaints, close } = await openPage(t.browser, server.url)
  t.after(close)
  const supplier = Client.withToken(server)
  const push = (value) => supplier.readings('sandbox', [{ indicator: 'pm25.plaza', value }])

  await t.step('a simulated scene moves, and says that it is simulated', async () => {
    await openStage(page, `${server.url}/s/city-pulse?quality=low`)
    const before = await page.evaluate(() => window.__twinstage.connection.board.version)
    await until('values to move', 30_000, () =>
      page.evaluate((v) => window.__twinstage.connection.board.version > v + 3, before),
    )
    const stats = await stageStats(page)
    assertEqual(stats.originsShown, ['simulated'], 'origins named')
    assert(/swiftshader|llvmpipe|angle/i.test(stats.renderer), `renderer ${stats.renderer}`)
    assert(stats.triangles > 10_000, `${stats.triangles} triangles`)
    await page.locator('[data-origin=simulated]').waitFor()
    return `${stats.triangles} triangles, ${stats.drawCalls} draw calls`
  })

  await t.step('a reading is on its label within 500 ms', async () => {
    await openStage(page, `${server.url}/s/sandbox?quality=low`)
    await push(11.1)
    await labelShows(page, 'pm25.plaza', '11.1')
    const ages = []
    for (let k = 0; k < ROUNDS; k++) {
      await atRest(page) // drawn in software, a frame in hand would be what is measured
      const shown = labelShows(page, 'pm25.plaza', `2${k}.5`)
      const sent = Date.now()
      await push(20.5 + k)
      ages.push((await shown) - sent)
    }
    ages.sort((a, b) => a - b)
    // The middle round: any one may find the only core busy with something else.
    assert(ages[ROUNDS >> 1] <= VISIBLE_WITHIN_MS, `label changes took ${ages.join()} ms`)
    return `${ages.join()} ms`
  })

  await t.step('the card says value, level, since, source, origin, age and the rule', async () => {
    await push(160)
    await labelShows(page, 'pm25.plaza', '160.0')
    const { x, y, width, height } = (await stageStats(page)).labels.find((l) => l.key === 'pm25.plaza')
    const canvas = await page.locator('[data-test=stage]').boundingBox()
    await page.mouse.click(canvas.x + x + width / 2, canvas.y + y + height / 2)
    const card = page.locator('[data-test=card]')
    await card.waitFor()
    await card.locator('[data-test=rule]').waitFor()
    await card.locator('[data-test=card-value]').getByText('160.0').waitFor()
    const text = await card.innerText()
    for (const part of ['广场 PM2.5', '160.0', 'µg/m³', '告警', '起始', '来源', '数据时间', '实时', '低于 35.0']) {
      assert(text.includes(part), `the card lacks “${part}”:\n${text}`)
    }
    await push(12)
    await card.locator('[data-test=card-value]').getByText('12.0').waitFor()
  })

  await t.step('the page is accessible (axe: no violation)', async () => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assertEqual(
      violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`),
      [],
      'violations',
    )
    await page.keyboard.press('Escape')
    await page.locator('[data-test=card]').waitFor({ state: 'detached' })
  })

  await t.step('nothing was complained about, and nothing left the origin', () =>
    assertEqual(complaints, [], 'complaints'),
  )

  await t.step(
    'kill -9 and a restart: the stage says so, recovers by itself, and nothing acknowledged is gone',
    async () => {
      const editor = await Client.signedIn(server)
      const { data: edited } = await editor.editDocument('sandbox', (d) => ({
        ...d,
        title: { ...d.title, en: 'Edited' },
      }))
      assert(edited, 'the edit was answered')
      const { data: answer } = await push(77.7)
      assertEqual(answer.accepted, 1, 'accepted')
      await server.kill()
      await until('the stage to say that it is offline', 20_000, async () => (await liveStatus(page)) === 'offline')
      await page.locator('[data-origin=offline]').waitFor()
      assert((await stageStats(page)).labels.length > 0, 'the labels stay')
      await server.start()
      await until('the stage to be live again', 40_000, async () => (await liveStatus(page)) === 'live')
      await labelShows(page, 'pm25.plaza', '77.7')
      const { data: now } = await (
        await Client.signedIn(server)
      ).send('GET', '/api/v1/scenes/sandbox/document?view=draft')
      assertEqual(now.title.en, 'Edited', 'the edit')
      await Client.withToken(server).readings('sandbox', [{ indicator: 'pm25.plaza', value: 31.3 }])
      await labelShows(page, 'pm25.plaza', '31.3')
    },
  )
}
