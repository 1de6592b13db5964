import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import styles from './Field.module.css';

interface FieldText {
  label: string;
  /** What helps to fill it in. */
  hint?: ReactNode;
}

/** A field with its name above it, and what helps below. */
function Labelled({ label, hint, children }: FieldText & { children: (field: { id: string; className: string | undefined; 'aria-describedby': string | undefined }) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({ id, className: styles.input, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      <Hint id={id}>{hint}</Hint>
    </div>
  );
}

export function TextField({ label, hint, ...input }: FieldText & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Labelled label={label} hint={hint}>
      {(field) => <input {...field} {...input} />}
    </Labelled>
  );
}

export function TextArea({ label, hint, ...area }: FieldText & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Labelled label={label} hint={hint}>
      {(field) => <textarea {...field} {...area} />}
    </Labelled>
  );
}

interface SelectFieldProps extends FieldText, SelectHTMLAttributes<HTMLSelectElement> {
  options: readonly { value: string; label: string }[];
}

export function SelectField({ label, hint, options, ...select }: SelectFieldProps) {
  return (
    <Labelled label={label} hint={hint}>
      {(field) => (
        <select {...field} {...select}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** Something that is so or not. */
export function Checkbox({ label, hint, ...input }: FieldText & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <input id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      <label htmlFor={id}>{label}</label>
      <Hint id={id}>{hint}</Hint>
    </div>
  );
}

/** Choices that belong together, under one name. */
export function FieldGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.label}>{label}</legend>
      {children}
    </fieldset>
  );
}

function Hint({ id, children }: { id: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p id={`${id}-hint`} className={styles.hint}>
      {children}
    </p>
  );
}
