import { lazy, Suspense, useMemo } from 'react';
import { columnsOf, summaryOf } from './columns';
import type { Pointer } from './moments';
import { valueText, type Crossing, type Latest, type Range, type TelemetryChannel } from './telemetry';
import { useSeries } from './useSeries';
import type { View } from './view';
import styles from './Telemetry.module.css';

/** Only who looks at telemetry loads what draws it. */
const Plot = lazy(() => import('./Plot'));

interface ChannelPlotProps {
  sessionId: string;
  channel: TelemetryChannel;
  view: View;
  range: Range;
  newest: Latest | undefined;
  crossings: readonly Crossing[];
  pointer: Pointer;
  onZoom: (range: Range) => void;
  onReset: () => void;
}

/** A channel's values over the stretch that all plots show. */
export function ChannelPlot({ sessionId, channel, view, range, newest, crossings, pointer, onZoom, onReset }: ChannelPlotProps) {
  const { series, live, error } = useSeries(sessionId, channel.channel, view, range, newest);
  const columns = useMemo(() => columnsOf(series?.buckets ?? [], live), [series, live]);
  const own = useMemo(() => crossings.filter((crossing) => crossing.channel === channel.channel), [crossings, channel.channel]);
  if (error && !series) return <p className={styles.trouble}>{error}</p>;
  const summary = summaryOf(series?.buckets ?? []);
  const label = summary
    ? `${channel.channel}: from ${valueText(summary.min)} to ${valueText(summary.max)}, ${valueText(summary.mean)} on average`
    : `${channel.channel}: nothing in this stretch`;
  return (
    <div className={styles.frame}>
      <Suspense fallback={null}>
        <Plot
          channel={channel.channel}
          label={label}
          columns={columns}
          range={range}
          limits={channel.limits}
          crossings={own}
          pointer={pointer}
          onZoom={onZoom}
          onReset={onReset}
        />
      </Suspense>
      {series?.buckets.length === 0 && live.length === 0 && <p className={styles.nothing}>Nothing was measured in this stretch.</p>}
    </div>
  );
}
