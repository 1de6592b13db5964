import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useAction } from '../state/useAction';
import { FailureBanner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { SelectField, TextArea, TextField } from '../ui/Field';
import form from '../ui/Form.module.css';
import { readTags, type NoteDraft, type NoteType } from './note';

const types: readonly { value: NoteType; label: string }[] = [
  { value: 'observation', label: 'Observation' },
  { value: 'command', label: 'Command' },
  { value: 'system', label: 'System' },
];

interface NoteFormProps {
  initial: NoteDraft;
  verb: string;
  hint?: string | undefined;
  /** Called with the first letter: the note is of that moment. */
  onBegin?: () => void;
  onSave: (draft: NoteDraft) => Promise<unknown>;
  onCancel?: () => void;
}

/** What a note says. Ctrl or Command with Enter saves it: hands stay on the keyboard while the meeting goes on. */
export function NoteForm({ initial, verb, hint, onBegin, onSave, onCancel }: NoteFormProps) {
  const [draft, setDraft] = useState(initial);
  const [tags, setTags] = useState(initial.tags.join(', '));
  const save = useAction(async () => {
    await onSave({ ...draft, tags: readTags(tags) });
    setDraft({ ...initial, speaker: draft.speaker });
    setTags(initial.tags.join(', '));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.content.trim() !== '') void save.run();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
    if (event.key === 'Escape') onCancel?.();
  };

  return (
    <form className={form.form} onSubmit={submit} onKeyDown={onKeyDown}>
      <TextArea
        label="Note"
        hint={hint}
        rows={3}
        maxLength={100_000}
        value={draft.content}
        onChange={({ target }) => {
          if (draft.content === '') onBegin?.();
          setDraft({ ...draft, content: target.value });
        }}
      />
      <details>
        <summary>Who, what kind, tags</summary>
        <div className={form.form}>
          <TextField label="Said by" maxLength={200} value={draft.speaker} onChange={({ target }) => setDraft({ ...draft, speaker: target.value })} />
          <SelectField label="Kind" options={types} value={draft.type} onChange={({ target }) => setDraft({ ...draft, type: target.value as NoteType })} />
          <TextField label="Tags" hint="With commas between." value={tags} onChange={({ target }) => setTags(target.value)} />
        </div>
      </details>
      <FailureBanner onDismiss={save.dismiss}>{save.error}</FailureBanner>
      <div className={form.actions}>
        <Button type="submit" look="primary" disabled={save.busy || draft.content.trim() === ''}>
          {save.busy ? 'Saving…' : verb}
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
