import { useCallback, useEffect, useState } from 'react';
import type { LiveSession } from '../live/LiveSession';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { count } from '../ui/format';
import { SmallSelect } from '../ui/SmallSelect';
import { ComparisonView } from './ComparisonView';
import { hearAgain, listVersions, type Version } from './versions';
import styles from './Versions.module.css';

interface VersionsViewProps {
  sessionId: string;
  live: LiveSession;
  mayBegin: boolean;
}

/** What kept audio came to, each time that it was heard; two of these side by side. */
export function VersionsView({ sessionId, live, mayBegin }: VersionsViewProps) {
  const told = useStore(live.timeline, (timeline) => timeline.versionEvents);
  const { value, error, reload } = useLoad(useCallback((signal: AbortSignal) => listVersions(sessionId, signal), [sessionId]));
  const [provider, setProvider] = useState('');
  const [right, setRight] = useState<number>();
  const begin = useAction(async (name: string) => {
    await hearAgain(sessionId, name);
    reload();
  });
  useEffect(reload, [told, reload]);
  if (!value) return error ? <Banner look="error">{error}</Banner> : <p>Loading…</p>;
  const running = value.versions.some(({ version, status }) => version > 1 && status === 'running');
  const others = value.versions.filter(({ version }) => version > 1);
  const compared = others.find(({ version }) => version === right) ?? others.findLast(({ status }) => status === 'done');
  const chosen = provider || value.providers.at(-1) || '';
  return (
    <div className={styles.view}>
      <ul className={styles.list} aria-label="Versions">
        {value.versions.map((version) => (
          <li key={version.version}>
            <strong>{version.version === 1 ? 'The transcript' : `Version ${version.version}`}</strong> {describe(version)}
          </li>
        ))}
      </ul>
      {mayBegin && (
        <div className={styles.row}>
          <label>
            Heard again by{' '}
            <SmallSelect value={chosen} onChange={({ target }) => setProvider(target.value)}>
              {value.providers.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </SmallSelect>
          </label>
          <Button look="primary" disabled={begin.busy || running} onClick={() => void begin.run(chosen)}>
            {running || begin.busy ? 'Listening…' : 'Hear it again'}
          </Button>
        </div>
      )}
      {begin.error && <Banner look="error">{begin.error}</Banner>}
      {others.length > 1 && (
        <label>
          Beside the transcript{' '}
          <SmallSelect value={compared?.version ?? ''} onChange={({ target }) => setRight(Number(target.value))}>
            {others.map(({ version }) => (
              <option key={version} value={version}>
                Version {version}
              </option>
            ))}
          </SmallSelect>
        </label>
      )}
      {compared && compared.status !== 'done' && (
        <p>
          Version {compared.version} {compared.status === 'running' ? 'is still being heard' : 'was not heard to its end'}: what it does not have counts as different.
        </p>
      )}
      {compared && <ComparisonView key={`${compared.version} ${compared.status}`} sessionId={sessionId} left={1} right={compared.version} />}
    </div>
  );
}

function describe({ provider, model, status, error, words }: Version): string {
  const by = provider ? `by ${provider}${model ? ` (${model})` : ''}, ` : '';
  if (status === 'failed') return `${by}failed: ${error ?? 'unknown'}`;
  return `${by}${count(words, 'word')}${status === 'running' ? ' so far' : ''}`;
}
