import { readonly, shallowRef, type App, type DeepReadonly, type InjectionKey, type Ref } from 'vue'
import type { Api, Me } from '../client/api'
import { use } from './inject'

export interface Session {
  /** null: nobody, or not known yet. */
  me: DeepReadonly<Ref<Me | null>>
  refresh(): Promise<void>
  signIn(user: string, password: string): Promise<void>
  signOut(): Promise<void>
}

const key: InjectionKey<Session> = Symbol('session')

export function createSession(api: Api): Session {
  const me = shallowRef<Me | null>(null)
  async function refresh() {
    me.value = await api.me()
  }
  return {
    me: readonly(me),
    refresh,
    async signIn(user, password) {
      await api.signIn(user, password)
      await refresh()
    },
    async signOut() {
      await api.signOut()
      me.value = null
    },
  }
}

export function provideSession(app: App, session: Session): void {
  app.provide(key, session)
}

export const useSession = (): Session => use(key)
