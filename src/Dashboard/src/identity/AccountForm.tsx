import { useState, type ReactNode } from 'react';
import { useAction } from '../state/useAction';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import type { Account } from './authApi';
import { identity } from './current';
import { NewPasswordField } from './NewPasswordField';

interface AccountFormProps {
  submit: string;
  busy: string;
  /** Whose account it is to be, where an invitation says so. */
  email?: string | undefined;
  /** Makes the account; who made it is then signed in. */
  create: (account: Account) => Promise<unknown>;
  onDone: () => void;
  /** Further fields, above. */
  children?: ReactNode;
}

/** Makes an account and signs in with it. */
export function AccountForm({ submit, busy, email: fixed, create, onDone, children }: AccountFormProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  // An account that was made is not made again when only the sign-in behind it failed.
  const [made, setMade] = useState<string>();
  const action = useAction(async () => {
    const account = { name: name.trim(), email: email.trim(), password };
    if (made !== account.email) await create(account);
    setMade(account.email);
    await identity.signIn(account.email, account.password);
    onDone();
  });
  return (
    <Form action={action} submit={submit} busy={busy}>
      {children}
      <TextField label="Your name" name="name" autoComplete="name" required maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        readOnly={fixed !== undefined}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <NewPasswordField label="Password" value={password} onChange={setPassword} />
    </Form>
  );
}
