import { expect, it } from 'vitest';
import { languageOptions, timeZoneOptions } from './choices';

it('offers what is set, also when the browser does not know it', () => {
  expect(timeZoneOptions('Mars/Olympus_Mons')).toContainEqual({ value: 'Mars/Olympus_Mons', label: 'Mars/Olympus Mons' });
  expect(languageOptions('not a tag')).toContainEqual({ value: 'not a tag', label: 'not a tag' });
});

it('offers everything once', () => {
  for (const options of [timeZoneOptions('UTC'), languageOptions('de')]) {
    expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  }
  expect(languageOptions('en')).toContainEqual({ value: 'de', label: 'Deutsch' });
});
