import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Finished } from './RecorderControls';

it.each([
  [false, ['End session', 'Keep it open']],
  [true, ['OK']],
])('offers to end the session only while that is open (ended: %s)', (ended, buttons) => {
  const html = renderToStaticMarkup(<Finished state={{ captured: 96, error: undefined }} sessionId="sess_1" ended={ended} />);
  expect(html).toContain('1 min 36 s recorded, all of it transcribed.');
  expect([...html.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label]) => label)).toEqual(buttons);
});
