import { useId } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { ChannelPlot } from './ChannelPlot';
import type { Pointer } from './moments';
import { levelOf, valueText, type Crossing, type Latest, type Range, type TelemetryChannel, type TelemetryLevel } from './telemetry';
import type { View } from './view';
import styles from './Telemetry.module.css';

const levels: Record<TelemetryLevel, string> = { ok: 'OK', warn: 'Warning', alarm: 'Alarm' };

interface ChannelItemProps {
  sessionId: string;
  channel: TelemetryChannel;
  newest: Latest | undefined;
  /** Of all channels. */
  crossings: readonly Crossing[];
  /** Whether the panel is looked at. */
  shown: boolean;
  open: boolean;
  view: View;
  range: Range | undefined;
  pointer: Pointer;
  onToggle: (channel: string) => void;
  /** Absent for those who may not set limits. */
  onLimits: ((channel: string) => void) | undefined;
  onZoom: (range: Range) => void;
  onReset: () => void;
}

/** A channel: its name, how it stands and what it says now; below it, if that is wanted, its plot. */
export function ChannelItem({ sessionId, channel, newest, crossings, shown, open, view, range, pointer, onToggle, onLimits, onZoom, onReset }: ChannelItemProps) {
  const plotId = useId();
  const { channel: name } = channel;
  const level = levelOf(channel, crossings);
  const unit = newest?.unit ?? channel.unit;
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <button type="button" className={styles.toggle} aria-expanded={open} aria-controls={plotId} onClick={() => onToggle(name)}>
          <span className={classes(styles.chevron, open && styles.turned)}>
            <Icon name="chevronDown" size={16} />
          </span>
          <span className={styles.name}>{name}</span>
        </button>
        {(channel.limits || level !== 'ok') && <span className={classes(styles.level, styles[level])}>{levels[level]}</span>}
        <span className={classes(styles.value, level !== 'ok' && styles[`${level}Value`])}>
          {newest ? valueText(newest.value) : '…'}
          {unit && <span className={styles.unit}> {unit}</span>}
        </span>
        {onLimits && (
          <Button look="quiet" className={styles.setLimits} onClick={() => onLimits(name)}>
            Limits<span className="visually-hidden"> of {name}</span>
          </Button>
        )}
      </div>
      <div id={plotId}>
        {shown && open && range && (
          <ChannelPlot
            sessionId={sessionId}
            channel={channel}
            view={view}
            range={range}
            newest={newest}
            crossings={crossings}
            pointer={pointer}
            onZoom={onZoom}
            onReset={onReset}
          />
        )}
      </div>
    </li>
  );
}
