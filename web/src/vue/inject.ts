import { inject, type InjectionKey } from 'vue'

/** What the app provides under `key`; a missing provider is a mistake in the program, said at once. */
export function use<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error(`nothing provides ${String(key.description)}`)
  return value
}
