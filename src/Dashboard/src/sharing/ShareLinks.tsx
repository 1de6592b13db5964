import { useCallback, useState } from 'react';
import { validityOf, type Validity } from '../identity/validity';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { ConfirmButton } from '../ui/ConfirmButton';
import { SelectField } from '../ui/Field';
import { Form } from '../ui/Form';
import { when } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { Row, Rows, Tag } from '../ui/Rows';
import { SecretOnce } from '../ui/SecretOnce';
import { createShareLink, listShareLinks, revokeShareLink, shareUrl, type ShareLink } from './shareLink';

const lifetimes = [
  { value: '1', label: 'An hour' },
  { value: '24', label: 'A day' },
  { value: '168', label: 'A week' },
  { value: '720', label: '30 days' },
];

const states: Record<Validity, string> = { good: 'Open', expired: 'Expired', revoked: 'Revoked' };

/** The links under which strangers can read a session. */
export function ShareLinks({ sessionId }: { sessionId: string }) {
  const links = useLoad(useCallback((signal: AbortSignal) => listShareLinks(sessionId, signal), [sessionId]));
  const [made, setMade] = useState<{ id: string; url: string }>();
  return (
    <>
      <p>Whoever has a link can read this session, also while it is live, without an account. They can change nothing.</p>
      {made ? (
        <SecretOnce key={made.id} label="New link" value={made.url} onDone={() => setMade(undefined)}>
          Send it to those who may read the session. It is shown only now.
        </SecretOnce>
      ) : (
        <NewLink
          sessionId={sessionId}
          onMade={(link) => {
            setMade(link);
            links.reload();
          }}
        />
      )}
      <Loaded load={links}>
        {(list) =>
          list.length > 0 && (
            <Rows label="Links to this session">
              {list.map((link) => (
                <LinkRow
                  key={link.id}
                  sessionId={sessionId}
                  link={link}
                  onRevoked={() => {
                    // There is nothing to be sent any more.
                    if (made?.id === link.id) setMade(undefined);
                    links.reload();
                  }}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </>
  );
}

function NewLink({ sessionId, onMade }: { sessionId: string; onMade: (made: { id: string; url: string }) => void }) {
  const [hours, setHours] = useState('168');
  const create = useAction(async () => {
    const link = await createShareLink(sessionId, Number(hours));
    onMade({ id: link.id, url: shareUrl(sessionId, link, location.origin) });
  });
  return (
    <Form action={create} submit="Create link" busy="Creating…">
      <SelectField label="It opens the session for" options={lifetimes} value={hours} onChange={({ target }) => setHours(target.value)} />
    </Form>
  );
}

function LinkRow({ sessionId, link, onRevoked }: { sessionId: string; link: ShareLink; onRevoked: () => void }) {
  const { id, created_at: made, expires_at: expires, last_used_at: used } = link;
  const now = new Date();
  const state = validityOf(link, now.getTime());
  const madeAt = when(made, now);
  const revoke = useAction(async () => {
    await revokeShareLink(sessionId, id);
    onRevoked();
  });
  return (
    <Row
      title={
        <>
          Made {madeAt} <Tag good={state === 'good'}>{states[state]}</Tag>
        </>
      }
      meta={
        <>
          {state === 'good' && expires && <span>until {when(expires, now)}</span>}
          <span>{used ? `last opened ${when(used, now)}` : 'never opened'}</span>
        </>
      }
      actions={
        state === 'good' && (
          <ConfirmButton object={`the link made ${madeAt}`} confirm="Yes, revoke" busy={revoke.busy} onConfirm={() => void revoke.run()}>
            Revoke
          </ConfirmButton>
        )
      }
      error={revoke.error}
    />
  );
}
