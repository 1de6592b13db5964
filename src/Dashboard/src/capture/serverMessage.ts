/** What the server says on the raw audio socket, as far as a sender cares; partials and finals come over the live feed. */
export type ServerMessage =
  /** `ended`: the session has ended meanwhile; what is left is taken, and no more. */
  | { type: 'ready'; offset: number; ended: boolean }
  | { type: 'ack'; offset: number }
  | { type: 'error'; code?: string; message: string };

/** Reads a message; undefined for anything else. */
export function readServerMessage(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  let message: Record<string, unknown>;
  try {
    message = JSON.parse(data) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { type, offset, message: text } = message ?? {};
  if (type === 'ready' && typeof offset === 'number') return { type, offset, ended: message.ended === true };
  if (type === 'ack' && typeof offset === 'number') return { type, offset };
  if (type === 'error') return { type, message: typeof text === 'string' ? text : 'The server refused the audio.' };
  return undefined;
}
