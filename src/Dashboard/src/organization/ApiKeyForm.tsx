import { useState } from 'react';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { Checkbox, FieldGroup, SelectField, TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { createApiKey, scopes, type MadeApiKey } from './apiKey';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Does not expire' },
];

export function ApiKeyForm({ onMade }: { onMade: (key: MadeApiKey) => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set(['sessions:read']));
  const create = useAction(async () => {
    const chosen = scopes.map(({ scope }) => scope).filter((scope) => allowed.has(scope));
    if (chosen.length === 0) throw new Error('Choose at least one thing that the key may do.');
    onMade(await createApiKey(name.trim(), chosen, days === '' ? undefined : Number(days)));
  });
  const allow = (scope: string, may: boolean) => setAllowed((before) => new Set(may ? [...before, scope] : [...before].filter((other) => other !== scope)));
  return (
    <Form className={styles.card} action={create} submit="Create key" busy="Creating…">
      <div className={styles.pair}>
        <TextField label="Name" hint="Where it is used." autoComplete="off" required maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
        <SelectField label="Good for" options={lifetimes} value={days} onChange={({ target }) => setDays(target.value)} />
      </div>
      <FieldGroup label="It may">
        {scopes.map(({ scope, label }) => (
          <Checkbox key={scope} label={label} checked={allowed.has(scope)} onChange={({ target }) => allow(scope, target.checked)} />
        ))}
      </FieldGroup>
    </Form>
  );
}
