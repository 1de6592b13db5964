import { ApiError, messageOf, passes, signedOut } from '../api/http';
import { Backoff, signedInEvent } from '../api/backoff';
import { mayRenew, type Credentials } from '../api/credentials';
import { Store } from '../state/store';
import type * as authApi from './authApi';
import type { AuthConfig, Organization, TokenAnswer } from './authApi';
import { knownUser, meFromServer, meFromToken, mustSignInAgain, removedFrom, type IdentityState } from './identityState';
import type { TabNews, Tabs } from './tabs';
import { TokenKeeper } from './TokenKeeper';

export interface IdentityParts {
  api: Pick<typeof authApi, 'getConfig' | 'getTicket' | 'refresh' | 'signIn' | 'signOut' | 'whoAmI'>;
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  tabs: Pick<Tabs, 'listen' | 'tell'>;
  mark: { has: () => boolean; set: (signedIn: boolean) => void };
  /** Loads the page anew, at its beginning unless it is to stay where it is: nothing of whoever was signed in is kept in memory. */
  startOver: (stay: boolean) => void;
}

export interface StartOptions {
  shared: SharedSession | undefined;
  /** The link is of no use any more: whoever came with it is here as themselves. */
  forgetShare?: (shared: SharedSession) => void;
  /** Whether this tab holds audio that would be lost with it. */
  holdsAudio: () => boolean;
}

export interface SharedSession {
  sessionId: string;
  token: string;
}

/** Whether the server does not take a share link any more. */
const endsLink = (error: unknown) => error instanceof ApiError && mayRenew(error);

const signInAgain = 'You are signed out. Sign in again to go on.';

/** Whom this tab works for, and what it shows to the server as proof. The only place that knows tokens. */
export class Identity implements Credentials {
  readonly state = new Store<IdentityState>({ status: 'starting', trouble: undefined });

  readonly #parts: IdentityParts;
  readonly #keeper: TokenKeeper;
  readonly #backoff = new Backoff();
  #shareToken: string | undefined;
  /** Where they belonged until the last refresh but one. */
  #removedFrom: Organization | undefined;
  /** They leave by themselves, and need not be told. */
  #leaving = false;
  #whenRemoved: (from: Organization) => void = () => undefined;
  #config: AuthConfig = { auth_required: true, sign_up: 'invited', initialized: true };

  constructor(parts: IdentityParts) {
    this.#parts = parts;
    this.#keeper = new TokenKeeper({
      refresh: parts.api.refresh,
      alone: parts.alone,
      accepts: ({ user }) => {
        const me = knownUser(this.state.get());
        return !me || me.id === user.id;
      },
      onTaken: (answer) => this.#taken(answer),
      onRemoved: () => this.#removed(),
      onRefused: () => this.#expire(),
    });
  }

  /** Finds out who is there: whoever holds a share link, is signed in, or needs not to be. */
  async start({ shared, forgetShare, holdsAudio }: StartOptions) {
    if (shared && !(await this.#comesAsThemselves(shared))) {
      this.#shareToken = shared.token;
      this.state.set({ status: 'guest', sessionId: shared.sessionId, over: false });
      return;
    }
    this.#parts.tabs.listen((news) => void this.#hear(news, holdsAudio));
    if (shared) forgetShare?.(shared);
    else await this.#look();
  }

  /** Calls once as soon as somebody is known who may use the whole page. */
  whenKnown(then: () => void) {
    const look = () => {
      if (this.state.get().status !== 'known') return false;
      forget();
      then();
      return true;
    };
    let forget = () => {};
    if (!look()) forget = this.state.subscribe(look);
  }

  /** Calls with the organisation that somebody has just been removed from: what this tab does there has no end to wait for. */
  whenRemoved(then: (from: Organization) => void) {
    this.#whenRemoved = then;
  }

  /** They have read it. */
  dismissRemoval() {
    const state = this.state.get();
    if (state.status === 'known') this.state.set({ ...state, removedFrom: undefined });
  }

  /**
   * Who has to sign in again goes on in the same organisation, as long as they belong to it.
   * @param invitation Is accepted with it.
   */
  async signIn(email: string, password: string, invitation?: string) {
    const { signIn } = this.#parts.api;
    const organizationId = knownUser(this.state.get())?.organization.id;
    const answer = await signIn(email, password, organizationId, invitation).catch((error: unknown) => {
      if (organizationId === undefined || !(error instanceof ApiError && error.status === 404)) throw error;
      // Not a member any more: the server says where else there is a place.
      return signIn(email, password, undefined, invitation);
    });
    this.#keeper.take(answer);
    this.#parts.tabs.tell('signed-in');
  }

  /** @param stay Whoever comes next goes on at this address. */
  async signOut({ everywhere = false, stay = false } = {}) {
    await this.#parts.api.signOut(everywhere).catch((error: unknown) => {
      // Whoever is not signed in any more has what they asked for.
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    });
    this.forget(stay);
  }

  /** Nobody is signed in any more, in any tab. */
  forget(stay = false) {
    this.#keeper.drop();
    this.#parts.mark.set(false);
    this.#parts.tabs.tell('signed-out');
    this.#parts.startOver(stay);
  }

  switchTo(organizationId: string): Promise<void> {
    return this.#keeper.switchTo(organizationId);
  }

  /** Takes over what changed about the person: a name, a role. */
  async refreshMe() {
    await this.#keeper.renew(await this.#keeper.bearer());
  }

  /** They have just left the organisation that they work in: goes on where else they belong, or starts over. */
  async left() {
    this.#leaving = true;
    try {
      if (await this.#keeper.renew(await this.#keeper.bearer())) return;
    } finally {
      this.#leaving = false;
    }
    this.forget();
  }

  async bearer(): Promise<string | undefined> {
    const state = this.state.get();
    if (state.status === 'guest') return this.#shareToken;
    if (state.status !== 'known' || state.me.kind === 'development') return undefined;
    const bearer = state.expired ? undefined : await this.#keeper.bearer();
    if (!bearer) throw new ApiError(signInAgain, 401, signedOut);
    return bearer;
  }

  async renew(refused: string | undefined): Promise<string | undefined> {
    const state = this.state.get();
    if (state.status === 'guest') {
      this.state.set({ ...state, over: true });
      return undefined;
    }
    if (state.status !== 'known') return undefined;
    if (state.me.kind === 'user') return state.expired ? undefined : this.#keeper.renew(refused);
    // The server asks for credentials now, which it did not before.
    await this.#look();
    return undefined;
  }

  /** Whoever is no administrator any more is offered only what they may do now, which comes with another token. */
  forbidden() {
    const state = this.state.get();
    if (knownUser(state)?.role === 'admin' && !mustSignInAgain(state)) void this.refreshMe().catch(() => undefined);
  }

  /** Whether whoever calls has nothing to show: nobody has to sign in here. */
  get open(): boolean {
    const state = this.state.get();
    return state.status === 'known' && state.me.kind === 'development';
  }

  /**
   * What opens the next socket; undefined where none is needed. Fails like any request.
   * @param refused The server closed the last socket because it did not know, or no longer knew, who opened it.
   */
  async ticket(refused = false): Promise<string | undefined> {
    if (this.open) {
      if (refused) await this.#look();
      return undefined;
    }
    return (await this.#parts.api.getTicket()).ticket;
  }

  async #look() {
    const { api, mark } = this.#parts;
    try {
      const config = await api.getConfig();
      this.#config = config;
      if (mark.has() && (await this.#keeper.renew(undefined))) return;
      mark.set(false);
      this.state.set(config.auth_required ? { status: 'anonymous', config } : await this.#unknown(config));
    } catch (error) {
      if (this.state.get().status === 'starting') this.state.set({ status: 'starting', trouble: messageOf(error) });
      if (passes(error)) this.#backoff.schedule(() => void this.#look());
    }
  }

  /** Whoever is signed in, and belongs to the organisation of the session, may do more there than its link lets them. */
  async #comesAsThemselves({ token }: SharedSession): Promise<boolean> {
    const { api, mark } = this.#parts;
    if (!mark.has()) return false;
    try {
      this.#config = await api.getConfig();
      const { org_id: organizationId } = await api.whoAmI(token);
      await this.#keeper.switchTo(organizationId);
      return true;
    } catch (error) {
      // The link is over: then it is for whoever is signed in to see the session, if they may.
      if (endsLink(error)) return (await this.#keeper.renew(undefined).catch(() => undefined)) !== undefined;
      return false;
    }
  }

  /** Nobody signed in, where nobody has to. */
  async #unknown(config: AuthConfig): Promise<IdentityState> {
    try {
      return { status: 'known', config, me: meFromServer(await this.#parts.api.whoAmI()), expired: false };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return { status: 'anonymous', config };
      throw error;
    }
  }

  #taken(answer: TokenAnswer) {
    const before = this.state.get();
    const from = this.#removedFrom ?? removedFrom(before);
    this.#removedFrom = undefined;
    this.#parts.mark.set(true);
    this.state.set({
      status: 'known',
      config: this.#config,
      me: meFromToken(answer),
      expired: false,
      removedFrom: from?.id === answer.organization.id ? undefined : from,
    });
    if (mustSignInAgain(before)) globalThis.dispatchEvent?.(new Event(signedInEvent));
  }

  #removed() {
    const from = knownUser(this.state.get())?.organization;
    if (!from || this.#leaving) return;
    this.#removedFrom = from;
    this.#whenRemoved(from);
  }

  #expire() {
    const state = this.state.get();
    if (state.status !== 'known' || !knownUser(state) || this.#leaving) return;
    this.state.set({ ...state, expired: true, removedFrom: this.#removedFrom });
  }

  /** Another tab of this browser changed who is signed in. */
  async #hear(news: TabNews, holdsAudio: () => boolean) {
    const state = this.state.get();
    if (news === 'signed-in' && (state.status === 'anonymous' || mustSignInAgain(state))) {
      await this.#keeper.renew(undefined).catch(() => undefined);
    } else if (news === 'signed-out' && knownUser(state)) {
      this.#keeper.drop();
      if (holdsAudio()) this.#expire();
      // Whoever signs in again finds what they looked at.
      else this.#parts.startOver(true);
    }
  }
}
