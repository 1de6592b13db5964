import type { ReactNode } from 'react';
import type { Load } from '../state/useLoad';
import { Banner } from './Banner';
import { Button } from './Button';

/** What was got from the server, or why it could not be. */
export function Loaded<T>({ load, children }: { load: Load<T>; children: (value: T) => ReactNode }) {
  return (
    <>
      {load.error && (
        <Banner look="error" action={<Button onClick={load.reload}>Try again</Button>}>
          {load.error}
        </Banner>
      )}
      {load.value !== undefined && children(load.value)}
    </>
  );
}
