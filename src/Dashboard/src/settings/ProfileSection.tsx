import { useState } from 'react';
import { json, request } from '../api/http';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { TextArea, TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { Loaded } from '../ui/Loaded';
import { Section } from './Section';
import { isOtherAddress } from './address';
import { DeleteAccount } from './DeleteAccount';
import styles from './Settings.module.css';

interface Profile {
  name: string;
  email?: string | null;
  handle?: string | null;
  bio?: string | null;
}

const path = '/users/me';
const getProfile = (signal: AbortSignal) => request<Profile>(path, { signal });

export function ProfileSection({ me }: { me: Me }) {
  const load = useLoad(getProfile);
  return (
    <Section title="Profile" lead="How others in your organisation see you.">
      <Loaded load={load}>{(profile) => <ProfileForm profile={profile} />}</Loaded>
      <DeleteAccount me={me} />
    </Section>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const [name, setName] = useState(profile.name);
  const [address, setAddress] = useState(profile.email ?? '');
  const [email, setEmail] = useState(address);
  const [password, setPassword] = useState('');
  const [handle, setHandle] = useState(profile.handle ?? '');
  const [bio, setBio] = useState(profile.bio ?? '');
  const [done, setDone] = useState<string>();
  const moves = isOtherAddress(address, email);
  const save = useAction(async () => {
    setDone(undefined);
    const changes = { name: name.trim(), email: email.trim(), bio: bio.trim(), ...(handle.trim() ? { handle: handle.trim() } : {}) };
    await request(path, json('PUT', moves ? { ...changes, current_password: password } : changes));
    setAddress(email.trim());
    setPassword('');
    setDone('Saved.');
    // What the page calls its user comes with the next token; that it is old does no harm.
    await identity.refreshMe().catch(() => undefined);
  });
  return (
    <Form className={styles.narrow} action={save} submit="Save profile" busy="Saving…" done={done}>
      <TextField label="Name" autoComplete="name" required maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
      <TextField label="E-mail" type="email" autoComplete="email" required hint="You sign in with it." value={email} onChange={({ target }) => setEmail(target.value)} />
      {moves && (
        <TextField
          label="Current password"
          type="password"
          name="current-password"
          autoComplete="current-password"
          required
          hint="Asked because you sign in with the address."
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      )}
      <TextField label="Handle" maxLength={30} hint="3 to 30 letters, digits, dots, dashes or underscores." autoComplete="off" spellCheck={false} value={handle} onChange={({ target }) => setHandle(target.value)} />
      <TextArea label="About you" maxLength={2000} value={bio} onChange={({ target }) => setBio(target.value)} />
    </Form>
  );
}
