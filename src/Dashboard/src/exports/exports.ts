import { ApiError, isAbort, request, send } from '../api/http';
import type { Session } from '../sessions/session';

export interface ExportFormat {
  name: string;
  label: string;
  /** What it is good for. */
  about: string;
  /** Says who changed what, which members alone may know. */
  membersOnly?: boolean;
}

export const exportFormats: readonly ExportFormat[] = [
  { name: 'zip', label: 'Everything (ZIP)', about: 'All files of this list' },
  { name: 'markdown', label: 'Document (Markdown)', about: 'Summary, transcript and notes' },
  { name: 'text', label: 'Transcript (text)', about: 'Who said what, and when' },
  { name: 'vtt', label: 'Subtitles (WebVTT)', about: 'For video in browsers' },
  { name: 'srt', label: 'Subtitles (SRT)', about: 'For video players' },
  { name: 'json', label: 'Whole record (JSON)', about: 'Can be imported again', membersOnly: true },
];

const brokenOff = 'The file broke off before its end. Try again.';

/** Gets a session as a file and gives it to the browser to be saved. A link alone would carry no credentials. */
export async function downloadExport(sessionId: string, format: string): Promise<void> {
  const response = await send(`/api/sessions/${encodeURIComponent(sessionId)}/export?${new URLSearchParams({ format })}`);
  let file: Blob;
  try {
    file = await response.blob();
  } catch (error) {
    throw isAbort(error) ? error : new ApiError(brokenOff, 0, undefined);
  }
  save(file, fileName(response.headers.get('Content-Disposition')) ?? `session.${format}`);
}

/** What the server calls the file; the form for any language counts where it is there. */
export function fileName(disposition: string | null): string | undefined {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  const [, quoted, bare] = /filename=(?:"([^"]*)"|([^;\s]+))/i.exec(disposition ?? '') ?? [];
  try {
    return (encoded && decodeURIComponent(encoded)) || quoted || bare || undefined;
  } catch {
    return quoted || bare || undefined;
  }
}

/** Makes a session of a file that an export as JSON gave. */
export function importSession(file: File): Promise<Session> {
  return request('/api/sessions/import', { method: 'POST', body: file, headers: { 'Content-Type': 'application/json' } });
}

function save(file: Blob, name: string) {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
