import { useState } from 'react';
import { TextField } from '../ui/Field';
import { AccountForm } from './AccountForm';
import { initialize, type Account } from './authApi';
import { EntryCard } from './EntryCard';

/** A server that nobody has an account on yet: whoever comes first becomes its administrator. */
export function SetupPage({ onDone }: { onDone: () => void }) {
  const [organization, setOrganization] = useState('');
  const create = async (account: Account) => {
    const { success, errors, message } = await initialize(account, organization.trim());
    if (!success) throw new Error(errors?.join(' ') || message || 'The server could not be set up.');
  };
  return (
    <EntryCard title="Set up MeetingIntel" lead="Nobody has an account here yet. Yours is the first: it administers the organisation.">
      <AccountForm submit="Set up" busy="Setting up…" create={create} onDone={onDone}>
        <TextField
          label="Organisation"
          name="organization"
          autoComplete="organization"
          required
          autoFocus
          maxLength={120}
          value={organization}
          onChange={({ target }) => setOrganization(target.value)}
        />
      </AccountForm>
    </EntryCard>
  );
}
