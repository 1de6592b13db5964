export type Validity = 'good' | 'expired' | 'revoked';

/** Whether a key, or a share link, still opens anything. */
export function validityOf(key: { expires_at?: string | null; revoked_at?: string | null }, now: number): Validity {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && Date.parse(key.expires_at) <= now ? 'expired' : 'good';
}
