import { Link } from '../routing/navigation';
import { Button } from '../ui/Button';
import { useTheme } from '../ui/theme';
import { ActivityLink } from './ActivityLink';
import { Brand } from './Brand';
import styles from './TopBar.module.css';

export function TopBar({ currentSession }: { currentSession: string | undefined }) {
  const [theme, switchTheme] = useTheme();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.brand} aria-label="MeetingIntel, all sessions">
        <Brand />
      </Link>
      <ActivityLink currentSession={currentSession} />
      <Button look="quiet" icon={theme === 'dark' ? 'sun' : 'moon'} iconOnly onClick={switchTheme}>
        {theme === 'dark' ? 'Switch to light theme' : 'Switch to dark theme'}
      </Button>
    </header>
  );
}
