/**
 * How long to wait before the next attempt to connect: doubling, with jitter
 * over the upper half so that a thousand viewers do not return in the same
 * moment after a restart.
 */
export class Backoff {
  private attempt = 0

  constructor(
    private readonly random: () => number = Math.random,
    private readonly firstMs = 500,
    private readonly longestMs = 15_000,
  ) {}

  next(): number {
    const ceiling = Math.min(this.firstMs * 2 ** this.attempt, this.longestMs)
    this.attempt++
    return ceiling * (0.5 + 0.5 * this.random())
  }

  reset(): void {
    this.attempt = 0
  }
}
