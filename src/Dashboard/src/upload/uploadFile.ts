import { credentials, mayRenew } from '../api/credentials';
import { ApiError, messageOf } from '../api/http';
import { fileSize } from '../ui/format';
import { sendOnce } from './sendOnce';
import { refusalOf } from './uploadErrors';

export type UploadStage = 'upload' | 'decode' | 'transcribe';

/** Bytes of a recording that the server takes (`RequestLimits.Recording`): a larger one is not even sent. */
export const largestRecording = 512 * 1024 * 1024;

export interface UploadEvents {
  /** The session that the transcript goes into; known before the transcript is. */
  onSession: (sessionId: string) => void;
  /** How far a stage is, 0…1. */
  onProgress: (stage: UploadStage, done: number) => void;
  /** Transcribed. */
  onDone: (outcome: UploadOutcome) => void;
  /** Failed; the message is for people. */
  onError: (message: string) => void;
}

export interface UploadOutcome {
  /** No speech was found. */
  silent: boolean;
  /** Why only a part of the file was transcribed, for people. */
  warning: string | undefined;
}

export interface UploadRequest {
  file: File;
  /** Where the transcript goes; a new session when absent. */
  sessionId: string | undefined;
}

/** Sends a file to be transcribed and follows the work line by line. Returns a call that cancels it. */
export function uploadFile(upload: UploadRequest, events: UploadEvents, makeRequest = () => new XMLHttpRequest()): () => void {
  if (upload.file.size > largestRecording) {
    events.onError(`This file is too large: a recording can have up to ${fileSize(largestRecording)}. Saved as MP3 or M4A it needs far less room.`);
    return () => {};
  }
  let settled = false;
  let running: XMLHttpRequest | undefined;
  const settle = (report: () => void) => {
    if (settled) return;
    settled = true;
    report();
  };
  const fail = (error: unknown) => settle(() => events.onError(error instanceof ApiError ? refusalOf(error) : messageOf(error)));
  const attempt = (bearer: string | undefined, refused: (problem: ApiError) => void) => {
    if (settled) return;
    running = makeRequest();
    sendOnce(running, bearer, upload, { ...events, refused, settle, fail });
  };
  /** Who sends may have to be proven anew, once. */
  const again = (bearer: string | undefined) => async (problem: ApiError) => {
    const renewed = mayRenew(problem) ? await credentials().renew(bearer) : undefined;
    if (renewed) attempt(renewed, fail);
    else fail(problem);
  };
  void credentials()
    .bearer()
    .then((bearer) => attempt(bearer, (problem) => void again(bearer)(problem).catch(fail)))
    .catch(fail);
  return () => {
    settled = true;
    running?.abort();
  };
}

/** A title from a file name: `q3_planning-call.m4a` becomes `q3 planning call`. */
export function titleFrom(fileName: string): string {
  const bare = fileName.replace(/\.[^.]*$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return bare || 'Uploaded recording';
}
