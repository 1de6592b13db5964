import { useId, type ReactNode } from 'react';
import styles from './SegmentedControl.module.css';

interface SegmentedControlProps<T extends string> {
  label: string;
  options: readonly { value: T; label: ReactNode }[];
  /** Undefined: none of them. */
  value: T | undefined;
  onChange: (value: T) => void;
  className?: string | undefined;
}

/** One choice out of a few, all visible. Radio buttons underneath, so that arrow keys and screen readers work as people expect. */
export function SegmentedControl<T extends string>({ label, options, value, onChange, className = '' }: SegmentedControlProps<T>) {
  const name = useId();
  return (
    <fieldset className={`${styles.control} ${className}`}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            className="visually-hidden"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
