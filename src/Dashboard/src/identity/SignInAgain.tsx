import { useState } from 'react';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { identity } from './current';
import { knownMe, mustSignInAgain, removedFrom } from './identityState';
import { SignInForm } from './SignInForm';
import styles from './SignInAgain.module.css';

/** Over the page, which stays as it is: whoever was signed in has to again. */
export function SignInAgain({ audioHeld }: { audioHeld: boolean }) {
  const expired = useStore(identity.state, (state) => mustSignInAgain(state) && !removedFrom(state));
  const email = useStore(identity.state, (state) => knownMe(state)?.email || undefined);
  return expired ? <Asking key={email} email={email} audioHeld={audioHeld} /> : null;
}

function Asking({ email, audioHeld }: { email: string | undefined; audioHeld: boolean }) {
  const [open, setOpen] = useState(true);
  if (!open) {
    return (
      <div className={styles.bar}>
        <Banner look="warn" action={<Button onClick={() => setOpen(true)}>Sign in</Button>}>
          {audioHeld ? 'You are signed out. Recording goes on, and is kept in this window.' : 'You are signed out, so nothing new comes in.'}
        </Banner>
      </div>
    );
  }
  return (
    <Dialog title="Sign in again" narrow onClose={() => setOpen(false)}>
      <p>
        Your sign-in has ended.{' '}
        {audioHeld
          ? 'Recording goes on meanwhile: all audio is kept in this window and is sent as soon as you have signed in. Don’t close it.'
          : 'What is on this page stays as it is.'}
      </p>
      <SignInForm
        email={email}
        onDone={() => {}}
        more={
          <Button look="quiet" onClick={() => setOpen(false)}>
            Not now
          </Button>
        }
      />
    </Dialog>
  );
}
