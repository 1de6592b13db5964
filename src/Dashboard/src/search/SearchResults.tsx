import type { KeyboardEvent, MouseEvent } from 'react';
import { Link } from '../routing/navigation';
import { titleOf } from '../sessions/session';
import { dayAndTime } from '../ui/format';
import { kindName, pathOf, type SearchHit } from './search';
import styles from './Search.module.css';

interface SearchResultsProps {
  results: readonly SearchHit[];
  /** Takes somebody to one of the session that is open; undefined: results lead to their sessions. */
  onShow?: ((hit: SearchHit) => void) | undefined;
}

/** What was found, the newest first; arrow keys go from one to the next. */
export function SearchResults({ results, onShow }: SearchResultsProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- The links in it take the keys; arrows are an extra.
    <ol className={styles.results} aria-label="Results" onKeyDown={moveOn}>
      {results.map((hit) => (
        <Result key={`${hit.session_id} ${hit.kind} ${hit.id} ${hit.seq}`} hit={hit} onShow={onShow} />
      ))}
    </ol>
  );
}

function Result({ hit, onShow }: { hit: SearchHit; onShow: SearchResultsProps['onShow'] }) {
  const { session_name: name, speaker, at, tags, snippet } = hit;
  const show = (event: MouseEvent) => {
    if (!onShow || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onShow(hit);
  };
  return (
    <li className={styles.result}>
      <Link href={pathOf(hit)} className={styles.snippet} onClick={show}>
        {snippet.map(({ text, hit: asked }, index) =>
          // oxlint-disable-next-line react/no-array-index-key -- The pieces of an answer never change.
          asked ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
        )}
      </Link>
      <p className={styles.meta}>
        <span className={styles.kind}>{kindName(hit)}</span>
        {speaker && <span>{speaker}</span>}
        {!onShow && <span className={styles.session}>{titleOf({ name })}</span>}
        <time dateTime={at}>{dayAndTime(new Date(at), new Date())}</time>
        {tags?.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </p>
    </li>
  );
}

/** From the field where somebody asks, the arrow leads to what was found. */
export function toFirstResult(event: KeyboardEvent, around: HTMLElement | null) {
  if (event.key !== 'ArrowDown') return;
  event.preventDefault();
  around?.querySelector<HTMLElement>('ol a')?.focus();
}

function moveOn(event: KeyboardEvent<HTMLOListElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
