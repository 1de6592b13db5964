import { useState } from 'react';
import { validityOf, type Validity } from '../identity/validity';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { ConfirmButton } from '../ui/ConfirmButton';
import { when } from '../ui/format';
import { Row, Rows, Tag } from '../ui/Rows';
import { SecretOnce } from '../ui/SecretOnce';
import { Loaded } from '../ui/Loaded';
import { ApiKeyForm } from './ApiKeyForm';
import { listApiKeys, revokeApiKey, scopes, type ApiKey, type MadeApiKey } from './apiKey';

const states: Record<Validity, string> = { good: 'Active', expired: 'Expired', revoked: 'Revoked' };

export function ApiKeysSection() {
  const keys = useLoad(listApiKeys);
  const [made, setMade] = useState<MadeApiKey>();
  return (
    <Section title="API keys" lead="Programs sign in with them. A key may do what it was allowed when it was made, and no more.">
      {made && (
        <SecretOnce key={made.id} label={`Key “${made.name}”`} value={made.key} onDone={() => setMade(undefined)}>
          Copy it to where it is used. It is shown only now.
        </SecretOnce>
      )}
      <Loaded load={keys}>
        {(list) => (
          <>
            {!made && (
              <ApiKeyForm
                onMade={(key) => {
                  setMade(key);
                  keys.reload();
                }}
              />
            )}
            {list.length === 0 && <p className={styles.quiet}>There are no keys yet.</p>}
            {list.length > 0 && (
              <Rows label="API keys">
                {list.map((key) => (
                  <ApiKeyRow
                    key={key.id}
                    apiKey={key}
                    onRevoked={() => {
                      // There is nothing to be copied any more.
                      if (made?.id === key.id) setMade(undefined);
                      keys.reload();
                    }}
                  />
                ))}
              </Rows>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function ApiKeyRow({ apiKey, onRevoked }: { apiKey: ApiKey; onRevoked: () => void }) {
  const { id, name, prefix, scopes: allowed, created_at: made, expires_at: expires, last_used_at: used } = apiKey;
  const now = new Date();
  const state = validityOf(apiKey, now.getTime());
  const revoke = useAction(async () => {
    await revokeApiKey(id);
    onRevoked();
  });
  return (
    <Row
      title={
        <>
          {name} <Tag good={state === 'good'}>{states[state]}</Tag>
        </>
      }
      meta={
        <>
          <code>{prefix}…</code>
          <span>{allowed.map(nameOf).join(', ')}</span>
          <span>made {when(made, now)}</span>
          <span>{used ? `last used ${when(used, now)}` : 'never used'}</span>
          {state !== 'revoked' && <span>{expires ? `until ${when(expires, now)}` : 'does not expire'}</span>}
        </>
      }
      actions={
        state === 'good' && (
          <ConfirmButton object={name} confirm="Yes, revoke" busy={revoke.busy} onConfirm={() => void revoke.run()}>
            Revoke
          </ConfirmButton>
        )
      }
      error={revoke.error}
    />
  );
}

function nameOf(scope: string): string {
  return scopes.find((known) => known.scope === scope)?.label ?? scope;
}
