import type uPlot from 'uplot';
import { valueText, type Range } from './telemetry';

interface PlotWishes {
  width: number;
  /** Where the page's colours are read from. */
  colours: CSSStyleDeclaration;
  range: () => Range;
  /** Where somebody points, epoch milliseconds; undefined: nowhere. */
  onPoint: (at: number | undefined) => void;
  onZoom: (range: Range) => void;
  onReset: () => void;
  draw: (plot: uPlot) => void;
}

const height = 150;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const exactClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** How a plot looks and what it does. */
export function plotOptions({ width, colours, range, onPoint, onZoom, onReset, draw }: PlotWishes): uPlot.Options {
  const colour = (name: string) => resolved(colours, name);
  const axis = { stroke: colour('--ink-3'), font: '11px system-ui, sans-serif', grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const line = colour('--accent');
  const edge = { stroke: faded(line, 0.3), width: 1, points: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: () => [range().from / 1000, range().to / 1000] },
      y: { range: (_, low, high) => roomy(low, high) },
    },
    axes: [
      { ...axis, size: 24, gap: 4, space: 70, values: (_, splits, __, ___, step) => splits.map((at) => timeText(at * 1000, step)) },
      { ...axis, size: 52, gap: 4, space: 28, values: (_, splits) => splits.map(valueText) },
    ],
    series: [
      {},
      edge,
      edge,
      { stroke: line, width: 1.75, points: { size: 4, width: 1 } },
    ],
    bands: [{ series: [1, 2], fill: faded(line, 0.22) }],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          onReset();
          return null;
        },
        mouseleave: (_, __, handler) => (event) => {
          onPoint(undefined);
          return handler(event);
        },
        mousemove: (plot, __, handler) => (event) => {
          handler(event);
          const left = event.clientX - plot.over.getBoundingClientRect().left;
          onPoint(plot.posToVal(left, 'x') * 1000);
          return null;
        },
      },
    },
    hooks: {
      draw: [draw],
      setSelect: [
        (plot) => {
          const { left, width: across } = plot.select;
          if (across > 2) onZoom({ from: plot.posToVal(left, 'x') * 1000, to: plot.posToVal(left + across, 'x') * 1000 });
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** Room above and below what is drawn; a value that never changes stands in the middle. */
export function roomy(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

function timeText(at: number, step: number): string {
  const date = new Date(at);
  if (step >= 86_400) return day.format(date);
  return step < 1 ? `${exactClock.format(date)}.${Math.floor((at % 1000) / 100)}` : (step < 60 ? exactClock : clock).format(date);
}

/** A colour of the page as a canvas takes it: `light-dark()` means nothing there. */
function resolved(colours: CSSStyleDeclaration, name: string): string {
  const [light, dark] = /^light-dark\(([^,]+),(.+)\)$/.exec(colours.getPropertyValue(name).trim())?.slice(1) ?? [];
  return light && dark ? (isDark(colours) ? dark : light).trim() : colours.getPropertyValue(name).trim();
}

function isDark({ colorScheme }: CSSStyleDeclaration): boolean {
  return colorScheme === 'dark' || (colorScheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/** `#rrggbb`, seen through. */
export function faded(colour: string, opacity: number): string {
  const parts = /^#(..)(..)(..)$/.exec(colour)?.slice(1).map((part) => Number.parseInt(part, 16));
  return parts ? `rgb(${parts.join(' ')} / ${opacity})` : colour;
}

export { resolved as colourOf };
