/** What a browser's player tells and is told. */
export class FakePlayer extends EventTarget {
  paused = true;
  ended = false;
  seeking = false;
  readyState = 4;
  playbackRate = 1;
  currentTime = 0;
  played = { length: 0 };
  preload = '';
  src: string | undefined = '';
  error: object | null = null;
  /** What becomes of it when it is to play. */
  outcome: Promise<void> = Promise.resolve();
  readonly dataset = {};

  play() {
    this.paused = false;
    this.played.length = 1;
    return this.outcome;
  }

  pause() {
    this.paused = true;
  }

  load() {
    this.pause();
  }

  remove() {
    this.pause();
  }

  removeAttribute(name: 'src') {
    this[name] = undefined;
  }

  /** The network, or the server, gives it no more. */
  fail() {
    this.error = { code: 2 };
    this.dispatchEvent(new Event('error'));
  }
}

/** What players look for in a browser, with what is made of it. */
export function fakeBrowser() {
  const made: FakePlayer[] = [];
  return {
    made,
    globals: {
      HTMLMediaElement: { HAVE_CURRENT_DATA: 2, HAVE_FUTURE_DATA: 3 },
      document: {
        createElement: () => {
          const player = new FakePlayer();
          made.push(player);
          return player;
        },
      },
    },
  };
}
