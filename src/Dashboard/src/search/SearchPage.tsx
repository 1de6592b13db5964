import { useEffect, useMemo, useRef } from 'react';
import { redirect, useQuery } from '../routing/navigation';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { count } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import { SegmentedControl } from '../ui/SegmentedControl';
import { readQuestion, searchPath, type Question } from './search';
import { SearchResults } from './SearchResults';
import { useSearch, type Found } from './useSearch';
import styles from './Search.module.css';

const kinds = [
  { value: 'all', label: 'All' },
  { value: 'transcript', label: 'Said' },
  { value: 'note', label: 'Notes' },
  { value: 'insight', label: 'Insights' },
] as const;

/** Looks through all sessions. The question stands in the address: the way back from a result leads to it again. */
export function SearchPage() {
  const query = useQuery();
  const question = useMemo(() => readQuestion(query), [query]);
  const found = useSearch(question);
  const page = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const ask = (change: Partial<Question>) => redirect(searchPath({ ...question, ...change }));
  const filtered = [question.speaker, question.tag, question.from, question.to].some((text) => text !== '');

  useEffect(() => {
    document.title = 'Search · MeetingIntel';
    field.current?.focus();
  }, []);

  return (
    <div ref={page} className={styles.page}>
      <h1>Search</h1>
      <search className={styles.form}>
        <label className={styles.words}>
          <Icon name="search" size={16} />
          <span className="visually-hidden">Search in all sessions</span>
          <input
            ref={field}
            type="search"
            maxLength={200}
            placeholder="What was said, noted and understood"
            value={question.q}
            onChange={({ target }) => ask({ q: target.value })}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              event.preventDefault();
              page.current?.querySelector<HTMLElement>('ol a')?.focus();
            }}
          />
        </label>
        <SegmentedControl label="Kind" options={kinds} value={question.kind} onChange={(kind) => ask({ kind })} />
        <details className={styles.filters} open={filtered || undefined}>
          <summary>Who, when, tag</summary>
          <div className={styles.fields}>
            <TextField label="Speaker" maxLength={200} value={question.speaker} onChange={({ target }) => ask({ speaker: target.value })} />
            <TextField label="Tag of a note" maxLength={200} value={question.tag} onChange={({ target }) => ask({ tag: target.value })} />
            <TextField label="From" type="date" value={question.from} onChange={({ target }) => ask({ from: target.value })} />
            <TextField label="To" type="date" value={question.to} onChange={({ target }) => ask({ to: target.value })} />
          </div>
        </details>
      </search>
      <p role="status" className="visually-hidden">
        {found.results && !found.busy ? (found.more ? `More than ${count(found.results.length, 'result')}` : count(found.results.length, 'result')) : ''}
      </p>
      <Results question={question} found={found} />
    </div>
  );
}

function Results({ question, found: { results, more, advice, error, busy, loadMore } }: { question: Question; found: Found }) {
  if (question.q.trim() === '') {
    return (
      <Notice title="What are you looking for?">
        Any form of a word is found: budget finds budgets, too. &ldquo;Quoted phrases&rdquo;, or, -not and a last word that is only begun (budg*) work as well.
      </Notice>
    );
  }
  if (advice) return <Notice title="Nothing to look for yet">{advice}</Notice>;
  return (
    <>
      {error && <Banner look="error">{error}</Banner>}
      {busy && !results && !error && <p className={styles.busy}>Searching…</p>}
      {results?.length === 0 && <Notice title="Nothing was found">Try another word, or fewer filters.</Notice>}
      {results && results.length > 0 && <SearchResults results={results} />}
      {more && (
        <Button className={styles.more} disabled={busy} onClick={loadMore}>
          {busy ? 'Searching…' : 'Show more'}
        </Button>
      )}
    </>
  );
}
