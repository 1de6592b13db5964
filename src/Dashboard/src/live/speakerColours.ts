/** Colours of speakers in the style sheet. */
export const colourCount = 8;

/**
 * Gives each speaker of a session a colour by name: the one that belongs to the name, or, when an earlier name of the alphabet has that one,
 * the next that is free. So the same people look the same in every meeting, in whichever order they come.
 */
export function colourSpeakers(speakers: readonly string[]): ReadonlyMap<string, number> {
  const colours = new Map<string, number>();
  const taken = new Set<number>();
  for (const speaker of speakers.toSorted()) {
    let colour = ownColour(speaker);
    for (let tries = 0; tries < colourCount && taken.has(colour); tries += 1) colour = (colour + 1) % colourCount;
    taken.add(colour);
    colours.set(speaker, colour);
  }
  return colours;
}

/** The colour that belongs to a name (FNV-1a). */
function ownColour(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % colourCount;
}
