/** One typed event: `on` returns the unsubscriber, `emit` tells everybody. */
export class Signal<T> {
  private readonly listeners = new Set<(detail: T) => void>()

  on(listener: (detail: T) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  emit(detail: T): void {
    for (const listener of [...this.listeners]) listener(detail)
  }
}
