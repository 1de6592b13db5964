import { useCallback, useState } from 'react';
import type { Me } from '../identity/identityState';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useLoad } from '../state/useLoad';
import { Loaded } from '../ui/Loaded';
import { Rows } from '../ui/Rows';
import { SecretOnce } from '../ui/SecretOnce';
import { MemberRow } from './MemberRow';
import { listMembers } from './organizationApi';

export function MembersSection({ me }: { me: Me }) {
  const { id, name } = me.organization;
  const members = useLoad(useCallback((signal: AbortSignal) => listMembers(id, signal), [id]));
  const [reset, setReset] = useState<{ userId: string; link: string; name: string }>();
  const [done, setDone] = useState('');
  return (
    <Section title="Members" lead="Administrators may do everything here. Members read all sessions, add to them, and change, end and share their own.">
      {reset && members.value?.some(({ user_id: userId }) => userId === reset.userId) && (
        <SecretOnce key={reset.link} label={`Another password for ${reset.name}`} value={reset.link} onDone={() => setReset(undefined)}>
          Send this link to them. It sets another password, once, within a day, and is shown only now.
        </SecretOnce>
      )}
      <Loaded load={members}>
        {(list) => (
          <Rows label={`Members of ${name}`}>
            {list.map((member) => (
              <MemberRow
                key={member.user_id}
                me={me}
                member={member}
                onChanged={(what) => {
                  setDone(what);
                  members.reload();
                }}
                onReset={(link, of) => setReset({ userId: member.user_id, link, name: of })}
              />
            ))}
          </Rows>
        )}
      </Loaded>
      <p role="status" className={styles.quiet}>
        {done}
      </p>
    </Section>
  );
}
