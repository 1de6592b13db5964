/** The server does not, or no longer, know who sends: another ticket may help. */
export const notKnown = 4401;

/** Codes with which the server closes an audio socket for good; every other end of a connection is trouble that passes. */
const reasons: Record<number, string> = {
  4400: 'The server did not accept this audio.',
  4403: 'You may not add audio to this session.',
  4404: 'This session does not exist.',
  4409: 'This recording goes on in another window.',
  4410: 'The session has ended, so it takes no more audio.',
};

/** Too much at once, or no room: connecting again makes sense, and so does knowing why it is not let in. */
const crowded = new Set([4429, 4503]);

/** What the server said of a close that passes, where that is worth knowing; undefined for a connection that just broke. */
export function passingReason(code: number, said: string | undefined): string | undefined {
  return crowded.has(code) ? said : undefined;
}

/** Why a close is final, for people; undefined when connecting again makes sense. */
export function finalReason(code: number): string | undefined {
  return reasons[code];
}
