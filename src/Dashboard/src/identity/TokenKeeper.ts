import { ApiError } from '../api/http';
import type { TokenAnswer } from './authApi';

export interface TokenKeeperOptions {
  /** Exchanges the cookie for a new token, in the organisation with this id. */
  refresh: (organizationId: string | undefined) => Promise<TokenAnswer>;
  /** Runs something while no other tab of this browser does: the cookie can be used once. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether a refreshed token is for whom this tab works; the cookie may be somebody else's by now. */
  accepts: (answer: TokenAnswer) => boolean;
  onTaken: (answer: TokenAnswer) => void;
  /** They are not a member any more of the organisation that this tab worked in. */
  onRemoved: () => void;
  /** No new token is to be had: somebody has to sign in. */
  onRefused: () => void;
}

/** Refreshed so long before it expires. */
const ahead = 60_000;
/** A token that is about to expire could do so on the way. */
const onTheWay = 10_000;
const retryAfter = 10_000;

interface Held {
  value: string;
  /** Epoch milliseconds on this computer's clock. */
  expiresAt: number;
}

/** Holds the access token, in memory only, and keeps it fresh. One refresh at a time, however many ask. */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  #held: Held | undefined;
  /** Where this tab works, also when another one works elsewhere; it outlasts a token that was refused. */
  #organizationId: string | undefined;
  #renewing: Promise<string | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows whenever somebody signs in or out: what was asked before counts no more. */
  #era = 0;

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
  }

  /** A token that the server will take; undefined when there is none. Fails when the server can't be asked. */
  async bearer(): Promise<string | undefined> {
    if (!this.#held || Date.now() < this.#held.expiresAt - onTheWay) return this.#held?.value;
    return this.renew(this.#held.value);
  }

  /** Another token than the one that was refused; undefined when somebody has to sign in. Fails when the server can't be asked. */
  renew(refused: string | undefined): Promise<string | undefined> {
    if (this.#held && this.#held.value !== refused) return Promise.resolve(this.#held.value);
    this.#renewing ??= this.#refresh().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Somebody signed in. */
  take(answer: TokenAnswer) {
    this.#era += 1;
    this.#hold(answer);
  }

  /** Works in another organisation from now on; when that fails, nothing has changed. */
  async switchTo(organizationId: string) {
    const era = this.#era;
    const answer = await this.#options.alone(() => this.#options.refresh(organizationId));
    if (era === this.#era) this.take(answer);
  }

  drop() {
    this.#era += 1;
    this.#held = undefined;
    clearTimeout(this.#timer);
  }

  async #refresh(): Promise<string | undefined> {
    const era = this.#era;
    const over = () => era !== this.#era;
    try {
      const answer = await this.#options.alone(() => this.#options.refresh(this.#organizationId));
      if (over()) return this.#held?.value;
      if (!this.#options.accepts(answer)) return this.#refuse();
      return this.#hold(answer);
    } catch (error) {
      if (over()) return this.#held?.value;
      const status = error instanceof ApiError ? error.status : 0;
      if (status === 404 && this.#organizationId !== undefined) {
        // The server says where else there is a place.
        this.#organizationId = undefined;
        this.#options.onRemoved();
        return this.#refresh();
      }
      if (status === 401 || status === 403) return this.#refuse();
      throw error;
    }
  }

  #refuse() {
    this.drop();
    this.#options.onRefused();
    return undefined;
  }

  #hold(answer: TokenAnswer): string {
    const value = answer.access_token;
    const lifetime = answer.expires_in * 1000;
    this.#held = { value, expiresAt: Date.now() + lifetime };
    this.#organizationId = answer.organization.id;
    this.#refreshIn(Math.max(lifetime - ahead, lifetime / 2));
    this.#options.onTaken(answer);
    return value;
  }

  /** Ahead of time, a server that is away costs nothing yet: it is asked again. Later the next request does. */
  #refreshIn(wait: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const held = this.#held;
      if (!held) return;
      this.renew(held.value).catch(() => {
        if (this.#held === held && Date.now() < held.expiresAt) this.#refreshIn(retryAfter);
      });
    }, wait);
  }
}
