import { request } from '../api/http';
import { identity } from '../identity/current';
import type { Address } from './Players';
import type { Recording } from './recordings';

/** Where a player finds a recording. It asks for ranges itself and sets no header: where people sign in, a ticket in the address opens this recording for some minutes. */
export async function addressOf({ url }: Recording): Promise<Address> {
  if (identity.open) return { url, until: Infinity };
  const asked = Date.now();
  const { ticket, expires_in: seconds } = await request<{ ticket: string; expires_in: number }>(`${url}/tickets`, { method: 'POST' });
  return { url: `${url}?ticket=${encodeURIComponent(ticket)}`, until: asked + seconds * 1000 };
}
