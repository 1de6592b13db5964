import { useCallback, useState } from 'react';
import type { Role } from '../identity/authApi';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { Section } from '../settings/Section';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { ConfirmButton } from '../ui/ConfirmButton';
import { when } from '../ui/format';
import { Row, Rows, Tag } from '../ui/Rows';
import rows from '../ui/Rows.module.css';
import { Button } from '../ui/Button';
import { SecretOnce } from '../ui/SecretOnce';
import { Loaded } from '../ui/Loaded';
import { changeRole, listMembers, makePasswordReset, removeMember, type Member } from './organizationApi';

export function MembersSection({ me }: { me: Me }) {
  const { id, name } = me.organization;
  const members = useLoad(useCallback((signal: AbortSignal) => listMembers(id, signal), [id]));
  const [reset, setReset] = useState<{ link: string; name: string }>();
  return (
    <Section title="Members" lead="Administrators may do everything here. Members read all sessions, add to them, and change, end and share their own.">
      {reset && (
        <SecretOnce key={reset.link} label={`Another password for ${reset.name}`} value={reset.link} onDone={() => setReset(undefined)}>
          Send this link to them. It sets another password, once, within a day, and is shown only now.
        </SecretOnce>
      )}
      <Loaded load={members}>
        {(list) => (
          <Rows label={`Members of ${name}`}>
            {list.map((member) => (
              <MemberRow key={member.user_id} me={me} member={member} onChanged={members.reload} onReset={(link, name) => setReset({ link, name })} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Section>
  );
}

interface MemberRowProps {
  me: Me;
  member: Member;
  onChanged: () => void;
  onReset: (link: string, name: string) => void;
}

function MemberRow({ me, member, onChanged, onReset }: MemberRowProps) {
  const { user_id: userId, email, role, created_at: since } = member;
  const name = member.name || email || userId;
  const self = userId === me.id;
  const change = useAction(async (to: Role) => {
    await changeRole(me.organization.id, userId, to);
    onChanged();
    // What somebody may do themselves comes with their token.
    if (self) await identity.refreshMe();
  });
  const remove = useAction(async () => {
    await removeMember(me.organization.id, userId);
    if (self) await identity.left();
    else onChanged();
  });
  const reset = useAction(async () => {
    onReset((await makePasswordReset(me.organization.id, userId)).url, name);
  });
  const busy = change.busy || remove.busy || reset.busy;
  return (
    <Row
      title={
        <>
          {name} {self && <Tag>You</Tag>}
        </>
      }
      meta={
        <>
          {email && email !== name && <span>{email}</span>}
          <span>since {when(since, new Date())}</span>
        </>
      }
      actions={
        <>
          <select
            className={rows.select}
            aria-label={`Role of ${name}`}
            value={role}
            disabled={busy}
            onChange={({ target }) => void change.run(target.value as Role)}
          >
            <option value="member">Member</option>
            <option value="admin">Administrator</option>
          </select>
          {!self && (
            <Button look="quiet" aria-label={`Password link for ${name}`} disabled={busy} onClick={() => void reset.run()}>
              Password link
            </Button>
          )}
          <ConfirmButton
            object={name}
            confirm={self ? 'Yes, leave: keys and links I made end' : 'Yes, remove: keys and links they made end'}
            busy={busy}
            onConfirm={() => void remove.run()}
          >
            {self ? 'Leave' : 'Remove'}
          </ConfirmButton>
        </>
      }
      error={change.error ?? remove.error ?? reset.error}
    />
  );
}
