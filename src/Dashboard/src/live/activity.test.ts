import { describe, expect, it } from 'vitest';
import { activityOf, channelsShown, newsAfter, quietAfter, secondsBehind, secondsShown } from './activity';
import { newChannel } from './channel';
import type { FeedItem, JournalEvent } from './feedItem';
import { emptyTimeline, reduce, type Timeline } from './timeline';

const begin = Date.UTC(2026, 0, 5, 9);
const at = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
const fold = (items: FeedItem[], from: Timeline = emptyTimeline, now = begin) => items.reduce((timeline, item) => reduce(timeline, item, now), from);

const started: JournalEvent = { seq: 1, at: at(0), event: 'session.started', data: {} };
const opened = (seq: number, second: number, channel: string): JournalEvent => ({ seq, at: at(second), event: 'channel.opened', data: { channel, sample_rate: 16000 } });
const closed = (seq: number, second: number, channel: string, duration: number): JournalEvent => ({ seq, at: at(second), event: 'channel.closed', data: { channel, duration } });
const said = (seq: number, second: number, channel: string, end: number): JournalEvent => ({
  seq,
  at: at(second),
  event: 'transcript.segment',
  data: { id: `seg_${seq}`, channel, start: end - 1, end, text: 'hello' },
});
const progress = (channel: string, received: number): FeedItem => ({
  event: 'channel.progress',
  data: { channel, received_offset: received, acked_offset: 0, lag: 0, ack_lag: 0, level: -30 },
});
const when = (timeline: Timeline, second: number) => activityOf(timeline, begin + second * 1000);

describe('activityOf', () => {
  const quietSeconds = quietAfter / 1000;

  it('is the status of a session that is not live', () => {
    expect(when(emptyTimeline, 0)).toBe('created');
    expect(when(fold([started, { seq: 2, at: at(9), event: 'session.ended', data: {} }]), 900)).toBe('ended');
  });

  it('knows a recording that is being transcribed by its channel, however long it takes', () => {
    const uploading = fold([started, opened(2, 0, 'upload-1f2e3d4c.left'), opened(3, 0, 'upload-1f2e3d4c.right')]);
    expect(when(uploading, 0)).toBe('transcribing');
    expect(when(uploading, 600)).toBe('transcribing');
    expect(when(fold([opened(4, 1, 'mic-1')], uploading), 1)).toBe('active');
  });

  it('is quiet once nothing was heard for a while, and live again with the next audio', () => {
    const live = fold([started, opened(2, 5, 'mic-1')]);
    expect(when(live, 5 + quietSeconds)).toBe('active');
    expect(when(live, 6 + quietSeconds)).toBe('quiet');
    const heard = fold([progress('mic-1', 640)], live, begin + 100_000);
    expect(when(heard, 101)).toBe('active');
    expect(when(fold([progress('mic-1', 640)], heard, begin + 200_000), 201)).toBe('quiet');
  });

  it('is quiet when nobody ever sent audio, or everybody has left', () => {
    expect(when(fold([started]), 5)).toBe('active');
    expect(when(fold([started]), 1 + quietSeconds)).toBe('quiet');
    expect(when(fold([started, opened(2, 5, 'mic-1'), closed(3, 60, 'mic-1', 55)]), 61 + quietSeconds)).toBe('quiet');
  });

  it('waits for news on a new connection', () => {
    const greeted = fold([{ event: 'connected', data: { last_seq: 2 } }, started, opened(2, 5, 'mic-1')], emptyTimeline, begin + 500_000);
    expect(when(greeted, 501)).toBe('active');
    expect(when(greeted, 501 + newsAfter / 1000)).toBe('quiet');
  });
});

describe('channelsShown', () => {
  const named = (seq: number, second: number, channel: string, speaker: string): JournalEvent => ({ ...opened(seq, second, channel), data: { channel, speaker, sample_rate: 16000 } } as JournalEvent);
  const names = ({ channels }: Timeline, second: number) => channelsShown(channels, begin + second * 1000).map(({ name }) => name);
  const before = fold([started, named(2, 1, 'mic-ben', 'Ben'), named(3, 5, 'mic-ana', 'Ana')]);

  it('is those that are open, by speaker', () => {
    expect(names(before, 6)).toEqual(['mic-ana', 'mic-ben']);
    expect(names(fold([closed(4, 9, 'mic-ana', 4)], before), 9)).toEqual(['mic-ben']);
  });

  it('is one for somebody who loaded the page again and records anew', () => {
    const back = fold([named(4, 20, 'mic-ana2', 'Ana')], before);
    expect(names(back, 21)).toEqual(['mic-ana2', 'mic-ben']);
  });

  it('is both of two people of one name who are being heard', () => {
    const both = fold([named(4, 20, 'mic-ana2', 'Ana')], before);
    const heard = fold([progress('mic-ana', 640), progress('mic-ana2', 640)], both, begin + 30_000);
    expect(names(heard, 31)).toEqual(['mic-ana', 'mic-ana2', 'mic-ben']);
  });
});

describe('secondsBehind', () => {
  const talking = { ...newChannel('mic-1', 'Ana', 0), heardAt: begin };
  const gone = begin + newsAfter + 1;

  it('is nothing while somebody speaks a long sentence', () => {
    expect(secondsBehind({ ...talking, ackLag: 19.9 }, begin)).toBeUndefined();
  });

  it('is the delay that the server tells of, or a wait that no sentence explains', () => {
    expect(secondsBehind({ ...talking, delayed: true, lag: 4.2, ackLag: 19.9 }, begin)).toBe(4.2);
    expect(secondsBehind({ ...talking, ackLag: 27 }, begin)).toBe(27);
  });

  it('is nothing for the last word of somebody who left, and remains for more than that', () => {
    expect(secondsBehind({ ...talking, delayed: true, lag: 4.2 }, gone)).toBeUndefined();
    expect(secondsBehind({ ...talking, delayed: true, lag: 40 }, gone)).toBe(40);
  });

  it('is nothing for a recording, which nobody waits for word by word', () => {
    expect(secondsBehind({ ...talking, name: 'upload-1f2e3d4c', ackLag: 50 }, begin)).toBeUndefined();
  });
});

describe('secondsShown', () => {
  const shown = (timeline: Timeline, second: number) => secondsShown(timeline, begin + second * 1000);

  it('is the time a session has been live', () => {
    expect(shown(fold([started, opened(2, 1, 'mic-1'), said(3, 4, 'mic-1', 3)]), 65.5)).toBe(65);
  });

  it('is the length of an upload, not the time that transcribing took', () => {
    const uploading = fold([started, opened(2, 0, 'upload-1f2e3d4c'), said(3, 1, 'upload-1f2e3d4c', 42.5)]);
    expect(shown(uploading, 2)).toBe(42);
    expect(shown(fold([closed(4, 3, 'upload-1f2e3d4c', 60.2)], uploading), 900)).toBe(60);
  });
});
