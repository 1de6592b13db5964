import { useRef } from 'react';
import { uploads } from '../app/activities';
import { Button } from '../ui/Button';

/** Chooses audio or video files to be transcribed, into a session or into new ones. */
export function UploadButton({ sessionId }: { sessionId?: string }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon="upload" onClick={() => input.current?.click()}>
        Upload file
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        accept="audio/*,video/*"
        aria-label="Audio or video file to upload"
        onChange={({ target }) => {
          for (const file of target.files ?? []) uploads.start(file, sessionId);
          target.value = '';
        }}
      />
    </>
  );
}
