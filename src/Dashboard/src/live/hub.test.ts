import { HttpTransportType } from '@microsoft/signalr';
import { expect, it } from 'vitest';
import { hubOptions } from './hub';

it('opens each connection with a ticket of its own, straight to a WebSocket', async () => {
  let given = 0;
  const { accessTokenFactory, ...options } = hubOptions(() => Promise.resolve(`ticket_${(given += 1)}`));
  expect(options).toEqual({ transport: HttpTransportType.WebSockets, skipNegotiation: true });
  expect([await accessTokenFactory?.(), await accessTokenFactory?.()]).toEqual(['ticket_1', 'ticket_2']);
});

it('opens without one where none is needed, and not at all where none is to be had', async () => {
  expect(await hubOptions(() => Promise.resolve(undefined)).accessTokenFactory?.()).toBe('');
  await expect(hubOptions(() => Promise.reject(new Error('Sign in again.'))).accessTokenFactory?.()).rejects.toThrow('Sign in again.');
});
