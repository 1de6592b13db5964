import { useState } from 'react';
import { sending } from '../app/activities';
import type { Role } from '../identity/authApi';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { useStore } from '../state/store';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { ConfirmButton, Question } from '../ui/ConfirmButton';
import { when } from '../ui/format';
import { Row, Tag } from '../ui/Rows';
import rows from '../ui/Rows.module.css';
import { changeRole, leaveOrganization, makePasswordReset, removeMember, type Member } from './organizationApi';

interface MemberRowProps {
  me: Me;
  member: Member;
  /** What was done, for people. */
  onChanged: (what: string) => void;
  onReset: (link: string, name: string) => void;
}

export function MemberRow({ me, member, onChanged, onReset }: MemberRowProps) {
  const { user_id: userId, email, role, created_at: since } = member;
  const name = member.name || email || userId;
  const self = userId === me.id;
  const admin = me.role === 'admin';
  const sendingAudio = useStore(sending);
  /** Somebody is to be an administrator no more: some of what they made ends with it. */
  const [lowering, setLowering] = useState(false);
  const change = useAction(async (to: Role) => {
    await changeRole(me.organization.id, userId, to);
    onChanged(to === 'admin' ? `${name} is an administrator now.` : `${name} is a member now; ${endings} that they had made have ended.`);
    // What somebody may do themselves comes with their token.
    if (self) await identity.refreshMe();
  });
  const remove = useAction(async () => {
    await removeMember(me.organization.id, userId);
    onChanged(`${name} was removed.`);
  });
  const leave = useAction(async () => {
    await leaveOrganization(me.organization.id);
    await identity.left();
  });
  const reset = useAction(async () => {
    onReset((await makePasswordReset(me.organization.id, userId)).url, name);
  });
  const busy = change.busy || remove.busy || leave.busy || reset.busy;
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
          {!admin && role === 'admin' && <span>administrator</span>}
          <span>since {when(since, new Date())}</span>
        </>
      }
      actions={
        lowering ? (
          <Question
            confirm={self ? `Yes, become a member: ${endings} that I made end` : `Yes, make a member: ${endings} that they made end`}
            busy={busy}
            onConfirm={() => {
              setLowering(false);
              void change.run('member');
            }}
            onCancel={() => setLowering(false)}
          />
        ) : (
          <>
            {admin && (
              <select
                className={rows.select}
                aria-label={`Role of ${name}`}
                value={role}
                disabled={busy}
                onChange={({ target }) => (target.value === 'admin' ? void change.run('admin') : setLowering(true))}
              >
                <option value="member">Member</option>
                <option value="admin">Administrator</option>
              </select>
            )}
            {admin && !self && (
              <>
                <Button look="quiet" aria-label={`Password link for ${name}`} disabled={busy} onClick={() => void reset.run()}>
                  Password link
                </Button>
                <ConfirmButton object={name} confirm="Yes, remove: keys and links they made end" busy={busy} onConfirm={() => void remove.run()}>
                  Remove
                </ConfirmButton>
              </>
            )}
            {/* Nobody can leave as whom development takes them for. */}
            {self && me.kind === 'user' && (
              <ConfirmButton object={me.organization.name} confirm="Yes, leave: keys and links I made end" busy={busy || sendingAudio} onConfirm={() => void leave.run()}>
                Leave
              </ConfirmButton>
            )}
          </>
        )
      }
      error={change.error ?? remove.error ?? leave.error ?? reset.error}
    />
  );
}

/** What only administrators may make. */
const endings = 'keys and invitations';
