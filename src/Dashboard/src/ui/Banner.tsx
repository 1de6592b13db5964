import type { ReactNode } from 'react';
import { classes } from './classes';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './Banner.module.css';

interface BannerProps {
  look: 'warn' | 'error' | 'info';
  children: ReactNode;
  action?: ReactNode;
}

/** A state that the user should know of; read out without interrupting. */
export function Banner({ look, children, action }: BannerProps) {
  return (
    <div role={look === 'error' ? 'alert' : 'status'} className={classes(styles.banner, styles[look])}>
      {look !== 'info' && <Icon name="warning" size={16} />}
      <span className={styles.text}>{children}</span>
      {action}
    </div>
  );
}

/** What went wrong with something that the user asked for, until they have read it; nothing while nothing did. */
export function FailureBanner({ children, onDismiss }: { children: string | undefined; onDismiss: () => void }) {
  if (!children) return null;
  const dismiss = (
    <Button look="quiet" icon="close" iconOnly onClick={onDismiss}>
      Dismiss
    </Button>
  );
  return (
    <Banner look="error" action={dismiss}>
      {children}
    </Banner>
  );
}
