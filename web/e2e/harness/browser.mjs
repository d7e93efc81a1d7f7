// The system's Chromium, watched: console errors and requests that leave the
// server's origin are failures unless a test expects them.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { chromiumArgs, chromiumPath } from '../../chromium.mjs'
import { until } from './wait.mjs'

/** A stage at low quality settles so fast in software that waiting longer means something is wrong. */
const STAGE_MS = 120_000

export async function launch() {
  const executablePath = chromiumPath(existsSync)
  if (!executablePath) throw new Error('no Chromium found: install chromium, or set TWINSTAGE_CHROMIUM')
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: chromiumArgs })
}

/** A page of its own context, and what it complained about. */
export async function openPage(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 960, height: 540 }, locale: 'zh-CN', ...options })
  const page = await context.newPage()
  const complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    const own = url.startsWith(origin) || url.startsWith(origin.replace('http', 'ws')) || /^(data|blob):/.test(url)
    if (!own) complaints.push(`left the origin: ${url}`)
  })
  return { page, context, complaints, close: () => context.close() }
}

/** Opens a scene's stage and waits until its layers have settled. */
export async function openStage(page, url) {
  await page.goto(url)
  await page.waitForSelector('[data-test=stage][data-state=ready]', { timeout: STAGE_MS })
}

export const stageStats = (page) => page.evaluate(() => window.__twinstage.stage.stats())

export const liveStatus = (page) => page.evaluate(() => window.__twinstage.connection.status)

/** Waits until a label's text holds `part`, and returns when (server's and page's clock are the same machine's). */
export async function labelShows(page, key, part, timeout = 15_000) {
  const wanted = { key, part }
  const handle = await page.waitForFunction(
    ({ key, part }) => {
      const labels = window.__twinstage?.stage?.stats().labels ?? []
      return labels.some((label) => label.key === key && label.text.includes(part)) && Date.now()
    },
    wanted,
    { timeout, polling: 10 },
  )
  return handle.jsonValue()
}

/** Waits until the stage has drawn nothing for half a second: a scene without change costs no frames. */
export async function atRest(page) {
  let [frames, since] = [-1, Date.now()]
  await until('the stage to come to rest', 30_000, async () => {
    const { frames: now } = await stageStats(page)
    if (now !== frames) [frames, since] = [now, Date.now()]
    return Date.now() - since > 500
  })
}
