import type { Bucket, Latest } from './telemetry';

/** Times in seconds, then the highest, the lowest and the mean: as a plot takes them. */
export type Columns = [at: number[], max: number[], min: number[], mean: number[]];

export function columnsOf(buckets: readonly Bucket[], live: readonly Latest[] = []): Columns {
  const columns: Columns = [[], [], [], []];
  const put = (at: number, max: number, min: number, mean: number) => [at, max, min, mean].forEach((value, index) => columns[index]!.push(value));
  for (const { timestamp, max, min, mean } of buckets) put(Date.parse(timestamp) / 1000, max, min, mean);
  for (const { timestamp, value } of live) {
    const at = Date.parse(timestamp) / 1000;
    // What came while the buckets were being read is in them.
    if (at > (columns[0].at(-1) ?? -Infinity)) put(at, value, value, value);
  }
  return columns;
}

/** The lowest, the highest and the mean of all that is drawn, for those who don't see it. */
export function summaryOf(buckets: readonly Bucket[]): { min: number; max: number; mean: number } | undefined {
  if (buckets.length === 0) return undefined;
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return {
    min: Math.min(...buckets.map(({ min }) => min)),
    max: Math.max(...buckets.map(({ max }) => max)),
    mean: buckets.reduce((sum, bucket) => sum + bucket.mean * (bucket.count / count), 0),
  };
}
