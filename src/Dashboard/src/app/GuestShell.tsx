import { SessionPage } from '../live/SessionPage';
import { sessionPath, signInPath } from '../routing/route';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Notice } from '../ui/Notice';
import { chooseTheme, otherTheme, useTheme } from '../ui/theme';
import styles from './App.module.css';
import { Brand } from './Brand';
import bar from './TopBar.module.css';

/** One session, for a stranger who was given its link: to be read, live, and nothing else. */
export function GuestShell({ sessionId, over }: { sessionId: string; over: boolean }) {
  const theme = useTheme();
  return (
    <div className={classes(styles.app, !over && styles.window)}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className={bar.bar}>
        <span className={bar.brand}>
          <Brand />
        </span>
        <span className={bar.space} />
        {/* Loads the page anew: what the link opened ends here, for whoever may see the session as themselves. */}
        <a className={bar.plain} href={signInPath(sessionPath(sessionId))}>
          Sign in
        </a>
        <Button look="quiet" icon={theme === 'dark' ? 'sun' : 'moon'} iconOnly onClick={() => chooseTheme(otherTheme())}>
          {theme === 'dark' ? 'Switch to light theme' : 'Switch to dark theme'}
        </Button>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {over ? (
          <Notice title="This link does not open the session any more">
            It has expired or was withdrawn. Whoever gave it to you can make a new one; with an account you can sign in instead.
          </Notice>
        ) : (
          <SessionPage sessionId={sessionId} />
        )}
      </main>
    </div>
  );
}
