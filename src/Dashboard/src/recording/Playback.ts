import { messageOf } from '../api/http';
import { Store } from '../state/store';
import { accompany, type Accompanied } from './accompany';
import { Players, type PlayersOptions } from './Players';
import { endOf, nextSound, playingAt, type Recording } from './recordings';

export interface PlaybackState {
  playing: boolean;
  /** Audio is on its way. */
  loading: boolean;
  /** Seconds on the session's clock. */
  at: number;
  /** Where the last recording ends. */
  end: number;
  /** 0.5 … 2. */
  rate: number;
  /** The channel that is heard; undefined: all of them, in step. */
  channel: string | undefined;
  error: string | undefined;
  /** It goes along with something that has the only say in where it is and whether it plays. */
  led: boolean;
}

/** How far (s) channels may come apart before one is put back in step: less than people hear as an echo of each other. */
const slack = 0.15;
const tick = 100;

/** Plays a session's recordings on the session's clock, several channels in step; where nothing was recorded it goes on to what was. Or it goes along with a replay. */
export class Playback {
  readonly state = new Store<PlaybackState>({ playing: false, loading: false, at: 0, end: 0, rate: 1, channel: undefined, error: undefined, led: false });

  readonly #players: Players;
  #recordings: readonly Recording[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param place Where the players stand in the page. */
  constructor(place: HTMLElement, address: PlayersOptions['address']) {
    this.#players = new Players({ place, address, onFail: (failure) => this.#fail(failure) });
  }

  get recordings() {
    return this.#recordings;
  }

  show(recordings: readonly Recording[]) {
    this.#recordings = recordings.filter(({ here }) => here);
    const { at } = this.state.get();
    this.state.update({ end: endOf(this.#recordings), at: at || (nextSound(this.#recordings, 0) ?? 0) });
  }

  play(at = this.state.get().at) {
    if (this.state.get().led) return;
    const from = nextSound(this.#heard(), at) ?? nextSound(this.#heard(), 0);
    if (from === undefined) return;
    this.seek(from);
    this.#players.setRate(this.state.get().rate);
    this.state.update({ playing: true, error: undefined });
    this.#timer ??= setInterval(() => this.#step(), tick);
    this.#step();
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#players.keepOnly([]);
    this.state.update({ playing: false, loading: false });
  }

  seek(at: number) {
    this.state.update({ at });
    for (const recording of playingAt(this.#recordings, at)) {
      const player = this.#players.usable(recording);
      if (player) player.currentTime = at - recording.session_start;
    }
    if (this.state.get().playing) this.#step();
  }

  setRate(rate: number) {
    this.state.update({ rate });
    this.#players.setRate(rate);
  }

  setChannel(channel: string | undefined) {
    this.state.update({ channel });
    if (this.state.get().playing) this.#step();
  }

  /** Sounds as something else on the page says, from now on and each time that it says more; undefined: by itself again, from where it was. */
  goAlong(position: Accompanied | undefined) {
    const { led, error } = this.state.get();
    if (led !== (position !== undefined)) {
      this.pause();
      this.state.update({ led: !led, error: undefined });
    }
    // What failed is not tried ten times a second.
    else if (error !== undefined) return;
    if (position) accompany(this.#heard(), this.#players, position);
  }

  close() {
    this.pause();
    this.#players.close();
  }

  #heard() {
    const { channel } = this.state.get();
    return channel === undefined ? this.#recordings : this.#recordings.filter((recording) => recording.channel === channel);
  }

  #step() {
    const { at } = this.state.get();
    const sounding = playingAt(this.#heard(), at);
    this.#players.keepOnly(sounding);
    if (sounding.length === 0) {
      const next = nextSound(this.#heard(), at);
      if (next === undefined) this.pause();
      else this.seek(next);
      return;
    }
    // All wait for the last one to be there: else the first would be ahead.
    const players = sounding.map((recording) => ({ recording, player: this.#players.ready(recording) }));
    const loading = players.some(({ player }) => player === undefined);
    this.state.update({ loading });
    if (loading) {
      players.forEach(({ player }) => player?.pause());
      return;
    }
    this.#keepInStep(players as { recording: Recording; player: HTMLAudioElement }[]);
  }

  #keepInStep(players: readonly { recording: Recording; player: HTMLAudioElement }[]) {
    const leading = players.find(({ player }) => !player.paused && !player.seeking) ?? players[0]!;
    const { recording, player } = leading;
    const now = player.ended ? recording.session_start + recording.duration : player.paused ? this.state.get().at : recording.session_start + player.currentTime;
    this.#players.setRate(this.state.get().rate);
    for (const one of players) {
      const wanted = now - one.recording.session_start;
      if (Math.abs(one.player.currentTime - wanted) > slack && wanted < one.recording.duration) one.player.currentTime = wanted;
      if (one.player.paused && !one.player.ended) this.#players.start(one.player);
    }
    this.state.update({ at: now });
  }

  #fail(failure: unknown) {
    this.pause();
    this.state.update({ error: messageOf(failure) });
  }
}
