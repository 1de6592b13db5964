import { useState, type FormEvent } from 'react';
import { recorder } from '../app/activities';
import { Button } from '../ui/Button';
import { identity } from '../identity/current';
import { knownUser } from '../identity/identityState';
import { rememberedName, rememberName } from './speakerName';
import { useMicrophones } from './useMicrophones';
import styles from './Dock.module.css';

/** Who speaks when nobody says. */
const nameless = 'Speaker';

/** Asks who speaks and over which microphone, then records. */
export function RecordSetup({ sessionId, onCancel }: { sessionId: string; onCancel: () => void }) {
  const own = knownUser(identity.state.get())?.name ?? '';
  const [speaker, setSpeaker] = useState(() => rememberedName() || own);
  const [deviceId, setDeviceId] = useState('');
  const microphones = useMicrophones();
  const record = (event: FormEvent) => {
    event.preventDefault();
    const name = speaker.trim();
    // The next to sign in here may be somebody else.
    rememberName(name === own ? '' : name);
    void recorder.start({ sessionId, speaker: name || nameless, deviceId: deviceId || undefined });
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is a shortcut for the button below.
    <form
      className={styles.form}
      onSubmit={record}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <label className={styles.field}>
        Your name
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- The form opens on a click of the button that it replaces. */}
        <input autoFocus value={speaker} maxLength={80} autoComplete="name" placeholder={nameless} onChange={(event) => setSpeaker(event.target.value)} />
      </label>
      <label className={styles.field}>
        Microphone
        <select value={deviceId} onChange={(event) => setDeviceId(event.target.value)}>
          <option value="">Default microphone</option>
          {microphones.map((device) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label}
            </option>
          ))}
        </select>
      </label>
      <div className={styles.buttons}>
        <Button look="primary" icon="mic" type="submit">
          Start recording
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
