import { Store } from '../state/store';
import { uploadFile, type UploadStage } from './uploadFile';

export interface Upload {
  id: number;
  fileName: string;
  size: number;
  /** The session that the transcript goes into, once known. */
  sessionId: string | undefined;
  stage: UploadStage;
  /** How far the stage is, 0…1. */
  done: number;
  phase: 'running' | 'done' | 'failed';
  error: string | undefined;
  /** No speech was found in it. */
  silent: boolean;
  /** Why only a part of the file was transcribed. */
  warning: string | undefined;
}

const stages: readonly UploadStage[] = ['upload', 'decode', 'transcribe'];

/** The uploads of this page; they go on while the page shows something else. */
export class Uploads {
  readonly state = new Store<readonly Upload[]>([]);

  readonly #upload: typeof uploadFile;
  readonly #cancel = new Map<number, () => void>();
  #lastId = 0;

  constructor(upload: typeof uploadFile = uploadFile) {
    this.#upload = upload;
  }

  /** @param sessionId Where the transcript goes; a new session when absent. */
  start(file: File, sessionId?: string) {
    this.#lastId += 1;
    const id = this.#lastId;
    const upload: Upload = {
      id,
      fileName: file.name,
      size: file.size,
      sessionId,
      stage: 'upload',
      done: 0,
      phase: 'running',
      error: undefined,
      silent: false,
      warning: undefined,
    };
    this.state.set([...this.state.get(), upload]);
    const cancel = this.#upload(
      { file, sessionId },
      {
        onSession: (session) => this.#change(id, { sessionId: session }),
        onProgress: (stage, done) => this.#advance(id, stage, done),
        onDone: (outcome) => this.#change(id, { phase: 'done', done: 1, ...outcome }),
        onError: (error) => this.#change(id, { phase: 'failed', error }),
      },
    );
    this.#cancel.set(id, cancel);
  }

  /** Stops a running upload, or takes a finished one off the list. */
  remove(id: number) {
    this.#cancel.get(id)?.();
    this.#cancel.delete(id);
    this.state.set(this.state.get().filter((upload) => upload.id !== id));
  }

  get busy(): boolean {
    return this.state.get().some(({ phase }) => phase === 'running');
  }

  /** The stages overlap; what is shown only goes forward. */
  #advance(id: number, stage: UploadStage, done: number) {
    const upload = this.state.get().find((candidate) => candidate.id === id);
    if (upload && stages.indexOf(stage) >= stages.indexOf(upload.stage)) this.#change(id, { stage, done });
  }

  #change(id: number, change: Partial<Upload>) {
    this.state.set(this.state.get().map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  }
}
