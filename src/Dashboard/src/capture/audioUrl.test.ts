import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { audioUrl } from './audioUrl';

const format = { sessionId: 'sess_1', channel: 'mic', speaker: 'Ana', sampleRate: 16_000 };

beforeEach(() => vi.stubGlobal('location', { protocol: 'https:', host: 'example.org' }));
afterEach(() => vi.unstubAllGlobals());

it('carries a ticket where there is one, and no other proof of who sends', () => {
  const url = new URL(audioUrl(format, 4000, 'ticket_1'));
  expect([url.protocol, url.searchParams.get('ticket'), url.searchParams.get('offset')]).toEqual(['wss:', 'ticket_1', '4000']);
  expect([...new URL(audioUrl(format, undefined)).searchParams.keys()]).toEqual(['channel', 'encoding', 'sample_rate', 'channels', 'speaker']);
});
