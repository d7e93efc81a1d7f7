// Runs every *.e2e.mjs here in sequence, each with a server of its own and one
// browser for all: `node e2e/run.mjs [--keep-images] [name…]`.
// A file's default export is (t) => {…}; each t.step is a line, and a failed
// step ends its file.
import { readdirSync } from 'node:fs'
import { launch } from './harness/browser.mjs'

const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const files = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.e2e.mjs') && (names.length === 0 || names.some((name) => file.startsWith(name))))
  .sort()

let passed = 0
let failed = 0
const browser = await launch()

for (const file of files) {
  const suite = file.replace('.e2e.mjs', '')
  const cleanups = []
  const t = {
    browser,
    keepImages: process.argv.includes('--keep-images'),
    /** Runs when the file is done, whether it passed or not; the last one first. */
    after: (cleanup) => cleanups.unshift(cleanup),
    async step(name, run) {
      const start = Date.now()
      try {
        const note = await run()
        passed++
        console.log(`ok   ${suite}: ${name}${note ? ` (${note})` : ''} ${Date.now() - start} ms`)
      } catch (cause) {
        failed++
        console.log(`FAIL ${suite}: ${name}\n     ${cause.stack ?? cause}`)
        throw Object.assign(cause, { told: true })
      }
    },
  }
  try {
    const { default: run } = await import(new URL(file, import.meta.url).href)
    await run(t)
  } catch (cause) {
    if (!cause.told) {
      failed++
      console.log(`FAIL ${suite}: ${cause.stack ?? cause}`)
    }
  }
  for (const cleanup of cleanups) await cleanup()
}

await browser.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
