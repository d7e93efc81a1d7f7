// The real program, on a free port, with its data in a temporary folder.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './wait.mjs'

export const binary = process.env.TWINSTAGE_BIN ?? fileURLToPath(new URL('../../../bin/twinstage', import.meta.url))
/** The least that the demo takes: tests look at behaviour, pictures ask for more. */
const FEW_BUILDINGS = 1000

async function freePort() {
  const probe = createServer()
  await new Promise((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address()
  await new Promise((done) => probe.close(done))
  return port
}

/** `twinstage demo`; `kill` is kill -9, and `start` again finds the same data at the same address. */
export class Server {
  #child = null
  #log = ''

  constructor(data, port, buildings) {
    this.data = data
    this.url = `http://127.0.0.1:${port}`
    this.port = port
    this.buildings = buildings
    /** What ready.json says: url, pid, adminUser, adminPassword, ingestToken. */
    this.ready = null
  }

  static async start({ buildings = FEW_BUILDINGS } = {}) {
    if (!existsSync(binary)) throw new Error(`there is no ${binary}: run make build, or set TWINSTAGE_BIN`)
    const server = new Server(mkdtempSync(join(tmpdir(), 'twinstage-e2e-')), await freePort(), buildings)
    await server.start()
    return server
  }

  async start() {
    const file = join(this.data, 'ready.json')
    const addr = `127.0.0.1:${this.port}`
    rmSync(file, { force: true })
    const args = ['demo', '--data', this.data, '--addr', addr, '--buildings', String(this.buildings)]
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const keep = (bytes) => (this.#log = (this.#log + bytes).slice(-20_000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    await until('the server to be ready', 120_000, () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.#log}`)
      return existsSync(file)
    })
    // Secrets may be told only the first time.
    this.ready = { ...this.ready, ...JSON.parse(readFileSync(file, 'utf8')) }
  }

  /** kill -9: nothing is flushed, nobody is told. */
  async kill() {
    await this.#end('SIGKILL')
  }

  /** Ends the server in order and removes its data. */
  async dispose() {
    await this.#end('SIGTERM')
    rmSync(this.data, { recursive: true, force: true })
  }

  async #end(signal) {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await gone
    clearTimeout(late)
  }

  get log() {
    return this.#log
  }
}
