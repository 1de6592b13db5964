import type { Segment } from './feedItem';

/** A piece of a segment's text; `confidence` is set where a word was heard badly. */
export interface TextPiece {
  text: string;
  confidence?: number;
}

/** Below this the transcriber guessed more than it heard. */
const unsure = 0.3;

/**
 * Splits a segment's text so that words of low confidence stand alone. The text is what counts: when its words do not match the
 * recognised ones one to one (numbers written out, say), nothing is marked.
 */
export function markUnsureWords({ text, words = [] }: Pick<Segment, 'text' | 'words'>): TextPiece[] {
  const tokens = text.split(/(\s+)/);
  const spoken = tokens.filter((token) => token.trim() !== '');
  if (spoken.length !== words.length) return [{ text }];
  const pieces: TextPiece[] = [];
  let word = 0;
  for (const token of tokens) {
    const confidence = token.trim() === '' ? 1 : (words[word++]?.confidence ?? 1);
    const last = pieces.at(-1);
    if (confidence < unsure) pieces.push({ text: token, confidence });
    else if (last && last.confidence === undefined) last.text += token;
    else pieces.push({ text: token });
  }
  return pieces;
}
