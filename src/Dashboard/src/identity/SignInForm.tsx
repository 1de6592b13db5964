import { useState, type ReactNode } from 'react';
import { useAction } from '../state/useAction';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { identity } from './current';

interface SignInFormProps {
  /** Who has to sign in; anybody when absent. */
  email?: string | undefined;
  /** Accepted with it. */
  invitation?: string | undefined;
  /** Further buttons. */
  more?: ReactNode;
  onDone: () => void;
}

export function SignInForm({ email: fixed, invitation, more, onDone }: SignInFormProps) {
  const [email, setEmail] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const action = useAction(async () => {
    await identity.signIn(email.trim(), password, invitation);
    onDone();
  });
  return (
    <Form action={action} submit={invitation === undefined ? 'Sign in' : 'Sign in and join'} busy="Signing in…" more={more}>
      <TextField
        label="E-mail"
        type="email"
        name="username"
        autoComplete="username"
        required
        readOnly={fixed !== undefined}
        autoFocus={fixed === undefined}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        autoFocus={fixed !== undefined}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
    </Form>
  );
}
