import { existsSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumArgs, chromiumPath } from './chromium.mjs'

const shared = {
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
}
const executablePath = chromiumPath(existsSync)

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: { name: 'unit', environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Software WebGL on few cores: one page at a time.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 640, height: 360 },
            api: { host: '127.0.0.1' },
            provider: playwright({
              launchOptions: {
                ...(executablePath ? { executablePath } : {}),
                chromiumSandbox: false,
                args: chromiumArgs,
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
