/** How long to wait before the next attempt: twice as long each time, and never at the same time as everybody else. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly first = 1_000,
    private readonly longest = 300_000,
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * The pause behind another failure, in milliseconds.
   *
   * @param asked what the server has asked for by Retry-After; it is never undercut
   */
  next(asked: number | null = null): number {
    const ceiling = Math.min(this.longest, this.first * 2 ** this.failures);
    this.failures++;
    const pause = ceiling / 2 + (ceiling / 2) * this.random();
    return asked === null ? pause : asked + pause / 10;
  }

  reset(): void {
    this.failures = 0;
  }
}
