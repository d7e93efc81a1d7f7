// Pictures of the running product. Every run takes them, into test-results/;
// `npm run images` keeps them: docs/images for the README, and the posters that
// the demo's scenes are listed with (built into the program the next time).
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from './harness/api.mjs'
import { openPage, openStage } from './harness/browser.mjs'
import { Server } from './harness/server.mjs'
import { assert, assertEqual, until } from './harness/wait.mjs'

const DESK = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 844 }
const POSTER = { width: 960, height: 540 }
/** A JPEG of one flat colour has a twentieth of this. */
const LEAST_BYTES = 40_000
/** The demo refuses to be built with a larger poster. */
const POSTER_BYTES = 400_000

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Quick pictures are enough to see that they can be taken; those that are kept are taken with care. */
function plan(keep) {
  return keep
    ? {
        images: here('../../docs/images'),
        posters: here('../../cmd/twinstage/demo/posters'),
        quality: 'high',
        buildings: 5000,
      }
    : {
        images: here('../test-results/images'),
        posters: here('../test-results/posters'),
        quality: 'low',
        buildings: 1000,
      }
}

async function shoot(page, path) {
  // Tiles fade in, cards slide in and labels settle after the layers are there; at full quality a frame takes a second.
  await page.waitForTimeout(path.includes('test-results') ? 1500 : 8000)
  await page.screenshot({ path, type: 'jpeg', quality: 84, timeout: 120_000 })
  const { size } = statSync(path)
  assert(size > LEAST_BYTES, `${path} has only ${size} bytes: is it blank?`)
  return `${Math.round(size / 1000)} kB`
}

/** Waits until the scene's first values are on it. */
async function withValues(page) {
  await until('values', 60_000, () =>
    page.evaluate(() => window.__twinstage.stage.stats().labels.some((l) => l.visible && /\d/.test(l.text))),
  )
}

export default async function screenshots(t) {
  const { images, posters, quality, buildings } = plan(t.keepImages)
  for (const folder of [images, posters]) mkdirSync(folder, { recursive: true })
  const server = await Server.start({ buildings })
  t.after(() => server.dispose())
  const { page, complaints, close } = await openPage(t.browser, server.url, { viewport: DESK })
  t.after(close)
  const stage = (scene, query = '') => openStage(page, `${server.url}/s/${scene}?quality=${quality}${query}`)

  await t.step('the gallery', async () => {
    await page.goto(server.url)
    await page.waitForSelector('.card')
    return shoot(page, `${images}/gallery.jpg`)
  })

  const pictures = [
    ['night', 'two-rivers', '&kiosk=1&time=22:00'],
    ['day', 'two-rivers', '&kiosk=1&time=10:30'],
    ['park', 'smart-park', '&kiosk=1'],
  ]
  for (const [name, scene, query] of pictures) {
    await t.step(name, async () => {
      await stage(scene, query)
      await withValues(page)
      return shoot(page, `${images}/${name}.jpg`)
    })
  }

  await t.step('a card open', async () => {
    await stage('city-pulse')
    await withValues(page)
    await page.locator('[data-test^=row-]').first().click()
    await page.locator('[data-test=card] [data-test=card-value]').waitFor()
    return shoot(page, `${images}/card.jpg`)
  })

  await t.step('a phone, upright', async () => {
    await page.goto('about:blank') // two stages drawn in software would starve each other
    const phone = await openPage(t.browser, server.url, { viewport: PHONE, hasTouch: true, isMobile: true })
    try {
      await openStage(phone.page, `${server.url}/s/two-rivers?quality=${quality}&time=20:30`)
      await withValues(phone.page)
      const note = await shoot(phone.page, `${images}/phone.jpg`)
      assertEqual(phone.complaints, [], 'complaints')
      return note
    } finally {
      await phone.close()
    }
  })

  await t.step('a poster of every scene', async () => {
    const { data } = await new Client(server.url, {}).send('GET', '/api/v1/scenes')
    await page.setViewportSize(POSTER)
    // Quick runs see one; taking all says nothing more about the program.
    const wanted = t.keepImages ? data.items : data.items.slice(0, 1)
    for (const { slug } of wanted) {
      await stage(slug, '&kiosk=1')
      if (slug !== 'sandbox') await withValues(page)
      await shoot(page, `${posters}/${slug}.jpg`)
      assert(statSync(`${posters}/${slug}.jpg`).size <= POSTER_BYTES, `the poster of ${slug} is too large`)
    }
    return `${wanted.length} of ${data.items.length}`
  })

  await t.step('nothing was complained about, and nothing left the origin', () =>
    assertEqual(complaints, [], 'complaints'),
  )
}
