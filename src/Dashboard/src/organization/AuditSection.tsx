import { useCallback, useState } from 'react';
import { Link } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { Section } from '../settings/Section';
import styles from '../settings/Settings.module.css';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { dayAndTime } from '../ui/format';
import { Row, Rows } from '../ui/Rows';
import { Loaded } from '../ui/Loaded';
import audit from './Audit.module.css';
import { actionName, actorName, facts, listAudit, type AuditEntry, type AuditPage } from './audit';

export function AuditSection() {
  const first = useLoad(useCallback((signal: AbortSignal) => listAudit(undefined, signal), []));
  return (
    <Section title="Audit" lead="Who did what in this organisation, newest first. Nothing here can be changed.">
      <Loaded load={first}>{(page) => <Entries first={page} />}</Loaded>
    </Section>
  );
}

function Entries({ first }: { first: AuditPage }) {
  const [older, setOlder] = useState<AuditPage>({ entries: [], next: first.next ?? null });
  const more = useAction(async () => {
    const page = await listAudit(older.next ?? undefined);
    setOlder((before) => ({ entries: [...before.entries, ...page.entries], next: page.next ?? null }));
  });
  const entries = [...first.entries, ...older.entries];
  if (entries.length === 0) return <p className={styles.quiet}>Nothing has been recorded yet.</p>;
  return (
    <>
      <Rows label="Audit">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </Rows>
      {more.error && <Banner look="error">{more.error}</Banner>}
      {older.next && (
        <Button className={styles.more} disabled={more.busy} onClick={() => void more.run()}>
          {more.busy ? 'Loading…' : 'Show older entries'}
        </Button>
      )}
    </>
  );
}

function EntryRow({ entry }: { entry: AuditEntry }) {
  const known = facts(entry);
  return (
    <Row
      title={actionName(entry.action)}
      meta={
        <>
          <span>{actorName(entry.actor)}</span>
          <time dateTime={entry.at}>{dayAndTime(new Date(entry.at), new Date())}</time>
          {entry.session_id && <Link href={sessionPath(entry.session_id)}>Session</Link>}
          {known.length > 0 && (
            <details className={audit.details}>
              <summary>Details</summary>
              <dl className={audit.facts}>
                {known.map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </>
      }
    />
  );
}
