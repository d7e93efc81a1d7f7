import { fileURLToPath, URL } from 'node:url'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** Where `npm run dev` finds the server's API. */
const server = process.env.TWINSTAGE_URL ?? 'http://127.0.0.1:8080'

/** Puts Swagger UI beside the app, for the server's /api/docs. */
function apiDocs(): Plugin {
  const from = fileURLToPath(new URL('./node_modules/swagger-ui-dist', import.meta.url))
  return {
    name: 'twinstage-api-docs',
    apply: 'build',
    async buildStart() {
      for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
        this.emitFile({ type: 'asset', fileName: `api-docs/${name}`, source: await readFile(join(from, name)) })
      }
    },
  }
}

/** Writes `name.gz` beside what shrinks, for the server to send as it is. */
function gzipped(): Plugin {
  return {
    name: 'twinstage-gzip',
    apply: 'build',
    async writeBundle(options, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/^(assets|api-docs)\//.test(fileName) || options.dir === undefined) continue
        const file = join(options.dir, fileName)
        const source = await readFile(file)
        const small = gzipSync(source, { level: 9 })
        if (small.length < source.length * 0.9) await writeFile(`${file}.gz`, small)
      }
    },
  }
}

export default defineConfig({
  base: '/',
  plugins: [vue(), apiDocs(), gzipped()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, ws: true } } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    // The stage (three.js and what it needs) is one lazy chunk of about 1 MB.
    chunkSizeWarningLimit: 1500,
  },
})
