import { useState } from 'react';
import { useAction } from '../state/useAction';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { setLimits, type TelemetryChannel } from './telemetry';
import { limitsFrom, limitTexts, type LimitName } from './limitTexts';
import styles from './Telemetry.module.css';

const fields: readonly { name: LimitName; label: string }[] = [
  { name: 'alarm_low', label: 'Alarm below' },
  { name: 'warn_low', label: 'Warning below' },
  { name: 'warn_high', label: 'Warning above' },
  { name: 'alarm_high', label: 'Alarm above' },
];

interface LimitsFormProps {
  sessionId: string;
  channel: TelemetryChannel;
  onSaved: () => void;
}

/** What a channel's values are held against from the next one on. */
export function LimitsForm({ sessionId, channel, onSaved }: LimitsFormProps) {
  const [texts, setTexts] = useState(() => limitTexts(channel.limits));
  const [unit, setUnit] = useState(channel.unit ?? '');
  const save = useAction(async () => {
    await setLimits(sessionId, channel.channel, { ...limitsFrom(texts), ...(unit !== '' && { unit }) });
    onSaved();
  });
  return (
    <Form action={save} submit="Save limits" busy="Saving…">
      <p>The next value is the first that is held against them. A limit that stays empty is none.</p>
      <div className={styles.limits}>
        {fields.map(({ name, label }) => (
          <TextField key={name} label={label} type="number" step="any" value={texts[name]} onChange={({ target }) => setTexts({ ...texts, [name]: target.value })} />
        ))}
        <TextField
          label="Seconds until it is over"
          hint="So long values must be better before that is said."
          type="number"
          min={0}
          max={86_400}
          step="any"
          value={texts.hold_seconds}
          onChange={({ target }) => setTexts({ ...texts, hold_seconds: target.value })}
        />
        <TextField label="Unit" maxLength={50} value={unit} onChange={({ target }) => setUnit(target.value)} />
      </div>
    </Form>
  );
}
