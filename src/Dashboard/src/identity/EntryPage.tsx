import { useState } from 'react';
import { AccountForm } from './AccountForm';
import { register, type AuthConfig } from './authApi';
import { EntryCard, TextButton } from './EntryCard';
import { SetupPage } from './SetupPage';
import { SignInForm } from './SignInForm';

interface EntryPageProps {
  config: AuthConfig;
  /** What the address asks for. */
  first: 'sign-in' | 'sign-up';
  onDone: () => void;
}

/** Signs somebody in, wherever they came to: the address stays what it is. */
export function EntryPage({ config, first, onDone }: EntryPageProps) {
  const open = config.sign_up === 'open';
  const [way, setWay] = useState(first);
  if (!config.initialized && config.auth_required) return <SetupPage onDone={onDone} />;
  if (way === 'sign-up' && open) {
    return (
      <EntryCard
        title="Create an account"
        other={
          <>
            You have one? <TextButton onClick={() => setWay('sign-in')}>Sign in</TextButton>
          </>
        }
      >
        <AccountForm submit="Create account" busy="Creating…" create={(account) => register(account, undefined)} onDone={onDone} />
      </EntryCard>
    );
  }
  return (
    <EntryCard
      title="Sign in"
      other={
        <>
          {open ? (
            <>
              New here? <TextButton onClick={() => setWay('sign-up')}>Create an account</TextButton>
            </>
          ) : (
            'New here? Ask an administrator of your organisation for an invitation.'
          )}
          <br />
          Forgotten your password? Ask an administrator of your organisation for a link that sets another.
        </>
      }
    >
      <SignInForm onDone={onDone} />
    </EntryCard>
  );
}
