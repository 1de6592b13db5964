import type { Limits } from './telemetry';

export type LimitName = 'alarm_low' | 'warn_low' | 'warn_high' | 'alarm_high';

/** Limits as they stand in fields. */
export type LimitTexts = Record<LimitName | 'hold_seconds', string>;

const names = ['alarm_low', 'warn_low', 'warn_high', 'alarm_high', 'hold_seconds'] as const;

export function limitTexts(limits: Limits | null | undefined): LimitTexts {
  return Object.fromEntries(names.map((name) => [name, limits?.[name]?.toString() ?? ''])) as LimitTexts;
}

/** What stays empty is no limit; of the seconds, what the server takes without being told. */
export function limitsFrom(texts: LimitTexts): Limits {
  return Object.fromEntries(names.flatMap((name) => (texts[name].trim() === '' ? [] : [[name, Number(texts[name])]])));
}
