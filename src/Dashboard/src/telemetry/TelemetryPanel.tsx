import { useCallback, useMemo, useState } from 'react';
import { classes } from '../ui/classes';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { SegmentedControl } from '../ui/SegmentedControl';
import { ChannelItem } from './ChannelItem';
import { LimitsForm } from './LimitsForm';
import type { Pointer } from './moments';
import type { Range } from './telemetry';
import type { Telemetry } from './useTelemetry';
import { chosenRange, rangeOf, type View } from './view';
import styles from './Telemetry.module.css';

interface TelemetryPanelProps {
  sessionId: string;
  telemetry: Telemetry;
  pointer: Pointer;
  /** Whether it is looked at: otherwise nothing is drawn, and nothing asked for. */
  shown: boolean;
  /** Whether whoever looks may set limits. */
  mayAdd: boolean;
  className?: string | undefined;
}

const everything: View = { kind: 'all' };

const stretches: Record<'all' | '600' | '60', View> = { all: everything, '600': { kind: 'last', seconds: 600 }, '60': { kind: 'last', seconds: 60 } };

const choices = [
  { value: 'all', label: 'All' },
  { value: '600', label: 'Last 10 min' },
  { value: '60', label: 'Last minute' },
] as const;

/** Of so many channels the plots are open from the beginning. */
const openAtFirst = 3;

/** What was measured: each channel with its newest value, and over time. */
export function TelemetryPanel({ sessionId, telemetry, pointer, shown, mayAdd, className }: TelemetryPanelProps) {
  const { channels, latest, crossings, reload } = telemetry;
  const [view, setView] = useState<View>(everything);
  const [toggled, setToggled] = useState<readonly string[]>([]);
  const [limited, setLimited] = useState<string>();
  const range = useMemo(() => rangeOf(view, channels, latest), [view, channels, latest]);
  const zoom = useCallback(({ from, to }: Range) => setView((before) => chosenRange(from, to) ?? before), []);
  const reset = useCallback(() => setView(everything), []);
  const toggle = useCallback((channel: string) => setToggled((before) => (before.includes(channel) ? before.filter((other) => other !== channel) : [...before, channel])), []);
  const chosen = view.kind === 'fixed' ? undefined : view.kind === 'all' ? 'all' : (`${view.seconds}` as '600' | '60');
  const limitedChannel = channels.find(({ channel }) => channel === limited);

  return (
    <aside className={classes(styles.panel, className)} aria-label="Telemetry">
      <div className={styles.tools}>
        <SegmentedControl label="Stretch of time" options={choices} value={chosen} onChange={(next) => setView(stretches[next])} />
        {view.kind === 'fixed' && <Button onClick={reset}>Show all</Button>}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A scrolling region must be reachable by keyboard. */}
      <section className={styles.scroller} aria-label="Channels" tabIndex={0}>
        <ul>
          {channels.map((channel, index) => (
            <ChannelItem
              key={channel.channel}
              sessionId={sessionId}
              channel={channel}
              newest={latest[channel.channel]}
              crossings={crossings}
              shown={shown}
              open={index < openAtFirst !== toggled.includes(channel.channel)}
              view={view}
              range={range}
              pointer={pointer}
              onToggle={toggle}
              onLimits={mayAdd ? setLimited : undefined}
              onZoom={zoom}
              onReset={reset}
            />
          ))}
        </ul>
        <p className={styles.hint}>Drag over a plot to look closer, double-click to see all.</p>
      </section>
      {limitedChannel && (
        <Dialog title={`Limits of ${limitedChannel.channel}`} onClose={() => setLimited(undefined)}>
          <LimitsForm
            sessionId={sessionId}
            channel={limitedChannel}
            onSaved={() => {
              setLimited(undefined);
              reload();
            }}
          />
        </Dialog>
      )}
    </aside>
  );
}
