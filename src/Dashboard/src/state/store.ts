import { useSyncExternalStore } from 'react';

/** What a component can watch: a snapshot that changes identity when it changes, and a call when it does. */
export interface Readable<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Holds one immutable value outside React, for what outlives a view (a recording, an upload, a session's feed). */
export class Store<T> implements Readable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#listeners.forEach((listener) => listener());
  }

  update(change: Partial<T>) {
    this.set({ ...this.#value, ...change });
  }
}

/** Watches a part of a store; the component renders again only when the part changes identity. */
export function useStore<T>(store: Readable<T>): T;
export function useStore<T, P>(store: Readable<T>, part: (value: T) => P): P;
export function useStore<T, P>(store: Readable<T>, part?: (value: T) => P): T | P {
  return useSyncExternalStore(store.subscribe, () => (part ? part(store.get()) : store.get()));
}
