import { useCallback, useState } from 'react';
import type { Me } from '../identity/identityState';
import { actorName } from '../organization/audit';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { TextField } from '../ui/Field';
import { Form } from '../ui/Form';
import { dayAndTime } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { Row, Rows, Tag } from '../ui/Rows';
import { getRetention, gone, listErasures, setRetention, type Erasure } from './erasure';

/** For how long sessions are kept, and what was erased. */
export function RetentionSection({ me }: { me: Me }) {
  const { id } = me.organization;
  const kept = useLoad(useCallback((signal: AbortSignal) => getRetention(id, signal), [id]));
  const erasures = useLoad(listErasures);
  return (
    <Section title="Retention" lead="Sessions are kept until somebody deletes them, or for a number of days after their end. What is erased is gone for good.">
      <Loaded load={kept}>{({ days }) => <DaysForm organizationId={id} days={days ?? undefined} />}</Loaded>
      <h3>Erased sessions</h3>
      <Loaded load={erasures}>
        {(list) =>
          list.length === 0 ? (
            <p className={styles.quiet}>None has been erased yet.</p>
          ) : (
            <Rows label="Erased sessions">
              {list.map((erasure) => (
                <ErasureRow key={erasure.id} erasure={erasure} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}

function DaysForm({ organizationId, days }: { organizationId: string; days: number | undefined }) {
  const [text, setText] = useState(days?.toString() ?? '');
  const [saved, setSaved] = useState(text);
  const [done, setDone] = useState<string>();
  const save = useAction(async () => {
    setDone(undefined);
    await setRetention(organizationId, text === '' ? null : Number(text));
    setSaved(text);
    setDone(text === '' ? 'Sessions are kept until somebody deletes them.' : 'Sessions that are older are being erased.');
  });
  return (
    <Form className={styles.narrow} action={save} submit="Save" busy="Saving…" done={done} disabled={text === saved}>
      <TextField
        label="Days to keep a session after its end"
        hint="Empty: until somebody deletes it. A session that nobody ended counts from what last happened in it."
        type="number"
        min={1}
        max={36500}
        step={1}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setDone(undefined);
        }}
      />
    </Form>
  );
}

function ErasureRow({ erasure }: { erasure: Erasure }) {
  const { id, session_id: session, status, reason, requested_by: by, requested_at: at } = erasure;
  return (
    <Row
      title={
        <>
          {session} <Tag good={status === 'erased'}>{status === 'erased' ? 'Erased' : 'Being erased'}</Tag>
        </>
      }
      meta={
        <>
          <span>{reason === 'retention' ? 'its time had come' : actorName(by)}</span>
          <time dateTime={at}>{dayAndTime(new Date(at), new Date())}</time>
          <span>{gone(erasure)}</span>
          <span>receipt {id}</span>
        </>
      }
    />
  );
}
