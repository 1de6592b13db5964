import { useId } from 'react';
import { sending } from '../app/activities';
import { Link } from '../routing/navigation';
import { settingsPath } from '../routing/route';
import { useStore } from '../state/store';
import { useAction } from '../state/useAction';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { usePopover } from '../ui/usePopover';
import styles from './AccountMenu.module.css';
import { identity } from './current';
import type { Me } from './identityState';
import { OrganizationSwitch } from './OrganizationSwitch';

/** Who is signed in and where, and what they may want to change about it. */
export function AccountMenu({ me }: { me: Me }) {
  const { root, button, open, setOpen, onKeyDown } = usePopover();
  const panelId = useId();
  const place = me.kind === 'development' ? 'Development' : me.organization.name;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes what the button opened.
    <div ref={root} className={styles.account} onKeyDown={onKeyDown}>
      <Button ref={button} look="quiet" className={styles.open} aria-expanded={open} aria-controls={panelId} onClick={() => setOpen(!open)}>
        <span className={styles.avatar} aria-hidden="true">
          {[...me.name][0]?.toLocaleUpperCase() ?? '?'}
        </span>
        <span className="visually-hidden">Account: </span>
        <span className={styles.name}>{place}</span>
      </Button>
      {open && (
        <div id={panelId} className={styles.panel}>
          <Panel me={me} close={() => setOpen(false)} />
        </div>
      )}
    </div>
  );
}

function Panel({ me, close }: { me: Me; close: () => void }) {
  const busy = useStore(sending);
  const signOut = useAction(() => identity.signOut());
  return (
    <>
      <div className={styles.who}>
        {me.kind === 'development' ? 'Nobody is signed in' : me.name}
        <p className={styles.small}>{me.kind === 'development' ? 'In development, this server asks nobody to.' : me.email}</p>
      </div>
      {me.kind === 'user' && <OrganizationSwitch me={me} disabled={busy} onSwitched={close} />}
      <div className={styles.part}>
        <Link href={settingsPath()} className={styles.item} onClick={close}>
          Settings
        </Link>
        {me.kind === 'development' ? (
          <Link href="/sign-in" className={styles.item} onClick={close}>
            Sign in
          </Link>
        ) : (
          <button type="button" className={styles.item} disabled={busy || signOut.busy} onClick={() => void signOut.run()}>
            {signOut.busy ? 'Signing out…' : 'Sign out'}
          </button>
        )}
        {busy && me.kind === 'user' && <p className={styles.note}>This window is sending audio. Let it finish, or stop it, before you leave.</p>}
        {signOut.error && <Banner look="error">{signOut.error}</Banner>}
      </div>
    </>
  );
}
