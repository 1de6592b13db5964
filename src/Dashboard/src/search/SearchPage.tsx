import { useEffect, useMemo, useRef } from 'react';
import { redirect, useQuery } from '../routing/navigation';
import { TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { SegmentedControl } from '../ui/SegmentedControl';
import { FoundCount, FoundResults } from './FoundResults';
import { readQuestion, searchPath, type Question } from './search';
import { toFirstResult } from './SearchResults';
import { useSearch } from './useSearch';
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
            onKeyDown={(event) => toFirstResult(event, page.current)}
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
      <FoundCount found={found} />
      <FoundResults asked={question.q.trim() !== ''} found={found} />
    </div>
  );
}
