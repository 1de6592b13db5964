import { useState } from 'react';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { redirect } from '../routing/navigation';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { createOrganization, renameOrganization } from './organizationApi';

export function OrganizationSection({ me }: { me: Me }) {
  const admin = me.role === 'admin';
  return (
    <Section title={me.organization.name} lead={admin ? 'You administer this organisation.' : 'You are a member of this organisation.'}>
      {admin && <Rename me={me} />}
      <h3>Another organisation</h3>
      <p className={styles.quiet}>Sessions, members and keys of one organisation are never seen in another one. You administer those that you create.</p>
      <Create />
    </Section>
  );
}

function Rename({ me: { organization } }: { me: Me }) {
  const [name, setName] = useState(organization.name);
  const [done, setDone] = useState<string>();
  const save = useAction(async () => {
    setDone(undefined);
    await renameOrganization(organization.id, name.trim());
    setDone('Saved.');
    // The new name comes with the next token in any case.
    await identity.refreshMe().catch(() => undefined);
  });
  return (
    <Form className={styles.narrow} action={save} submit="Rename" busy="Saving…" done={done} disabled={name.trim() === organization.name}>
      <TextField label="Name" required maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
    </Form>
  );
}

function Create() {
  const [name, setName] = useState('');
  const create = useAction(async () => {
    const { org_id: orgId, id } = await createOrganization(name.trim());
    const made = orgId ?? id;
    if (made === undefined) return;
    await identity.switchTo(made);
    redirect('/');
  });
  return (
    <Form className={styles.narrow} action={create} submit="Create and open it" busy="Creating…">
      <TextField label="Name of the new organisation" required maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
    </Form>
  );
}
