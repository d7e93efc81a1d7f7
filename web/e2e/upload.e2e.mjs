// A model's way onto the stage: tus upload (interrupted by kill -9), document, publish, open.
import { Client } from './harness/api.mjs'
import { openPage, openStage, stageStats } from './harness/browser.mjs'
import { boxGlb } from './harness/glb.mjs'
import { Server } from './harness/server.mjs'
import { assert, assertEqual } from './harness/wait.mjs'

export default async function upload(t) {
  const server = await Server.start()
  t.after(() => server.dispose())
  const { page, complaints, close } = await openPage(t.browser, server.url)
  t.after(close)
  const glb = boxGlb()
  let asset

  await t.step('an upload goes on after kill -9, and is checked', async () => {
    const first = Client.withToken(server)
    const filename = Buffer.from('tower.glb').toString('base64')
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(glb.length),
      'Upload-Metadata': `filename ${filename}`,
    }
    const { response } = await first.send('POST', '/api/v1/uploads', { headers, expect: 201 })
    const location = new URL(response.headers.get('Location'), server.url).pathname
    await first.part(location, glb, 0, 700)
    await server.kill()
    await server.start()
    const second = Client.withToken(server)
    assertEqual(await second.offset(location), 700, 'the acknowledged part')
    await second.part(location, glb, 700, glb.length)
    asset = await second.checked(location)
    assert(asset.asset && asset.version >= 1, JSON.stringify(asset))
  })

  await t.step('what is broken is refused with a sentence, and the page of its asset does not exist', async () => {
    const client = Client.withToken(server)
    const refused = await client.upload('broken.glb', glb.subarray(0, 300)).catch((cause) => cause)
    assert(refused instanceof Error && /refused/.test(refused.message), `it was ${JSON.stringify(refused)}`)
  })

  await t.step('a document takes it in, is published, and the stage shows it', async () => {
    const editor = await Client.signedIn(server)
    await editor.editDocument('sandbox', (document) => ({
      ...document,
      layers: [
        ...document.layers,
        {
          id: 'test-tower',
          name: { zh: '测试塔', en: 'Test tower' },
          asset: asset.asset,
          version: asset.version,
          kind: 'model',
          placement: { enu: [620, -60, 0] },
        },
      ],
    }))
    await editor.publish('sandbox')
    const asked = page.waitForResponse((r) => r.url().includes(`/api/v1/assets/${asset.asset}/`))
    await openStage(page, `${server.url}/s/sandbox?quality=low&time=12:00`)
    assertEqual((await asked).status(), 200, 'the file')
    assertEqual(await page.locator('[data-test=missing]').count(), 0, 'missing layers')
    const shown = (await stageStats(page)).drawCalls
    await page.locator('[data-test=dock-layers]').click()
    await page.getByText('测试塔').click()
    await page.waitForFunction((n) => window.__twinstage.stage.stats().drawCalls < n, shown)
  })

  await t.step('nothing was complained about, and nothing left the origin', () =>
    assertEqual(complaints, [], 'complaints'),
  )
}
