import type uPlot from 'uplot';
import { colourOf } from './plotOptions';
import type { Crossing, Limits, TelemetryLevel } from './telemetry';

/** What stands in a plot besides its values. */
export interface Marks {
  limits: Limits | null | undefined;
  /** Of this channel. */
  crossings: readonly Crossing[];
}

/** The page's colour of a level. */
export const levelColours: Record<TelemetryLevel, string> = { ok: '--accent', warn: '--warn', alarm: '--live' };

/** Draws limits as dashed lines, and where they were crossed: a line through the moment, and a flag at its top in the colour of the level. */
export function drawMarks(plot: uPlot, { limits, crossings }: Marks, colours: CSSStyleDeclaration) {
  const { ctx: canvas, bbox: box } = plot;
  const pixel = devicePixelRatio;
  canvas.save();
  canvas.beginPath();
  canvas.rect(box.left, box.top, box.width, box.height);
  canvas.clip();
  canvas.lineWidth = pixel;
  canvas.setLineDash([4 * pixel, 4 * pixel]);
  for (const [value, level] of linesOf(limits)) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    canvas.strokeStyle = colourOf(colours, levelColours[level]);
    stroke(canvas, box.left, y, box.left + box.width, y);
  }
  canvas.setLineDash([]);
  for (const { measured_at: at, level } of crossings) {
    const x = Math.round(plot.valToPos(Date.parse(at) / 1000, 'x', true));
    canvas.strokeStyle = canvas.fillStyle = colourOf(colours, levelColours[level]);
    stroke(canvas, x, box.top, x, box.top + box.height);
    canvas.beginPath();
    canvas.moveTo(x - 5 * pixel, box.top);
    canvas.lineTo(x + 5 * pixel, box.top);
    canvas.lineTo(x, box.top + 7 * pixel);
    canvas.fill();
  }
  canvas.restore();
}

export function linesOf(limits: Limits | null | undefined): [value: number, level: TelemetryLevel][] {
  const lines: [number | null | undefined, TelemetryLevel][] = [
    [limits?.alarm_low, 'alarm'],
    [limits?.warn_low, 'warn'],
    [limits?.warn_high, 'warn'],
    [limits?.alarm_high, 'alarm'],
  ];
  return lines.filter((line): line is [number, TelemetryLevel] => typeof line[0] === 'number');
}

function stroke(canvas: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number) {
  canvas.beginPath();
  canvas.moveTo(fromX, fromY);
  canvas.lineTo(toX, toY);
  canvas.stroke();
}
