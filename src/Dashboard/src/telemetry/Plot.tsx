import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../ui/theme';
import type { Columns } from './columns';
import { drawMarks, type Marks } from './marks';
import type { Pointer } from './moments';
import { plotOptions } from './plotOptions';
import type { Range } from './telemetry';
import styles from './Telemetry.module.css';

interface PlotProps extends Marks {
  channel: string;
  /** What it shows, in words. */
  label: string;
  columns: Columns;
  range: Range;
  pointer: Pointer;
  /** Somebody dragged over a stretch, epoch milliseconds. */
  onZoom: (range: Range) => void;
  onReset: () => void;
}

/** One channel over time: the mean as a line in the band from the lowest to the highest. */
export default function Plot({ channel, label, columns, range, limits, crossings, pointer, onZoom, onReset }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useTheme();
  // What changes while the plot stays is read when it is drawn.
  const now = useRef({ columns, range, limits, crossings, onZoom, onReset });
  useLayoutEffect(() => {
    now.current = { columns, range, limits, crossings, onZoom, onReset };
  });

  useEffect(() => {
    const element = place.current!;
    const point = (at: number | undefined) => {
      if (at !== undefined) pointer.set({ at, by: channel });
      else if (pointer.get()?.by === channel) pointer.set(undefined);
    };
    const made = new uPlot(
      plotOptions({
        width: element.clientWidth,
        colours: getComputedStyle(element),
        range: () => now.current.range,
        onPoint: point,
        onZoom: (chosen) => now.current.onZoom(chosen),
        onReset: () => now.current.onReset(),
        draw: (drawn) => drawMarks(drawn, now.current, getComputedStyle(element)),
      }),
      now.current.columns,
      element,
    );
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }));
    fit.observe(element);
    const follow = () => {
      const pointed = pointer.get();
      if (pointed?.by === channel) return;
      const left = pointed ? made.valToPos(pointed.at / 1000, 'x') : -10;
      made.setCursor({ left: left > made.over.clientWidth ? -10 : left, top: pointed ? made.over.clientHeight / 2 : -10 }, false);
    };
    const stop = pointer.subscribe(follow);
    follow();
    return () => {
      stop();
      point(undefined);
      fit.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // Another theme has other colours: they are drawn, not styled.
  }, [channel, pointer, theme]);

  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData(columns, false);
      plot.current?.setScale('x', { min: range.from / 1000, max: range.to / 1000 });
    });
  }, [columns, range, limits, crossings]);

  return <div ref={place} className={styles.plot} role="img" aria-label={label} />;
}
