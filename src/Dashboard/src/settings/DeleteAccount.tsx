import { useState } from 'react';
import { sending } from '../app/activities';
import { json, send } from '../api/http';
import { identity } from '../identity/current';
import type { Me } from '../identity/identityState';
import { useStore } from '../state/store';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import styles from './Settings.module.css';

/** Leaves for good. The password is asked for, so that nobody does it at somebody else's computer. */
export function DeleteAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState('');
  const busy = useStore(sending);
  const remove = useAction(async () => {
    await send('/api/v1/me', json('DELETE', { current_password: password }));
    identity.forget();
  });
  return (
    <>
      <h3>Delete your account</h3>
      <p className={styles.quiet}>
        You leave all your organisations, and the keys, links and invitations that you made end. Sessions stay with their organisations. This can’t be taken back.
      </p>
      {asking ? (
        <Form
          className={styles.narrow}
          action={remove}
          submit="Delete my account for good"
          busy="Deleting…"
          disabled={busy}
          more={
            <Button look="quiet" onClick={() => setAsking(false)}>
              Cancel
            </Button>
          }
        >
          {/* Tells password managers whose password it is. */}
          <input hidden readOnly type="email" name="username" autoComplete="username" value={me.email} />
          <TextField
            label="Current password"
            type="password"
            name="current-password"
            autoComplete="current-password"
            autoFocus
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Form>
      ) : (
        <div>
          <Button onClick={() => setAsking(true)}>Delete account…</Button>
        </div>
      )}
    </>
  );
}
