import { AccountMenu } from '../identity/AccountMenu';
import type { Me } from '../identity/identityState';
import { Link } from '../routing/navigation';
import { searchPath } from '../search/search';
import { chooseAndSave } from '../settings/preferences';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { otherTheme, useTheme } from '../ui/theme';
import { ActivityLink } from './ActivityLink';
import { Brand } from './Brand';
import styles from './TopBar.module.css';

export function TopBar({ me, currentSession }: { me: Me; currentSession: string | undefined }) {
  const theme = useTheme();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.brand} aria-label="MeetingIntel, all sessions">
        <Brand />
      </Link>
      <ActivityLink currentSession={currentSession} />
      <Link href={searchPath({})} className={styles.search} title="Search in all sessions">
        <Icon name="search" />
        <span className="visually-hidden">Search in all sessions</span>
      </Link>
      <AccountMenu me={me} />
      <Button look="quiet" icon={theme === 'dark' ? 'sun' : 'moon'} iconOnly onClick={() => chooseAndSave(me, otherTheme())}>
        {theme === 'dark' ? 'Switch to light theme' : 'Switch to dark theme'}
      </Button>
    </header>
  );
}
