import { createApp, type App } from 'vue'
import { createRouter, type RouterHistory } from 'vue-router'
import type { Api } from '../client/api'
import { provideApi } from '../vue/api'
import { createWords } from '../vue/i18n'
import { initialLanguage, provideLanguage } from '../vue/language'
import { createSession, provideSession } from '../vue/session'
import { routes } from './routes'
import VisitorApp from './VisitorApp.vue'

export interface VisitorOptions {
  api: Api
  history: RouterHistory
  storage: Storage
  /** The address' query, for `?lang=`. */
  search: string
  /** Languages the device asks for, best first. */
  device: readonly string[]
}

/** The visitor's app, ready to be mounted: gallery, stage and sign-in. */
export function createVisitor(options: VisitorOptions): App {
  const { api, storage } = options
  const app = createApp(VisitorApp)
  const words = createWords(initialLanguage(options.search, storage, options.device))
  const session = createSession(api)
  app.use(words)
  app.use(
    createRouter({ history: options.history, routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } }),
  )
  provideApi(app, api)
  provideLanguage(app, words, storage)
  provideSession(app, session)
  // A server that cannot be reached says so where the visitor asked for something.
  session.refresh().catch(() => undefined)
  return app
}
