import { useEffect } from 'react';
import { lineElementId } from '../live/LineView';
import type { LiveSession } from '../live/LiveSession';
import type { Line } from '../live/transcript';
import type { Playback } from './Playback';
import { momentOf, playingAt } from './recordings';

/** A line of the transcript plays from where it is; the lines being heard are marked, and the newest of them is scrolled to. */
export function useHeardLines(playback: Playback | undefined, live: LiveSession) {
  useEffect(() => {
    if (!playback) return undefined;
    let marked: readonly Element[] = [];
    let keys = '';
    let wasPlaying = false;
    const mark = () => {
      const lines = heard(playback, live.timeline.get().lines);
      const now = lines.map(({ key }) => key).join(' ');
      if (now === keys) return;
      keys = now;
      marked.forEach((element) => element.removeAttribute('data-heard'));
      marked = lines.map(({ key }) => document.getElementById(lineElementId(key))).filter((element) => element !== null);
      marked.forEach((element) => element.setAttribute('data-heard', ''));
      if (playback.state.get().playing) marked.at(-1)?.scrollIntoView({ block: 'nearest' });
    };
    const play = ({ target, detail }: MouseEvent) => {
      if (detail > 1 || !(target instanceof Element) || target.closest('button, a, input, textarea, select, label') || !document.getSelection()?.isCollapsed) return;
      const over = target.closest<HTMLElement>('li[data-seq]');
      const line = over && live.timeline.get().lines.find(({ seq }) => seq === Number(over.dataset['seq']));
      const at = line?.kind === 'speech' ? momentOf(playback.recordings, line.channel, line.segment.start) : undefined;
      wasPlaying = playback.state.get().playing;
      if (at !== undefined) playback.play(at);
    };
    // Whoever corrects a line by a double click did not ask to hear it: what the first click began ends.
    const correct = ({ target }: MouseEvent) => {
      if (!wasPlaying && target instanceof Element && target.closest('li[data-seq]')) playback.pause();
    };
    const stop = playback.state.subscribe(mark);
    document.addEventListener('click', play);
    document.addEventListener('dblclick', correct);
    return () => {
      stop();
      document.removeEventListener('click', play);
      document.removeEventListener('dblclick', correct);
      marked.forEach((element) => element.removeAttribute('data-heard'));
    };
  }, [playback, live]);
}

function heard(playback: Playback, lines: readonly Line[]): Line[] {
  const { playing, at, channel } = playback.state.get();
  if (!playing) return [];
  const sounding = playingAt(playback.recordings, at).filter((recording) => channel === undefined || recording.channel === channel);
  return lines.filter(
    (line) =>
      line.kind === 'speech' &&
      sounding.some((recording) => {
        const seconds = recording.start + at - recording.session_start;
        return recording.channel === line.channel && line.segment.start <= seconds && seconds < line.segment.end;
      }),
  );
}
