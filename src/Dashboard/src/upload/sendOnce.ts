import { ApiError, problem, unreachable } from '../api/http';
import { NdjsonReader } from './ndjson';
import { warningOf } from './uploadErrors';
import { titleFrom, type UploadEvents, type UploadRequest, type UploadStage } from './uploadFile';

/** A line of the server's answer to `POST /api/audio/transcribe`. */
type AnswerLine =
  | { type: 'session'; session_id: string }
  | { type: 'progress'; stage: UploadStage; done: number }
  | { type: 'result'; session_id: string; text?: string; warning?: { code: string; message: string } | null }
  | { type: 'error'; code?: string; message: string };

export interface SendEvents extends UploadEvents {
  /** The request was not taken at all. */
  refused: (problem: ApiError) => void;
  settle: (report: () => void) => void;
  fail: (error: unknown) => void;
}

/** Sends the file with one request. */
export function sendOnce(request: XMLHttpRequest, bearer: string | undefined, { file, sessionId }: UploadRequest, outcome: SendEvents) {
  const reader = new NdjsonReader();
  const { settle, fail } = outcome;
  const take = (lines: unknown[]) => {
    for (const line of lines as AnswerLine[]) {
      if (line.type === 'session') outcome.onSession(line.session_id);
      else if (line.type === 'progress') outcome.onProgress(line.stage, line.done);
      else if (line.type === 'error') fail(toError(line));
      else if (line.type === 'result') {
        outcome.onSession(line.session_id);
        settle(() => outcome.onDone({ silent: line.text?.trim() === '', warning: line.warning ? warningOf(line.warning) : undefined }));
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
  if (bearer) request.setRequestHeader('Authorization', `Bearer ${bearer}`);
  request.upload.onprogress = ({ loaded, total }) => outcome.onProgress('upload', total > 0 ? loaded / total : 0);
  request.onprogress = () => {
    if (request.status === 200) take(reader.read(request.responseText));
  };
  request.onload = () => {
    if (request.status !== 200) return outcome.refused(problem(request.status, request.responseText));
    take(reader.finish(request.responseText));
    fail(new Error('The server stopped before the transcript was complete.'));
  };
  request.onerror = () => fail(new Error(unreachable));
  request.send(file);
}

function parameters(file: File, sessionId: string | undefined): URLSearchParams {
  return new URLSearchParams(sessionId ? { session_id: sessionId } : { name: titleFrom(file.name) });
}
