/** What tabs of one browser tell each other; never a token. */
export type TabNews = 'signed-in' | 'signed-out';

const channelName = 'meetingintel.identity';

/** Runs something while no other tab does. Where the browser has no locks (an address without https), only this tab is in order. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  const { locks } = globalThis.navigator ?? {};
  // The lock's own type loses that it gives back what the work gives.
  return locks ? (locks.request('meetingintel.refresh', work) as Promise<T>) : work();
}

/** Tells other tabs, and hears from them. */
export class Tabs {
  #channel: BroadcastChannel | undefined;

  listen(hear: (news: TabNews) => void) {
    this.#channel ??= new BroadcastChannel(channelName);
    this.#channel.onmessage = ({ data }) => hear(data as TabNews);
  }

  tell(news: TabNews) {
    this.#channel?.postMessage(news);
  }
}
