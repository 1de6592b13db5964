/** Tells everything that waits to reach the server that somebody signed in again. */
export const signedInEvent = 'meetingintel:signed-in';

/** Events of the window after which waiting makes no sense any more. */
export const retryEvents = ['online', signedInEvent] as const;

const steps = [250, 500, 1000, 2000, 4000, 5000];
const longest = 5000;

/** A connection that lasted this long was a good one; a shorter one may be the server refusing in a loop. */
const goodAfter = 3000;

/**
 * Waiting times between attempts to reach the server: short at first, about 5 s at most, spread so that pages do not return in one wave.
 * Of all connections of the page that wait, one tries and the others follow once it got through: a server that is away is asked by one.
 */
export class Backoff {
  static readonly #waiting = new Set<Backoff>();

  #attempt = 0;
  #connectedAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: () => void = () => undefined;
  /** When this one's own waiting time is over. */
  #due = 0;

  /** Calls `retry` after the next waiting time; an earlier waiting call is dropped. */
  schedule(retry: () => void) {
    if (this.#connectedAt !== undefined && Date.now() - this.#connectedAt >= goodAfter) this.#attempt = 0;
    this.#connectedAt = undefined;
    const step = steps[Math.min(this.#attempt, steps.length - 1)] ?? longest;
    this.#attempt += 1;
    this.#retry = retry;
    this.#due = Date.now() + step * (0.8 + Math.random() * 0.4);
    this.#wait(this.#due, () => this.#probe());
  }

  /** The server answered: whoever has waited long enough goes now; and if it goes on like this, the next trouble starts with short waits again. */
  connected() {
    this.#connectedAt = Date.now();
    Backoff.#letOthersGo();
  }

  /** Tries no more, so nobody needs to wait for what comes of it. */
  cancel() {
    this.#leave();
    Backoff.#letOthersGo();
  }

  static #letOthersGo() {
    Backoff.#waiting.forEach((other) => other.#wait(other.#due, () => other.#go()));
  }

  #wait(until: number, then: () => void) {
    clearTimeout(this.#timer);
    Backoff.#waiting.add(this);
    this.#timer = setTimeout(then, Math.max(0, until - Date.now()));
  }

  #leave() {
    clearTimeout(this.#timer);
    Backoff.#waiting.delete(this);
  }

  #go() {
    this.#leave();
    this.#retry();
  }

  /** Tries, and holds the others back; should nothing be heard of it, the next one tries. */
  #probe() {
    const patience = Date.now() + longest * 1.5;
    Backoff.#waiting.forEach((other) => other.#wait(Math.max(other.#due, patience), () => other.#probe()));
    this.#go();
  }
}
