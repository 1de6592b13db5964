const steps = [250, 500, 1000, 2000, 4000, 5000];

/** A connection that lasted this long was a good one; a shorter one may be the server refusing in a loop. */
const goodAfter = 3000;

/** Waiting times between attempts to reach the server: short at first, about 5 s at most, spread so that pages do not return in one wave. */
export class Backoff {
  #attempt = 0;
  #connectedAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls `retry` after the next waiting time; an earlier waiting call is dropped. */
  schedule(retry: () => void) {
    this.cancel();
    if (this.#connectedAt !== undefined && Date.now() - this.#connectedAt >= goodAfter) this.#attempt = 0;
    this.#connectedAt = undefined;
    const step = steps[Math.min(this.#attempt, steps.length - 1)] ?? 5000;
    this.#attempt += 1;
    this.#timer = setTimeout(retry, step * (0.8 + Math.random() * 0.4));
  }

  /** The server answered: if it goes on like this, the next trouble starts with short waits again. */
  connected() {
    this.#connectedAt = Date.now();
  }

  cancel() {
    clearTimeout(this.#timer);
  }
}
