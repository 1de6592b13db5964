import { useCallback, useState } from 'react';
import { redirect } from '../routing/navigation';
import { isOtherAddress } from '../settings/address';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { AccountForm } from './AccountForm';
import { acceptInvitation, lookAtInvitation, register, type Invitation } from './authApi';
import { identity } from './current';
import { EntryCard, TextButton } from './EntryCard';
import type { Me } from './identityState';
import { forgetInvitation, invitationToken } from './linkSecrets';
import { SignInForm } from './SignInForm';

/** Where an invitation link leads: with an account to one more organisation, without one to an account. */
export function InvitePage({ user }: { user: Me | undefined }) {
  const [token] = useState(() => invitationToken());
  const { value: invitation, error } = useLoad(useCallback(() => (token ? lookAtInvitation(token) : Promise.reject(new Error(incomplete))), [token]));
  if (error || !token) {
    return (
      <EntryCard title="This invitation can’t be used" lead={error}>
        <Button onClick={() => redirect('/')}>{user ? 'All sessions' : 'Sign in'}</Button>
      </EntryCard>
    );
  }
  if (!invitation) return null;
  return user ? <Join token={token} invitation={invitation} user={user} /> : <Welcome token={token} invitation={invitation} />;
}

const incomplete = 'The link is incomplete, or was used in another tab. Open it again as it was sent to you.';

interface InvitedProps {
  token: string;
  invitation: Invitation;
}

function Join({ token, invitation: { organization, role, email }, user }: InvitedProps & { user: Me }) {
  const signOut = useAction(() => identity.signOut({ stay: true }));
  const join = useAction(async () => {
    await acceptInvitation(token);
    forgetInvitation();
    await identity.switchTo(organization.id);
    redirect('/');
  });
  if (email && user.email && isOtherAddress(email, user.email)) {
    return (
      <EntryCard title={`Join ${organization.name}`} lead={`The invitation is for ${email}, and you are signed in as ${user.email}. Sign out to accept it as ${email}.`}>
        {signOut.error && <Banner look="error">{signOut.error}</Banner>}
        <Button look="primary" disabled={signOut.busy} onClick={() => void signOut.run()}>
          Sign out
        </Button>
        <Button look="quiet" onClick={() => redirect('/')}>
          Not now
        </Button>
      </EntryCard>
    );
  }
  return (
    <EntryCard title={`Join ${organization.name}`} lead={`You are signed in as ${user.email}, and join as ${roleName(role)}.`}>
      {join.error && <Banner look="error">{join.error}</Banner>}
      <Button look="primary" disabled={join.busy} onClick={() => void join.run()}>
        {join.busy ? 'Joining…' : `Join ${organization.name}`}
      </Button>
      <Button look="quiet" onClick={() => redirect('/')}>
        Not now
      </Button>
    </EntryCard>
  );
}

function Welcome({ token, invitation: { organization, role, email } }: InvitedProps) {
  const [hasAccount, setHasAccount] = useState(false);
  const lead = `You are invited to ${organization.name} as ${roleName(role)}.`;
  if (hasAccount) {
    return (
      <EntryCard title="Sign in" lead={lead} other={<TextButton onClick={() => setHasAccount(false)}>Create an account instead</TextButton>}>
        <SignInForm
          email={email ?? undefined}
          invitation={token}
          onDone={() => {
            forgetInvitation();
            redirect('/');
          }}
        />
      </EntryCard>
    );
  }
  return (
    <EntryCard
      title={`Join ${organization.name}`}
      lead={lead}
      other={
        <>
          You have an account? <TextButton onClick={() => setHasAccount(true)}>Sign in</TextButton>
        </>
      }
    >
      <AccountForm
        submit="Create account and join"
        busy="Joining…"
        email={email ?? undefined}
        create={async (account) => {
          await register(account, token);
          forgetInvitation();
        }}
        onDone={() => redirect('/')}
      />
    </EntryCard>
  );
}

function roleName(role: string): string {
  return role === 'admin' ? 'an administrator' : 'a member';
}
