// The public HTTP API, as a program with a token or a person with a cookie uses it.
import { createHash } from 'node:crypto'
import { until } from './wait.mjs'

export class Client {
  constructor(url, headers) {
    this.url = url
    this.headers = headers
  }

  static withToken(server) {
    return new Client(server.url, { Authorization: `Bearer ${server.ready.ingestToken}` })
  }

  static async signedIn(server) {
    const { adminUser: user, adminPassword: password } = server.ready
    const anonymous = new Client(server.url, {})
    const { response } = await anonymous.send('POST', '/api/v1/sessions', { json: { user, password } })
    const cookie = response.headers.getSetCookie().map((c) => c.split(';')[0])
    return new Client(server.url, { Cookie: cookie.join('; ') })
  }

  /** Sends, and throws with the problem's code unless the answer is a success. */
  async send(method, path, { json, body, headers = {}, expect } = {}) {
    const sent = json === undefined ? body : JSON.stringify(json)
    const type = json === undefined ? {} : { 'Content-Type': 'application/json' }
    const all = { ...this.headers, ...type, ...headers }
    const response = await fetch(this.url + path, { method, body: sent, headers: all })
    const text = await response.text()
    const data = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text
    const right = expect === undefined ? response.ok : response.status === expect
    if (!right) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`)
    return { response, data, etag: response.headers.get('ETag') }
  }

  readings(scene, readings, extra = {}) {
    return this.send('POST', `/api/v1/scenes/${scene}/readings`, { json: { readings, ...extra } })
  }

  /** Changes the working copy of a document by compare-and-swap. */
  async editDocument(scene, change) {
    const path = `/api/v1/scenes/${scene}/document`
    const { data, etag } = await this.send('GET', `${path}?view=draft`)
    const json = change(structuredClone(data))
    return this.send('PUT', path, { json, headers: { 'If-Match': etag } })
  }

  async publish(scene) {
    const { etag } = await this.send('GET', `/api/v1/scenes/${scene}`)
    return this.send('POST', `/api/v1/scenes/${scene}/publish`, { headers: { 'If-Match': etag } })
  }

  /** A resumable upload (tus 1.0) in parts with checksums; resolves when the asset is ready. */
  async upload(filename, bytes, partSize = 64 * 1024) {
    const encoded = Buffer.from(filename).toString('base64')
    const { response } = await this.send('POST', '/api/v1/uploads', {
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': `filename ${encoded}`,
      },
      expect: 201,
    })
    const location = new URL(response.headers.get('Location'), this.url).pathname
    for (let offset = 0; offset < bytes.length; offset += partSize) {
      await this.part(location, bytes, offset, partSize)
    }
    return this.checked(location)
  }

  async part(location, bytes, offset, partSize) {
    const body = bytes.subarray(offset, offset + partSize)
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': String(offset),
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Checksum': `sha1 ${createHash('sha1').update(body).digest('base64')}`,
    }
    return this.send('PATCH', location, { body, headers, expect: 204 })
  }

  async offset(location) {
    const { response } = await this.send('HEAD', location, { headers: { 'Tus-Resumable': '1.0.0' } })
    return Number(response.headers.get('Upload-Offset'))
  }

  checked(location) {
    return until('the upload to be checked', 30_000, async () => {
      const { data } = await this.send('GET', location)
      if (data.state === 'refused') throw new Error(`the upload was refused: ${JSON.stringify(data.report)}`)
      return data.state === 'ready' && data
    })
  }
}
