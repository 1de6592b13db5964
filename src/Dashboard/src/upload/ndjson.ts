/** Splits a growing text into JSON lines: give it all of the text each time, it returns the lines that are new and whole. */
export class NdjsonReader {
  #taken = 0;

  read(text: string): unknown[] {
    const lines: unknown[] = [];
    for (let end = text.indexOf('\n', this.#taken); end >= 0; end = text.indexOf('\n', this.#taken)) {
      lines.push(...parse(text.slice(this.#taken, end)));
      this.#taken = end + 1;
    }
    return lines;
  }

  /** The last line, when the text ended without a line break. */
  finish(text: string): unknown[] {
    const lines = this.read(text);
    lines.push(...parse(text.slice(this.#taken)));
    this.#taken = text.length;
    return lines;
  }
}

/** A line that is no JSON was cut off in the middle: nothing can be read from it. */
function parse(line: string): unknown[] {
  if (line.trim() === '') return [];
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
