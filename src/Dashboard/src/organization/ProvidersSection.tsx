import { useState } from 'react';
import type { Me } from '../identity/identityState';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { Button } from '../ui/Button';
import { ConfirmButton } from '../ui/ConfirmButton';
import { when } from '../ui/format';
import { Row, Rows, Tag } from '../ui/Rows';
import { Loaded } from '../ui/Loaded';
import { ProviderForm } from './ProviderForm';
import { listCredentials, providerName, removeCredentials, type ProviderCredentials } from './providers';

export function ProvidersSection({ me }: { me: Me }) {
  const credentials = useLoad(listCredentials);
  /** Whose credentials are being replaced; a new key, so that the form begins anew. */
  const [replacing, setReplacing] = useState<string>();
  const [saved, setSaved] = useState('');
  const done = (provider: string) => {
    setReplacing(undefined);
    setSaved(`Saved for ${providerName(provider)}.`);
    credentials.reload();
  };
  return (
    <Section
      title="Providers"
      lead="Keys of services that are to transcribe and understand for your organisation. No service of others is used yet; the keys are stored encrypted and never shown again; only how they end is."
    >
      <Loaded load={credentials}>
        {(list) => (
          <>
            {list.length === 0 ? (
              <p className={styles.quiet}>None is set: everything is done by what is built in, on your own server.</p>
            ) : (
              <Rows label="Providers">
                {list.map((one) => (
                  <ProviderRow key={one.provider} me={me} credentials={one} onReplace={() => setReplacing(one.provider)} onChanged={credentials.reload} />
                ))}
              </Rows>
            )}
            <h3>{replacing ? `Replace the key for ${providerName(replacing)}` : 'Set a key'}</h3>
            <ProviderForm key={replacing ?? ''} provider={replacing} onCancel={() => setReplacing(undefined)} onSaved={done} />
            <p role="status" className={styles.quiet}>
              {saved}
            </p>
          </>
        )}
      </Loaded>
    </Section>
  );
}

interface ProviderRowProps {
  me: Me;
  credentials: ProviderCredentials;
  onReplace: () => void;
  onChanged: () => void;
}

function ProviderRow({ me, credentials, onReplace, onChanged }: ProviderRowProps) {
  const { provider, hint, updated_at: updated, updated_by: by, opens } = credentials;
  const name = providerName(provider);
  const remove = useAction(async () => {
    await removeCredentials(provider);
    onChanged();
  });
  return (
    <Row
      title={
        <>
          {name} {opens === false && <Tag>Can’t be opened any more: replace it</Tag>}
        </>
      }
      meta={
        <>
          {hint && <code>{hint}</code>}
          {updated && (
            <span>
              set {when(updated, new Date())}
              {by === me.id && ' by you'}
            </span>
          )}
        </>
      }
      actions={
        <>
          <Button onClick={onReplace}>
            Replace
            <span className="visually-hidden"> the key for {name}</span>
          </Button>
          <ConfirmButton object={`the key for ${name}`} confirm="Yes, remove" busy={remove.busy} onConfirm={() => void remove.run()}>
            Remove
          </ConfirmButton>
        </>
      }
      error={remove.error}
    />
  );
}
