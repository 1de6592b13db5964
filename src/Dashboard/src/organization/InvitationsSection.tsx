import { useCallback, useState } from 'react';
import type { Role } from '../identity/authApi';
import type { Me } from '../identity/identityState';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { ConfirmButton } from '../ui/ConfirmButton';
import { SelectField, TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { when } from '../ui/format';
import { Row, Rows, Tag } from '../ui/Rows';
import { SecretOnce } from '../ui/SecretOnce';
import { Loaded } from '../ui/Loaded';
import { invitationLink, invite, listInvitations, revokeInvitation, type OpenInvitation } from './organizationApi';

const roles = [
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Administrator' },
];

const states: Record<OpenInvitation['status'], string> = { open: 'Open', accepted: 'Accepted', revoked: 'Revoked', expired: 'Expired' };

export function InvitationsSection({ me }: { me: Me }) {
  const { id, name } = me.organization;
  const invitations = useLoad(useCallback((signal: AbortSignal) => listInvitations(id, signal), [id]));
  const [made, setMade] = useState<{ id: string; link: string; email: string }>();
  return (
    <Section
      title="Invitations"
      lead={`An invitation is for one e-mail address. Whoever has its link can join ${name} once: with the account of that address, or with one that they make for it.`}
    >
      {made ? (
        <SecretOnce key={made.link} label={`Invitation for ${made.email}`} value={made.link} onDone={() => setMade(undefined)}>
          Send this link to them. It is shown only now.
        </SecretOnce>
      ) : (
        <InviteForm
          organizationId={id}
          onMade={(invitation) => {
            setMade(invitation);
            invitations.reload();
          }}
        />
      )}
      <Loaded load={invitations}>
        {(list) =>
          list.length === 0 ? (
            <p className={styles.quiet}>Nobody has been invited yet.</p>
          ) : (
            <Rows label="Invitations">
              {list.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  organizationId={id}
                  invitation={invitation}
                  onRevoked={() => {
                    // There is nothing to be sent any more.
                    if (made?.id === invitation.id) setMade(undefined);
                    invitations.reload();
                  }}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}

function InviteForm({ organizationId, onMade }: { organizationId: string; onMade: (made: { id: string; link: string; email: string }) => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const create = useAction(async () => {
    const invitation = await invite(organizationId, email.trim(), role);
    onMade({ id: invitation.id, link: invitationLink(invitation, location.origin), email: email.trim() });
  });
  return (
    <Form className={styles.card} action={create} submit="Invite" busy="Inviting…">
      <div className={styles.pair}>
        <TextField label="E-mail" type="email" autoComplete="off" required value={email} onChange={({ target }) => setEmail(target.value)} />
        <SelectField label="Role" options={roles} value={role} onChange={({ target }) => setRole(target.value as Role)} />
      </div>
    </Form>
  );
}

interface InvitationRowProps {
  organizationId: string;
  invitation: OpenInvitation;
  onRevoked: () => void;
}

function InvitationRow({ organizationId, invitation, onRevoked }: InvitationRowProps) {
  const { id, email, role, status, created_at: made, expires_at: expires } = invitation;
  const now = new Date();
  const revoke = useAction(async () => {
    await revokeInvitation(organizationId, id);
    onRevoked();
  });
  return (
    <Row
      title={
        <>
          {email || 'Anybody with the link'} <Tag good={status === 'open'}>{states[status] ?? status}</Tag>
        </>
      }
      meta={
        <>
          <span>as {role === 'admin' ? 'administrator' : 'member'}</span>
          <span>made {when(made, now)}</span>
          {status === 'open' && expires && <span>until {when(expires, now)}</span>}
        </>
      }
      actions={
        status === 'open' && (
          <ConfirmButton object={`invitation of ${email ?? ''}`} confirm="Yes, revoke" busy={revoke.busy} onConfirm={() => void revoke.run()}>
            Revoke
          </ConfirmButton>
        )
      }
      error={revoke.error}
    />
  );
}
