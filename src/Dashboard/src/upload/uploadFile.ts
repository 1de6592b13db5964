import { ApiError, problem, unreachable } from '../api/http';
import { fileSize } from '../ui/format';
import { NdjsonReader } from './ndjson';
import { refusalOf, warningOf } from './uploadErrors';

export type UploadStage = 'upload' | 'decode' | 'transcribe';

/** Bytes of a recording that the server takes (`RequestLimits.Recording`): a larger one is not even sent. */
export const largestRecording = 512 * 1024 * 1024;

/** A line of the server's answer to `POST /api/audio/transcribe`. */
type AnswerLine =
  | { type: 'session'; session_id: string }
  | { type: 'progress'; stage: UploadStage; done: number }
  | { type: 'result'; session_id: string; text?: string; warning?: { code: string; message: string } | null }
  | { type: 'error'; code?: string; message: string };

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
export function uploadFile({ file, sessionId }: UploadRequest, events: UploadEvents, makeRequest = () => new XMLHttpRequest()): () => void {
  if (file.size > largestRecording) {
    events.onError(`This file is too large: a recording can have up to ${fileSize(largestRecording)}. Saved as MP3 or M4A it needs far less room.`);
    return () => {};
  }
  const request = makeRequest();
  const reader = new NdjsonReader();
  let settled = false;
  const settle = (report: () => void) => {
    if (settled) return;
    settled = true;
    report();
  };
  const take = (lines: unknown[]) => {
    for (const line of lines as AnswerLine[]) {
      if (line.type === 'session') events.onSession(line.session_id);
      else if (line.type === 'progress') events.onProgress(line.stage, line.done);
      else if (line.type === 'error') settle(() => events.onError(refusalOf(toError(line))));
      else if (line.type === 'result') {
        events.onSession(line.session_id);
        settle(() => events.onDone({ silent: line.text?.trim() === '', warning: line.warning ? warningOf(line.warning) : undefined }));
      }
    }
  };
  /** A line carries no status: the server's own faults are known by their code. */
  const toError = ({ message, code }: { message: string; code?: string }) =>
    new ApiError(message, code?.startsWith('server.') ? 500 : 0, code, request.getResponseHeader('X-Request-Id') ?? undefined);

  request.open('POST', `/api/audio/transcribe?${parameters(file, sessionId)}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.setRequestHeader('X-File-Name', encodeURIComponent(file.name.toWellFormed()));
  request.setRequestHeader('Accept', 'application/x-ndjson');
  request.upload.onprogress = ({ loaded, total }) => events.onProgress('upload', total > 0 ? loaded / total : 0);
  request.onprogress = () => {
    if (request.status === 200) take(reader.read(request.responseText));
  };
  request.onload = () => {
    if (request.status === 200) take(reader.finish(request.responseText));
    else settle(() => events.onError(refusalOf(problem(request.status, request.responseText))));
    settle(() => events.onError('The server stopped before the transcript was complete.'));
  };
  request.onerror = () => settle(() => events.onError(unreachable));
  request.send(file);
  return () => {
    settled = true;
    request.abort();
  };
}

function parameters(file: File, sessionId: string | undefined): URLSearchParams {
  return new URLSearchParams(sessionId ? { session_id: sessionId } : { name: titleFrom(file.name) });
}

/** A title from a file name: `q3_planning-call.m4a` becomes `q3 planning call`. */
export function titleFrom(fileName: string): string {
  const bare = fileName.replace(/\.[^.]*$/, '').replaceAll(/[_-]+/g, ' ').trim();
  return bare || 'Uploaded recording';
}
