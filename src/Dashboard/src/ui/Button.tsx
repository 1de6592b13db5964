import type { ButtonHTMLAttributes, Ref } from 'react';
import { classes } from './classes';
import { Icon, type IconName } from './Icon';
import styles from './Button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it looks like: one primary action per view; quiet ones carry no border. */
  look?: 'primary' | 'secondary' | 'quiet' | 'live';
  icon?: IconName;
  /** Shows only the icon; the children become its accessible name and tooltip. */
  iconOnly?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'secondary', icon, iconOnly = false, className, children, ...rest }: ButtonProps) {
  const label = iconOnly && typeof children === 'string' ? children : undefined;
  return (
    <button type="button" title={label} {...rest} className={classes(styles.button, styles[look], iconOnly && styles.iconOnly, className)}>
      {icon && <Icon name={icon} />}
      {iconOnly ? <span className="visually-hidden">{children}</span> : children}
    </button>
  );
}
