import { useId, useMemo, useRef, useState } from 'react';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { usePopover } from '../ui/usePopover';
import { FoundCount, FoundResults } from './FoundResults';
import { readQuestion, type SearchHit } from './search';
import { toFirstResult } from './SearchResults';
import { useSearch } from './useSearch';
import styles from './Search.module.css';
import session from './SessionSearch.module.css';

interface SessionSearchProps {
  sessionId: string;
  /** Takes somebody to what was found. */
  onShow: (hit: SearchHit) => void;
}

/** Looks through one session, beside it. What was asked for stays when the panel closes: the next result is one key away. */
export function SessionSearch({ sessionId, onShow }: SessionSearchProps) {
  const { root, button, open, setOpen, onKeyDown } = usePopover();
  const [words, setWords] = useState('');
  const panelId = useId();
  const show = (hit: SearchHit) => {
    setOpen(false);
    onShow(hit);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes what the button opened.
    <div ref={root} className={session.search} onKeyDown={onKeyDown}>
      <Button ref={button} icon="search" iconOnly aria-expanded={open} aria-controls={panelId} onClick={() => setOpen(!open)}>
        Search in this session
      </Button>
      {open && (
        <search id={panelId} className={session.panel}>
          <SearchWithin sessionId={sessionId} words={words} onWords={setWords} onShow={show} />
        </search>
      )}
    </div>
  );
}

interface SearchWithinProps extends SessionSearchProps {
  words: string;
  onWords: (words: string) => void;
}

function SearchWithin({ sessionId, words, onWords, onShow }: SearchWithinProps) {
  const question = useMemo(() => ({ ...readQuestion(''), q: words }), [words]);
  const found = useSearch(question, sessionId);
  const panel = useRef<HTMLDivElement>(null);
  return (
    <div ref={panel} className={session.content}>
      <label className={styles.words}>
        <Icon name="search" size={16} />
        <span className="visually-hidden">Find in this session</span>
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- Whoever opened it came to write in it.
          autoFocus
          type="search"
          maxLength={200}
          placeholder="Said, noted, understood"
          value={words}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onWords(target.value)}
          onKeyDown={(event) => toFirstResult(event, panel.current)}
        />
      </label>
      <FoundCount found={found} />
      {words.trim() !== '' && <FoundResults asked found={found} onShow={onShow} />}
    </div>
  );
}
