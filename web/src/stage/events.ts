/** Typed events: a set of listeners a name, and an unsubscriber from `on`. */
export class Events<M extends object> {
  private readonly listeners = new Map<keyof M, Set<(detail: never) => void>>()

  on<K extends keyof M>(event: K, listener: (detail: M[K]) => void): () => void {
    const set = this.listeners.get(event) ?? new Set()
    this.listeners.set(event, set)
    set.add(listener as (detail: never) => void)
    return () => set.delete(listener as (detail: never) => void)
  }

  /** Whether anybody heard it. A listener that throws does not silence the others. */
  emit<K extends keyof M>(event: K, detail: M[K]): boolean {
    const set = this.listeners.get(event)
    if (!set || set.size === 0) return false
    for (const listener of [...set]) {
      try {
        ;(listener as (detail: M[K]) => void)(detail)
      } catch (cause) {
        console.error(cause)
      }
    }
    return true
  }

  clear(): void {
    this.listeners.clear()
  }
}
