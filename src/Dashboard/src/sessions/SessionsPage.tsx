import { useDeferredValue, useEffect, useState } from 'react';
import { messageOf } from '../api/http';
import { importAndOpen, ImportButton } from '../exports/ImportButton';
import { Link } from '../routing/navigation';
import { searchPath } from '../search/search';
import { useAction } from '../state/useAction';
import { PlaySampleButton, SampleFailure } from '../sample/PlaySampleButton';
import { Banner, FailureBanner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import { SegmentedControl } from '../ui/SegmentedControl';
import { FileDrop } from '../upload/FileDrop';
import { UploadButton } from '../upload/UploadButton';
import { EmptyState } from './EmptyState';
import { NewSessionButton } from './NewSessionButton';
import type { SessionStatus } from './session';
import { SessionList } from './SessionList';
import { useSessions } from './useSessions';
import styles from './SessionsPage.module.css';

type Filter = 'all' | SessionStatus;

const filters = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Live' },
  { value: 'ended', label: 'Ended' },
] as const;

export function SessionsPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const query = useDeferredValue(search.trim());
  const { sessions, more, error, loadingMore, loadMore, retry } = useSessions(filter === 'all' ? undefined : filter, query);
  const [failure, setFailure] = useState<string>();
  const importing = useAction(importAndOpen);
  const empty = sessions?.length === 0 && filter === 'all' && query === '';

  useEffect(() => {
    document.title = 'Sessions · MeetingIntel';
  }, []);

  return (
    <FileDrop className={styles.page}>
      <div className={styles.head}>
        <h1>Sessions</h1>
        <div className={styles.actions}>
          {!empty && <PlaySampleButton />}
          <UploadButton />
          <ImportButton busy={importing.busy} run={importing.run} />
          <NewSessionButton look={empty ? 'secondary' : 'primary'} onFailure={setFailure} />
        </div>
      </div>
      <SampleFailure />
      <FailureBanner onDismiss={() => setFailure(undefined)}>{failure}</FailureBanner>
      <FailureBanner onDismiss={importing.dismiss}>{importing.error}</FailureBanner>
      {error !== undefined && sessions && <Banner look="warn">{messageOf(error)}</Banner>}
      {empty && <EmptyState />}
      {!empty && (
        <>
          <div className={styles.tools}>
            <label className={styles.search}>
              <Icon name="search" size={16} />
              <span className="visually-hidden">Search sessions</span>
              <input type="search" placeholder="Search" value={search} onChange={(event) => setSearch(event.target.value)} />
            </label>
            <SegmentedControl label="Show" options={filters} value={filter} onChange={setFilter} />
          </div>
          {query !== '' && (
            <p className={styles.within}>
              These are names. <Link href={searchPath({ q: query })}>Search for &ldquo;{query}&rdquo; in what was said, noted and understood</Link>
            </p>
          )}
          {sessions && sessions.length > 0 && <SessionList sessions={sessions} />}
          {sessions?.length === 0 && (
            <Notice title="No session matches">Try another word, or show all sessions.</Notice>
          )}
          {!sessions && error !== undefined && (
            <Notice title="The sessions can’t be shown" action={<Button onClick={retry}>Try again</Button>}>
              {messageOf(error)}
            </Notice>
          )}
          {more && (
            <Button className={styles.more} disabled={loadingMore} onClick={() => void loadMore()}>
              {loadingMore ? 'Loading…' : 'Show older sessions'}
            </Button>
          )}
        </>
      )}
    </FileDrop>
  );
}
