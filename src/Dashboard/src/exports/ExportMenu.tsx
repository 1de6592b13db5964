import { useId, useState } from 'react';
import { useAction } from '../state/useAction';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { usePopover } from '../ui/usePopover';
import { downloadExport, exportFormats } from './exports';
import styles from './ExportMenu.module.css';

interface ExportMenuProps {
  sessionId: string;
  /** Whether whoever asks is of the organisation. */
  member: boolean;
}

/** The session as a file, in the form that somebody needs. */
export function ExportMenu({ sessionId, member }: ExportMenuProps) {
  const { root, button, open, setOpen, onKeyDown } = usePopover();
  const panelId = useId();
  const [saving, setSaving] = useState<string>();
  const download = useAction(async (format: string) => {
    setSaving(format);
    await downloadExport(sessionId, format);
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes what the button opened.
    <div ref={root} className={styles.menu} onKeyDown={onKeyDown}>
      <Button ref={button} icon="download" className={styles.open} title="Export" aria-expanded={open} aria-controls={panelId} onClick={() => setOpen(!open)}>
        <span>Export</span>
      </Button>
      {open && (
        <div id={panelId} className={styles.panel}>
          <ul aria-label="Export as">
            {exportFormats
              .filter(({ membersOnly }) => member || !membersOnly)
              .map(({ name, label, about }) => (
                <li key={name}>
                  <button type="button" className={styles.item} disabled={download.busy} onClick={() => void download.run(name)}>
                    {label}
                    <span className={styles.about}>{download.busy && saving === name ? 'Preparing…' : about}</span>
                  </button>
                </li>
              ))}
          </ul>
          {download.error && <Banner look="error">{download.error}</Banner>}
        </div>
      )}
    </div>
  );
}
