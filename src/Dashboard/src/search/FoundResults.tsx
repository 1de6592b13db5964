import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { count } from '../ui/format';
import { Notice } from '../ui/Notice';
import { SearchResults } from './SearchResults';
import type { SearchHit } from './search';
import type { Found } from './useSearch';
import styles from './Search.module.css';

interface FoundResultsProps {
  found: Found;
  /** Whether there is a question. */
  asked: boolean;
  /** Takes somebody to one of the session that is open; undefined: results lead to their sessions. */
  onShow?: ((hit: SearchHit) => void) | undefined;
}

/** What came of a question: results, or why there are none. */
export function FoundResults({ found: { results, more, advice, error, busy, loadMore }, asked, onShow }: FoundResultsProps) {
  if (!asked) {
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
      {results?.length === 0 && <Notice title="Nothing was found">{onShow ? 'Try another word.' : 'Try another word, or fewer filters.'}</Notice>}
      {results && results.length > 0 && <SearchResults results={results} onShow={onShow} />}
      {more && (
        <Button className={styles.more} disabled={busy} onClick={loadMore}>
          {busy ? 'Searching…' : 'Show more'}
        </Button>
      )}
    </>
  );
}

/** How many there are, for whoever does not see them. */
export function FoundCount({ found: { results, more, busy } }: { found: Found }) {
  return (
    <p role="status" className="visually-hidden">
      {results && !busy ? (more ? `More than ${count(results.length, 'result')}` : count(results.length, 'result')) : ''}
    </p>
  );
}
