import type { DocumentKey } from '../store/LocalStorageService.ts';

/** Whether there is a network, as far as the device knows. */
export interface Connectivity {
  readonly online: boolean;
  /** Calls when the network comes back; gives the way to stop it. */
  onOnline(listener: () => void): () => void;
}

/** What tabs tell each other. */
export type TabMessage =
  /** Documents changed in the database. */
  | { readonly kind: 'changed'; readonly keys: readonly DocumentKey[] }
  /** There is something to push. */
  | { readonly kind: 'queued' };

/** The other tabs of this browser. */
export interface Tabs {
  post(message: TabMessage): void;
  onMessage(listener: (message: TabMessage) => void): () => void;
  close(): void;
}

export class BrowserConnectivity implements Connectivity {
  constructor(private readonly target: EventTarget & { readonly navigator: { readonly onLine: boolean } } = window) {}

  get online(): boolean {
    return this.target.navigator.onLine;
  }

  onOnline(listener: () => void): () => void {
    this.target.addEventListener('online', listener);
    return () => {
      this.target.removeEventListener('online', listener);
    };
  }
}

/** For a program that finds out by asking, such as a desktop client. */
export const ALWAYS_ONLINE: Connectivity = { online: true, onOnline: () => () => undefined };

export class BroadcastTabs implements Tabs {
  private readonly channel: BroadcastChannel;

  constructor(name: string) {
    this.channel = new BroadcastChannel(name);
  }

  post(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  onMessage(listener: (message: TabMessage) => void): () => void {
    const handler = (event: MessageEvent<TabMessage>): void => {
      listener(event.data);
    };
    this.channel.addEventListener('message', handler);
    return () => {
      this.channel.removeEventListener('message', handler);
    };
  }

  close(): void {
    this.channel.close();
  }
}

/** For one tab alone, or a browser without BroadcastChannel: there the leader looks at the queue by itself. */
export class NoTabs implements Tabs {
  post(): void {
    // Nobody is there.
  }

  onMessage(): () => void {
    return () => undefined;
  }

  close(): void {
    // Nothing is open.
  }
}
