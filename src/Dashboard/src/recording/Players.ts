import type { Recording } from './recordings';

/** Where a recording is found. */
export interface Address {
  url: string;
  /** When it ceases to be good, in epoch milliseconds on this computer's clock. */
  until: number;
}

export interface PlayersOptions {
  /** Where the players stand in the page. */
  place: HTMLElement;
  /** Asked for each player anew. */
  address: (recording: Recording) => Promise<Address>;
  onFail: (failure: unknown) => void;
}

const unreadable = 'The audio can’t be read. Check the connection, and play it again.';

interface Made {
  player: HTMLAudioElement;
  /** When its address ceases to be good. */
  until: number;
}

/** The browser's players of a session's recordings: each is made when it is needed, reads what is heard and some more, and is let go when others are heard. */
export class Players {
  readonly #options: PlayersOptions;
  readonly #made = new Map<string, Made>();
  readonly #coming = new Set<string>();
  #closed = false;

  constructor(options: PlayersOptions) {
    this.#options = options;
  }

  /** One that can sound at once; undefined while its audio is on its way. */
  ready(recording: Recording): HTMLAudioElement | undefined {
    const player = this.#made.get(recording.id)?.player;
    if (!player) void this.#add(recording);
    return player && canSound(player) ? player : undefined;
  }

  /**
   * One that is there already and may read on, before it is put elsewhere or goes on; else the next one gets another address. An address that is not good any more
   * is not tried: the server takes it for a guess.
   */
  usable({ id }: Recording): HTMLAudioElement | undefined {
    const made = this.#made.get(id);
    if (!made) return undefined;
    // One that has not sounded yet was given its address just now, however short that is good.
    if (Date.now() < made.until || made.player.played.length === 0) return made.player;
    this.#drop(id, made.player);
    return undefined;
  }

  start(player: HTMLAudioElement) {
    player.play().catch((failure: unknown) => {
      // What is wrong with the audio itself comes as an event.
      if (!player.error) this.#fail(failure);
    });
  }

  setRate(rate: number) {
    for (const { player } of this.#made.values()) if (player.playbackRate !== rate) player.playbackRate = rate;
  }

  /** Silences all but those of some recordings. Each keeps a connection, of which a browser has few: when there are others to be heard, they are let go. */
  keepOnly(recordings: readonly Recording[]) {
    for (const [id, { player }] of this.#made) {
      if (recordings.some((recording) => recording.id === id)) continue;
      player.pause();
      if (recordings.length > 0) this.#drop(id, player);
    }
  }

  close() {
    this.#closed = true;
    this.#made.forEach(({ player }, id) => this.#drop(id, player));
  }

  async #add(recording: Recording) {
    if (this.#coming.has(recording.id)) return;
    this.#coming.add(recording.id);
    try {
      const { url, until } = await this.#options.address(recording);
      if (this.#closed) return;
      const player = document.createElement('audio');
      player.preload = 'auto';
      player.dataset['channel'] = recording.channel;
      player.addEventListener('error', () => this.#lose(recording.id, player, until));
      player.src = url;
      this.#options.place.append(player);
      this.#made.set(recording.id, { player, until });
    } catch (failure) {
      this.#fail(failure);
    } finally {
      this.#coming.delete(recording.id);
    }
  }

  /** Whoever listens for long without a break has an address that is not good any more: the next player gets another, and goes on where this one was. Anything else is told. */
  #lose(id: string, player: HTMLAudioElement, until: number) {
    if (this.#made.get(id)?.player !== player) return;
    this.#drop(id, player);
    if (Date.now() < until) this.#fail(new Error(unreadable));
  }

  #drop(id: string, player: HTMLAudioElement) {
    this.#made.delete(id);
    player.remove();
    // Else it would go on reading.
    player.removeAttribute('src');
    player.load();
  }

  #fail(failure: unknown) {
    // A pause that came before the sound did is no failure.
    if (this.#closed || (failure instanceof DOMException && failure.name === 'AbortError')) return;
    this.#options.onFail(failure);
  }
}

/** One that plays has to have more than the moment that it is at: else it stands still while the others go on. */
function canSound({ paused, ended, readyState }: HTMLAudioElement): boolean {
  return readyState >= (paused || ended ? HTMLMediaElement.HAVE_CURRENT_DATA : HTMLMediaElement.HAVE_FUTURE_DATA);
}
