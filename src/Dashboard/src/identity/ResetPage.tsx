import { useState } from 'react';
import { ApiError } from '../api/http';
import { redirect } from '../routing/navigation';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { Form } from '../ui/Form';
import { resetPassword } from './authApi';
import { EntryCard } from './EntryCard';
import { forgetReset, resetToken } from './linkSecrets';
import { NewPasswordField } from './NewPasswordField';
import { SignInForm } from './SignInForm';

/** Where the link leads that an administrator makes for somebody who has forgotten their password. */
export function ResetPage() {
  const [token, setToken] = useState(() => resetToken());
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const reset = useAction(async () => {
    try {
      await resetPassword(token ?? '', password);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'user.reset-refused')) throw error;
      forgetReset();
      return setToken(undefined);
    }
    forgetReset();
    setDone(true);
  });
  if (done) {
    return (
      <EntryCard title="Your password is set" lead="Everybody who had signed in with the old one is signed out. Sign in with the new one.">
        <SignInForm onDone={() => redirect('/')} />
      </EntryCard>
    );
  }
  if (!token) {
    return (
      <EntryCard title="This link can’t be used" lead="It is incomplete, was used already, or has expired. Open it again as it was sent to you, or ask an administrator for another.">
        <Button onClick={() => redirect('/')}>Sign in</Button>
      </EntryCard>
    );
  }
  return (
    <EntryCard title="Set another password">
      <Form action={reset} submit="Set password" busy="Setting…">
        <NewPasswordField label="New password" autoFocus value={password} onChange={setPassword} />
      </Form>
    </EntryCard>
  );
}
