// Real files that nobody here made: imported by the command line, placed by a
// document, shown on the stage, with a recorded series playing in the scene.
import { execFile, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from './harness/api.mjs'
import { labelShows, openPage, openStage, stageStats } from './harness/browser.mjs'
import { binary, Server } from './harness/server.mjs'
import { assert, assertEqual } from './harness/wait.mjs'

const run = promisify(execFile)
const text = (zh, en) => ({ zh, en })

/** glTF 1.0: the official validator refuses it, and so do we, saying how to mend it. */
const REFUSED = 'CesiumTexturedBox.glb'

function sampleFiles(folder) {
  const inFolder = (name, ending) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith(ending))
      .map((file) => join(folder, name, file))
  return [...inFolder('models', '.glb'), ...inFolder('tilesets', '.3tz')]
}

/** Where tileset.3tz lies on the globe; the other samples have no place of their own. */
const PLACE = { lon: -75.6121, lat: 40.0425, height: 0 }

/** What brings a sample to some twenty metres beside the others. */
const SCALES = { 'xr-controller.glb': 300, 'implicit.3tz': 60 }

function layerOf({ file, asset, version }, index) {
  const tileset = file.endsWith('.3tz')
  const scale = SCALES[basename(file)]
  return {
    id: `sample-${index}`,
    asset,
    version,
    kind: tileset ? 'tileset' : 'model',
    ...(scale && { placement: { enu: [index * 110 - 80, -160, 10], scale } }),
  }
}

const sampleDocument = (document, layers) => ({
  ...document,
  title: text('样例', 'Samples'),
  origin: PLACE,
  environment: { timeOfDay: '11:00', weather: 'clear' },
  layers,
  anchors: [{ id: 'gate', point: [0, 0, 20] }],
  indicators: [
    {
      key: 'speed',
      name: text('车速', 'Speed'),
      kind: 'number',
      unit: 'mph',
      precision: 0,
      anchor: 'gate',
      leaseSeconds: 600,
      audience: 'public',
    },
  ],
  overlays: [{ id: 'traffic', name: text('交通', 'Traffic'), style: 'label', indicators: ['speed'], visible: true }],
  viewpoints: [
    { id: 'all', name: text('全景', 'All'), camera: { enu: [30, -380, 190], lookAt: [10, -30, 10], fovDeg: 45 } },
  ],
})

export default async function samples(t) {
  const folder = process.env.TWINSTAGE_SAMPLES
  if (!folder) {
    console.log('note samples: set TWINSTAGE_SAMPLES to the folder of sample files to try them')
    return
  }
  const server = await Server.start()
  t.after(() => server.dispose())
  const { page, complaints, close } = await openPage(t.browser, server.url)
  t.after(close)
  const access = ['--url', server.url, '--token', server.ready.ingestToken]
  const accepted = []

  await t.step('import takes the models and tilesets, and says how to mend what is glTF 1.0', async () => {
    for (const file of sampleFiles(folder)) {
      const { stdout } = await run(binary, ['import', file, ...access]).catch((cause) => cause)
      const line = JSON.parse(stdout)
      if (file.endsWith(REFUSED)) {
        assertEqual(line.state, 'refused', file)
        assertEqual(line.report.issues.messages[0].code, 'GLB_INVALID_VERSION', file)
        assert(line.report.findings[0].remedy.zh, `${file} is refused without a remedy`)
      } else {
        assertEqual(line.state, 'ready', file)
        accepted.push(line)
      }
    }
    return `${accepted.length} accepted`
  })

  await t.step('a document places them, and the stage shows all of them', async () => {
    const editor = await Client.signedIn(server)
    await editor.send('POST', '/api/v1/scenes', {
      json: { slug: 'samples', title: text('样例', 'Samples'), sector: 'education' },
    })
    await editor.editDocument('samples', (document) => sampleDocument(document, accepted.map(layerOf)))
    await editor.publish('samples')
    await openStage(page, `${server.url}/s/samples?quality=low`)
    assertEqual(await page.locator('[data-test=missing]').count(), 0, 'missing layers')
    const { triangles, tiles } = await stageStats(page)
    assert(triangles > 1000 && tiles.visible > 0 && tiles.failed === 0, JSON.stringify({ triangles, tiles }))
    return `${triangles} triangles, ${tiles.visible} tiles`
  })

  await t.step('feed plays a recorded series into the scene', async () => {
    const csv = join(folder, 'feeds', 'speed_7578.csv')
    const feed = spawn(binary, [
      'feed',
      '--scene',
      'samples',
      '--indicator',
      'speed',
      '--csv',
      csv,
      '--speed',
      '600',
      ...access,
    ])
    t.after(() => feed.kill('SIGINT'))
    await labelShows(page, 'speed', 'mph')
    await page.locator('[data-origin=recorded]').waitFor()
    await page.screenshot({ path: fileURLToPath(new URL('../test-results/samples.png', import.meta.url)) })
  })

  await t.step('nothing was complained about, and nothing left the origin', () =>
    assertEqual(complaints, [], 'complaints'),
  )
}
