import { useState } from 'react';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { SelectField, TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { filledIn, knownProviders, otherFields, setCredentials } from './providers';

const other = 'other';
const choices = [...knownProviders.map(({ id, name }) => ({ value: id, label: name })), { value: other, label: 'Another one…' }];

interface ProviderFormProps {
  /** Whose key is replaced; any when absent. */
  provider: string | undefined;
  onCancel: () => void;
  onSaved: (provider: string) => void;
}

export function ProviderForm({ provider: fixed, onCancel, onSaved }: ProviderFormProps) {
  const [chosen, setChosen] = useState(fixed ?? knownProviders[0]!.id);
  const [named, setNamed] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const provider = chosen === other ? named.trim().toLowerCase() : chosen;
  const fields = knownProviders.find(({ id }) => id === provider)?.fields ?? otherFields;
  const save = useAction(async () => {
    await setCredentials(provider, filledIn(fields, values));
    setValues({});
    setNamed('');
    onSaved(provider);
  });
  return (
    <Form
      className={styles.card}
      action={save}
      submit="Save key"
      busy="Saving…"
      more={
        fixed !== undefined && (
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )
      }
    >
      <div className={styles.pair}>
        {fixed === undefined && <SelectField label="Provider" options={choices} value={chosen} onChange={({ target }) => setChosen(target.value)} />}
        {chosen === other && (
          <TextField label="Its name" required maxLength={50} pattern="[a-zA-Z0-9\-]+" hint="Letters, digits and dashes." autoComplete="off" value={named} onChange={({ target }) => setNamed(target.value)} />
        )}
        {fields.map(({ name, label, secret, required, placeholder }, index) => (
          <TextField
            key={name}
            label={required ? label : `${label} (optional)`}
            type={secret ? 'password' : 'url'}
            // No password manager should keep it, or fill in somebody's password.
            autoComplete={secret ? 'new-password' : 'off'}
            spellCheck={false}
            required={required}
            autoFocus={fixed !== undefined && index === 0}
            placeholder={placeholder}
            value={values[name] ?? ''}
            onChange={({ target }) => setValues((before) => ({ ...before, [name]: target.value }))}
          />
        ))}
      </div>
    </Form>
  );
}
