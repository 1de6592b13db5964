import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { uploads } from '../app/activities';
import styles from './FileDrop.module.css';

/** Takes recordings that are dropped on it; the button beside it does the same for the keyboard. */
export function FileDrop({ className = '', children }: { className?: string | undefined; children: ReactNode }) {
  const [over, setOver] = useState(false);
  // Entering a child leaves its parent: only the balance says whether the pointer is still inside.
  const depth = useRef(0);
  const isFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const settle = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <div
      className={className}
      onDragEnter={(event) => {
        if (!isFile(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (isFile(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!isFile(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) settle();
      }}
      onDrop={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        settle();
        for (const file of event.dataTransfer.files) uploads.start(file);
      }}
    >
      {children}
      {over && (
        <div className={styles.over}>
          <p>Drop a recording to transcribe it</p>
        </div>
      )}
    </div>
  );
}
