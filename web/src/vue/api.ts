import type { App, InjectionKey } from 'vue'
import type { Api } from '../client/api'
import { use } from './inject'

const key: InjectionKey<Api> = Symbol('api')

export function provideApi(app: App, api: Api): void {
  app.provide(key, api)
}

export const useApi = (): Api => use(key)
