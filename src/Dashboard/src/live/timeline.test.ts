import { describe, expect, it } from 'vitest';
import type { FeedItem, JournalEvent } from './feedItem';
import { emptyTimeline, reduce, type Timeline } from './timeline';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9) + seconds * 1000).toISOString();

/** A short meeting: two channels, the second one joins after 30 s. */
function meeting(): JournalEvent[] {
  return [
    { seq: 1, at: at(0), event: 'session.created', data: { details: { name: 'Weekly call' } } },
    { seq: 2, at: at(0), event: 'session.started', data: {} },
    { seq: 3, at: at(1), event: 'channel.opened', data: { channel: 'a', speaker: 'Ana', sample_rate: 16000 } },
    spoken(4, 'a', 2, 4, 'good morning'),
    { seq: 5, at: at(31), event: 'channel.opened', data: { channel: 'b', speaker: 'Ben', sample_rate: 16000 } },
    spoken(6, 'b', 1, 3, 'hello'),
    spoken(7, 'a', 33, 35, 'let us start'),
    { seq: 8, at: at(40), event: 'transcript.gap', data: { channel: 'b', start: 7, end: 9, reason: 'provider-failed' } },
    { seq: 9, at: at(60), event: 'session.ended', data: {} },
  ];
}

function spoken(seq: number, channel: string, start: number, end: number, text: string): JournalEvent {
  return { seq, at: at(end), event: 'transcript.segment', data: { id: `seg_${seq}`, channel, start, end, text } };
}

const fold = (items: FeedItem[], from: Timeline = emptyTimeline) => items.reduce((timeline, item) => reduce(timeline, item, 0), from);
const texts = ({ lines }: Timeline) => lines.map((line) => (line.kind === 'speech' ? line.segment.text : line.kind === 'gap' ? line.reason : line.kind));

describe('reduce', () => {
  it('folds events to the session they describe', () => {
    const timeline = fold(meeting());
    expect(timeline).toMatchObject({ lastSeq: 9, hole: false, name: 'Weekly call', status: 'ended', speakers: ['Ana', 'Ben'] });
    expect(texts(timeline)).toEqual(['good morning', 'hello', 'let us start', 'provider-failed']);
  });

  it('puts channels that open at different times on one timeline', () => {
    expect(fold(meeting()).lines.map(({ start }) => start)).toEqual([3, 32, 34, 38]);
  });

  it('puts lines that came as text between those that were heard, also where there was no sound before and after a resumption', () => {
    const timeline = fold([
      ...meeting().slice(0, 2),
      spoken(3, 'external', 20, 20, 'typed first'),
      { seq: 4, at: at(30), event: 'channel.opened', data: { channel: 'a', speaker: 'Ana', sample_rate: 16000 } },
      spoken(5, 'a', 1, 2, 'heard'),
      spoken(6, 'external', 45, 45, 'typed then'),
      { seq: 7, at: at(60), event: 'session.ended', data: {} },
      { seq: 8, at: at(61), event: 'transcript.segment', data: { id: 'late', channel: 'external', start: 59, end: 59, text: 'typed last' } },
      { seq: 9, at: at(3600), event: 'session.started', data: {} },
      { seq: 10, at: at(3605), event: 'transcript.segment', data: { id: 'again', channel: 'external', start: 5, end: 5, text: 'typed again' } },
    ]);
    expect(texts(timeline)).toEqual(['typed first', 'heard', 'typed then', 'typed last', 'typed again']);
    expect(timeline.lines.map(({ start }) => start)).toEqual([20, 31, 45, 59, 65]);
  });

  it('keeps the notes that stand, by the time of their observation', () => {
    const note = (id: string, minute: number, version = 1) => ({ id, timestamp: at(minute * 60), content: `${id} ${version}`, type: 'observation' as const, tags: [], created_at: '', updated_at: '', version });
    const timeline = fold([
      { seq: 1, at: at(0), event: 'note.created', data: note('late', 2) },
      { seq: 2, at: at(0), event: 'note.created', data: note('early', 1) },
      { seq: 3, at: at(0), event: 'note.created', data: note('gone', 0) },
      { seq: 4, at: at(0), event: 'note.updated', data: note('late', 2, 2) },
      { seq: 5, at: at(0), event: 'note.deleted', data: { id: 'gone' } },
    ]);
    expect(timeline.notes.map(({ content }) => content)).toEqual(['early 1', 'late 2']);
  });

  it('keeps the limits that were crossed', () => {
    const crossing = { channel: 'p1', number: 1, level: 'warn' as const, previous: 'ok' as const, value: 4, limit: 3, measured_at: at(1), late: false };
    expect(fold([{ seq: 1, at: at(2), event: 'telemetry.limit', data: crossing }]).crossings).toEqual([crossing]);
  });

  it('says where audio is kept no more, until people switch it on again', () => {
    const changed = (seq: number, record: boolean): JournalEvent => ({ seq, at: at(45), event: 'session.updated', data: { details: { name: 'Weekly call', record } } });
    const full = fold([...meeting().slice(0, 8), changed(9, true), { seq: 10, at: at(45), event: 'recording.full', data: { channel: 'b', from: 4.5, limit: 100 } }]);
    expect(full).toMatchObject({ record: false, full: true });
    expect(texts(full)).toEqual(['good morning', 'hello', 'let us start', 'unkept', 'provider-failed']);
    expect(full.lines[3]).toMatchObject({ speaker: 'Ben', start: 35.5, end: 35.5 });
    expect(fold([changed(11, false)], full)).toMatchObject({ record: false, full: true });
    expect(fold([changed(11, true)], full)).toMatchObject({ record: true, full: false });
  });

  it('knows when it was last changed whether audio is kept, also when it is as before', () => {
    const changed = (seq: number, record: boolean): JournalEvent => ({ seq, at: at(45), event: 'session.updated', data: { details: { name: 'Weekly call', record } } });
    const before = fold(meeting().slice(0, 8));
    const full = fold([changed(9, true), { seq: 10, at: at(45), event: 'recording.full', data: { channel: 'b', from: 4.5, limit: 100 } }], before);
    expect([before, full].map(({ record, recordSeq }) => [record, recordSeq])).toEqual([
      [false, 0],
      [false, 10],
    ]);
    expect(fold([changed(11, false)], full).recordSeq).toBe(10);
    expect(fold([changed(11, true), changed(12, true)], full).recordSeq).toBe(11);
  });

  it('knows when each line was said', () => {
    expect(fold(meeting()).lines.map((line) => line.at)).toEqual([at(3), at(1), at(34), at(38)].map((time) => Date.parse(time)));
  });

  it('ignores every replay, also of the whole history', () => {
    const once = fold(meeting());
    expect(fold([...meeting(), ...meeting()], once)).toBe(once);
    const doubled = meeting().flatMap((item) => [item, item]);
    expect(fold(doubled)).toEqual(once);
  });

  it('comes to the same state from any split with overlap', () => {
    const all = meeting();
    for (let cut = 1; cut <= all.length; cut += 1) {
      const resumed = fold([{ event: 'connected', data: { last_seq: 9 } }, ...all.slice(Math.max(0, cut - 3))], fold(all.slice(0, cut)));
      expect({ ...resumed, historySeq: -1 }).toEqual(fold(all));
    }
  });

  it('refuses an event that leaves a hole and says so until the hole is filled', () => {
    const all = meeting();
    const before = fold(all.slice(0, 3));
    const early = fold([all[4]!, all[5]!], before);
    expect(early).toEqual({ ...before, hole: true });
    expect(fold(all.slice(3), early)).toEqual(fold(all));
  });

  it.each([
    ['upload-1f2e3d4c', 'Recording'],
    ['upload-1f2e3d4c.left', 'Recording, left'],
    ['mic', 'Speaker'],
    ['room-7', 'room-7'],
  ])('calls a speaker without a name on channel %s %j', (channel, speaker) => {
    const timeline = fold([{ seq: 1, at: at(0), event: 'channel.opened', data: { channel, sample_rate: 16000 } }]);
    expect(timeline.speakers).toEqual([speaker]);
  });

  it('counts an event it does not know', () => {
    const unknown = { seq: 1, at: at(0), event: 'note.added', data: {} } as unknown as JournalEvent;
    expect(fold([unknown]).lastSeq).toBe(1);
  });

  it('keeps lines in spoken order when a channel is transcribed late', () => {
    const opened = meeting().slice(0, 3);
    const timeline = fold([...opened, spoken(4, 'a', 10, 12, 'second'), spoken(5, 'a', 5, 7, 'first'), spoken(6, 'a', 10, 11, 'third')]);
    expect(texts(timeline)).toEqual(['first', 'second', 'third']);
  });

  it('goes on with the clock where a resumed session left off', () => {
    const day = 86_400;
    const timeline = fold([
      ...meeting(),
      { seq: 10, at: at(day), event: 'session.started', data: {} },
      { seq: 11, at: at(day + 5), event: 'channel.opened', data: { channel: 'c', speaker: 'Ana', sample_rate: 16000 } },
      spoken(12, 'c', 1, 2, 'again'),
    ]);
    expect(timeline.status).toBe('active');
    expect(timeline.lines.at(-1)?.start).toBe(66);
    const ms = (seconds: number) => Date.parse(at(seconds));
    expect(timeline.stretches).toEqual([{ from: ms(0), to: ms(60) }, { from: ms(day) }]);
  });
});

describe('live signals', () => {
  const opened = fold(meeting().slice(0, 3));
  const partial = (text: string, start: number, end: number): FeedItem => ({
    event: 'transcript.partial',
    data: { channel: 'a', speaker: 'Ana', text, start, end },
  });
  const shown = (timeline: Timeline) => timeline.channels['a']?.partial?.text;

  it('shows a partial until its final is there', () => {
    const speaking = fold([partial('good', 2, 2.5), partial('good morn', 2, 3)], opened);
    expect(shown(speaking)).toBe('good morn');
    expect(shown(fold([spoken(4, 'a', 2, 4, 'good morning')], speaking))).toBeUndefined();
  });

  it('takes a partial back that turned out to be nothing', () => {
    expect(shown(fold([partial('hm', 2, 3), partial('', 2, 3)], opened))).toBeUndefined();
  });

  it('keeps the partial of the next utterance when the final of the one before arrives', () => {
    expect(shown(fold([partial('and now', 4.5, 5), spoken(4, 'a', 2, 4, 'good morning')], opened))).toBe('and now');
  });

  it('ignores a partial that a final already covers', () => {
    expect(shown(fold([spoken(4, 'a', 2, 4, 'good morning'), partial('good morn', 2, 3)], opened))).toBeUndefined();
  });

  it('changes neither the sequence nor the record', () => {
    const after = fold([partial('x', 1, 2), { event: 'channel.progress', data: { channel: 'a', received_offset: 9, acked_offset: 3, lag: 1.5, ack_lag: 4.5, level: -20 } }], opened);
    expect(after).toMatchObject({ lastSeq: 3, lines: [] });
    expect(after.channels['a']).toMatchObject({ lag: 1.5, ackLag: 4.5, level: -20 });
  });

  it('keeps the newest value of each channel that is measured', () => {
    const latest = (channel: string, value: number): FeedItem => ({ event: 'telemetry.latest', data: { channel, value, timestamp: at(value) } });
    const measured = fold([latest('p1', 1), latest('p2', 5), latest('p1', 2)], opened);
    expect([measured.latest['p1']?.value, measured.latest['p2']?.value, measured.lastSeq]).toEqual([2, 5, 3]);
  });

  it('forgets what was live on the old connection', () => {
    const reconnected = fold([partial('good', 2, 3), { event: 'connected', data: { last_seq: 3 } }], opened);
    expect(shown(reconnected)).toBeUndefined();
  });

  it('shows a channel as open again when audio arrives after it was closed', () => {
    const progress = (received: number): FeedItem => ({
      event: 'channel.progress',
      data: { channel: 'a', received_offset: received, acked_offset: 0, lag: 0, ack_lag: 0, level: -30 },
    });
    const closed = fold([progress(100), { seq: 4, at: at(9), event: 'channel.closed', data: { channel: 'a', duration: 8 } }], opened);
    expect(closed.channels['a']?.open).toBe(false);
    expect(fold([progress(100)], closed).channels['a']?.open).toBe(false);
    expect(fold([progress(200)], closed).channels['a']?.open).toBe(true);
  });
});

describe('transcription delay', () => {
  it('is known from its event until the recovery', () => {
    const delayed = fold([...meeting().slice(0, 3), { seq: 4, at: at(9), event: 'transcription.delayed', data: { channel: 'a', lag: 12 } }]);
    expect(delayed.channels['a']).toMatchObject({ delayed: true, lag: 12 });
    const recovered = fold([{ seq: 5, at: at(20), event: 'transcription.recovered', data: { channel: 'a' } }], delayed);
    expect(recovered.channels['a']?.delayed).toBe(false);
  });
});
