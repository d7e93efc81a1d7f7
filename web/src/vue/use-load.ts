import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

export type LoadState = 'loading' | 'ready' | 'failed'

export interface Load<T> {
  state: ShallowRef<LoadState>
  value: ShallowRef<T | null>
  error: ShallowRef<unknown>
  /** Loads (again); a load under way is given up. The former value stays until the new one is there. */
  load(): Promise<void>
}

/** One thing fetched from the server, with its loading and failing; given up when its owner goes. */
export function useLoad<T>(fetchIt: (signal: AbortSignal) => Promise<T>): Load<T> {
  const state = shallowRef<LoadState>('loading')
  const value = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  let running: AbortController | null = null

  async function load() {
    running?.abort()
    const mine = (running = new AbortController())
    state.value = 'loading'
    try {
      const result = await fetchIt(mine.signal)
      if (mine.signal.aborted) return
      value.value = result
      error.value = null
      state.value = 'ready'
    } catch (cause) {
      if (mine.signal.aborted) return
      error.value = cause
      state.value = 'failed'
    }
  }
  onScopeDispose(() => running?.abort())
  return { state, value, error, load }
}
