export interface AudioChannelFormat {
  sessionId: string;
  channel: string;
  speaker: string;
  sampleRate: number;
}

/** The raw audio socket's address for 16-bit mono PCM. */
export function audioUrl({ sessionId, channel, speaker, sampleRate }: AudioChannelFormat, offset: number | undefined, ticket?: string): string {
  const params = new URLSearchParams({
    channel,
    encoding: 'linear16',
    sample_rate: String(sampleRate),
    channels: '1',
  });
  if (speaker) params.set('speaker', speaker);
  if (offset !== undefined) params.set('offset', String(offset));
  if (ticket !== undefined) params.set('ticket', ticket);
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/ws/sessions/${encodeURIComponent(sessionId)}/audio?${params}`;
}
