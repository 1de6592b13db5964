import { messageOf, type ApiError } from '../api/http';

const tooLarge = 'This file is larger than the server takes. Saved as MP3 or M4A it needs far less room.';
const unreadable = 'The server can’t read this file. Saved as MP3, M4A or WAV it may work.';

/** By the server's stable code: what a refusal means to somebody who chose a file. Of other codes the server's own words do. */
const refusals: Record<string, string> = {
  'request.too-large': tooLarge,
  'audio.too-large': tooLarge,
  'audio.too-long': 'This recording is longer than the server takes. Cut it into parts and upload these.',
  'audio.empty': 'There is no sound in this file.',
  'audio.not-audio': 'This is no audio or video file that can be read. MP3, M4A, WAV, WebM and most others can.',
  'audio.truncated': 'This file breaks off before its sound begins. Perhaps it was not copied to its end.',
  'audio.damaged': unreadable,
  'audio.decoder-failed': unreadable,
  'audio.decoder-missing': 'This server can’t read recordings yet: whoever runs it has to install its decoder (ffmpeg).',
  'upload.busy': 'The server is transcribing as many recordings as it can. Try again in a moment.',
  'server.stopping': 'The server is being restarted. Upload the file again in a moment.',
  'server.overloaded': 'The server has too much to do right now. Upload the file again in a moment.',
  'session.ended': 'The session has ended. Resume it, or upload the file on the page of all sessions.',
  'session.not-found': 'The session of this upload does not exist any more.',
  'session.too-many-channels': 'So many recordings are in this session that there is no room for one more. Upload the file on the page of all sessions.',
};

/** By code: why only a part of a file was transcribed. */
const warnings: Record<string, string> = {
  'audio.truncated': 'The file breaks off before its end: what it holds is transcribed.',
  'audio.damaged': 'The file is damaged: what could be read of it is transcribed.',
};

/** Why a file was not transcribed, for people; a proxy that finds it too large has no code for that. */
export function refusalOf(error: ApiError): string {
  const code = error.code ?? (error.status === 413 ? 'request.too-large' : '');
  return refusals[code] ?? messageOf(error);
}

/** Why only a part of a file was transcribed, for people. */
export function warningOf({ code, message }: { code: string; message: string }): string {
  return warnings[code] ?? message;
}
