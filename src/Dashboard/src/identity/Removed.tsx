import { useState } from 'react';
import { redirect } from '../routing/navigation';
import { useStore } from '../state/store';
import { useAction } from '../state/useAction';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Actions } from '../ui/Form';
import type { Organization } from './authApi';
import { identity } from './current';
import { mustSignInAgain, removedFrom, type Me } from './identityState';
import styles from './SignInAgain.module.css';

/** Over the page: whoever worked in an organisation does not belong to it any more. */
export function Removed({ me }: { me: Me }) {
  const from = useStore(identity.state, removedFrom);
  const nowhere = useStore(identity.state, mustSignInAgain);
  if (!from) return null;
  return nowhere ? <Nowhere key={from.id} from={from} /> : <Elsewhere from={from} to={me.organization} />;
}

const why = 'An administrator has removed you, or you left in another window.';

function Elsewhere({ from, to }: { from: Organization; to: Organization }) {
  const close = () => {
    identity.dismissRemoval();
    // What was shown may not exist there.
    redirect('/');
  };
  return (
    <Dialog title={titleOf(from)} narrow onClose={close}>
      <p>
        {why} From now on this window works in {to.name}.
      </p>
      <Actions>
        <Button look="primary" onClick={close}>
          OK
        </Button>
      </Actions>
    </Dialog>
  );
}

/** What is on the page can still be read. */
function Nowhere({ from }: { from: Organization }) {
  const [open, setOpen] = useState(true);
  const signOut = useAction(() => identity.signOut());
  const leave = (
    <Button look={open ? 'primary' : 'secondary'} disabled={signOut.busy} onClick={() => void signOut.run()}>
      Sign out
    </Button>
  );
  if (!open) {
    return (
      <div className={styles.bar}>
        <Banner look="warn" action={leave}>
          {titleOf(from)}, so nothing new comes in.
        </Banner>
      </div>
    );
  }
  return (
    <Dialog title={titleOf(from)} narrow onClose={() => setOpen(false)}>
      <p>{why} You belong to no other organisation, so there is nothing to sign in to until somebody invites you.</p>
      <Actions>
        {leave}
        <Button look="quiet" onClick={() => setOpen(false)}>
          Not now
        </Button>
      </Actions>
    </Dialog>
  );
}

function titleOf({ name }: Organization): string {
  return `You are no longer a member of ${name}`;
}
