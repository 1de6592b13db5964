import { TextField } from '../ui/Field';

interface NewPasswordFieldProps {
  label: string;
  autoFocus?: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** A password that somebody chooses. */
export function NewPasswordField({ onChange, ...field }: NewPasswordFieldProps) {
  return (
    <TextField
      {...field}
      type="password"
      name="new-password"
      autoComplete="new-password"
      required
      hint="8 characters or more; long is better than complicated."
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
