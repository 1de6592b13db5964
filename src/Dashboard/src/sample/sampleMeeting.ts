import { request, send } from '../api/http';
import { readWav, type WavAudio } from './wav';

/** What `GET /api/sample` says of the sample meeting. */
interface SampleIndex {
  title: string;
  /** Seconds. */
  duration: number;
  channels: { channel: string; speaker: string; url: string }[];
}

export interface SampleMeeting {
  title: string;
  duration: number;
  channels: { channel: string; speaker: string; audio: WavAudio }[];
}

/** Fetches the sample meeting's audio, one WAV for each speaker. */
export async function loadSample(): Promise<SampleMeeting> {
  const { title, duration, channels } = await request<SampleIndex>('/api/sample');
  return {
    title,
    duration,
    channels: await Promise.all(
      channels.map(async ({ channel, speaker, url }) => ({ channel, speaker, audio: readWav(await (await send(url)).arrayBuffer()) })),
    ),
  };
}
