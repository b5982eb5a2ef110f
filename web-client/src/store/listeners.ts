/**
 * Tells each listener. What they listen to has happened already, so one that fails must not make it look undone, nor keep
 * the others from hearing of it.
 */
export function tell<T>(listeners: Iterable<(news: T) => void>, news: T): void {
  for (const listener of listeners) {
    try {
      listener(news);
    } catch (failure) {
      console.error('A listener has failed', failure);
    }
  }
}
