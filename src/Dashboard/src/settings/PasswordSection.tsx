import { useState } from 'react';
import { sending } from '../app/activities';
import { json, request } from '../api/http';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { NewPasswordField } from '../identity/NewPasswordField';
import { useStore } from '../state/store';
import { useAction } from '../state/useAction';
import { Banner } from '../ui/Banner';
import { ConfirmButton } from '../ui/ConfirmButton';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { Section } from './Section';
import styles from './Settings.module.css';

export function PasswordSection({ me }: { me: Me }) {
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [done, setDone] = useState<string>();
  const change = useAction(async () => {
    setDone(undefined);
    if (fresh !== again) throw new Error('The new password was not typed the same way twice.');
    await request('/settings/change-password', json('POST', { current_password: current, new_password: fresh }));
    setCurrent('');
    setFresh('');
    setAgain('');
    setDone('Your password is changed. You are signed out everywhere else.');
  });
  return (
    <Section title="Password" lead="A new password signs you out everywhere else.">
      <Form className={styles.narrow} action={change} submit="Change password" busy="Changing…" done={done}>
        {/* Tells password managers whose password it is. */}
        <input hidden readOnly type="email" name="username" autoComplete="username" value={me.email} />
        <TextField
          label="Current password"
          type="password"
          name="current-password"
          autoComplete="current-password"
          required
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
        />
        <NewPasswordField label="New password" value={fresh} onChange={setFresh} />
        <TextField
          label="New password again"
          type="password"
          name="new-password"
          autoComplete="new-password"
          required
          value={again}
          onChange={({ target }) => setAgain(target.value)}
        />
      </Form>
      <SignOutEverywhere />
    </Section>
  );
}

function SignOutEverywhere() {
  const busy = useStore(sending);
  const leave = useAction(() => identity.signOut({ everywhere: true }));
  return (
    <>
      <h3>Signed in elsewhere?</h3>
      <p className={styles.quiet}>Signs you out on every computer and in every window, this one too.</p>
      {leave.error && <Banner look="error">{leave.error}</Banner>}
      <div>
        <ConfirmButton object="" confirm="Yes, sign out everywhere" busy={busy || leave.busy} onConfirm={() => void leave.run()}>
          Sign out everywhere
        </ConfirmButton>
      </div>
    </>
  );
}
