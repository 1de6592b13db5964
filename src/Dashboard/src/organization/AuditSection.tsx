import { useCallback, useMemo, useState } from 'react';
import type { Me } from '../identity/identityState';
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
import { listApiKeys, type ApiKey } from './apiKey';
import { actionName, actorName, facts, listAudit, namesOf, targetName, type AuditEntry, type AuditPage, type Names } from './audit';
import { listInvitations, listMembers, type Member, type OpenInvitation } from './organizationApi';

export function AuditSection({ me }: { me: Me }) {
  const first = useLoad(useCallback((signal: AbortSignal) => listAudit(undefined, signal), []));
  const known = useKnown(me.organization.id);
  return (
    <Section title="Audit" lead="Who did what in this organisation, newest first. Nothing here can be changed.">
      <Loaded load={first}>{(page) => <Entries first={page} known={known} />}</Loaded>
    </Section>
  );
}

/** Who and what entries may be about; one that can't be had now is named by its id. */
function useKnown(organizationId: string): Known {
  const members = useLoad(useCallback((signal: AbortSignal) => listMembers(organizationId, signal), [organizationId])).value;
  const invitations = useLoad(useCallback((signal: AbortSignal) => listInvitations(organizationId, signal), [organizationId])).value;
  const keys = useLoad(listApiKeys).value;
  return useMemo(() => ({ members: members ?? [], keys: keys ?? [], invitations: invitations ?? [] }), [members, keys, invitations]);
}

interface Known {
  members: Member[];
  keys: ApiKey[];
  invitations: OpenInvitation[];
}

function Entries({ first, known: { members, keys, invitations } }: { first: AuditPage; known: Known }) {
  const [older, setOlder] = useState<AuditPage>({ entries: [], next: first.next ?? null });
  const more = useAction(async () => {
    const page = await listAudit(older.next ?? undefined);
    setOlder((before) => ({ entries: [...before.entries, ...page.entries], next: page.next ?? null }));
  });
  const entries = [...first.entries, ...older.entries];
  const names = namesOf(members, keys, invitations, entries);
  if (entries.length === 0) return <p className={styles.quiet}>Nothing has been recorded yet.</p>;
  return (
    <>
      <Rows label="Audit">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} names={names} />
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

function EntryRow({ entry, names }: { entry: AuditEntry; names: Names }) {
  const known = facts(entry);
  const target = targetName(entry, names);
  return (
    <Row
      title={target ? `${actionName(entry.action)}: ${target}` : actionName(entry.action)}
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
