import type uPlot from 'uplot';

const STRIPES_PX = 6;

/** Stripes behind what is not complete yet, from `fromMs` to the right edge. */
export function hatch(chart: uPlot, fromMs: number | undefined, colour: string): void {
  if (fromMs === undefined) return;
  const { ctx, bbox } = chart;
  const left = Math.max(bbox.left, chart.valToPos(fromMs, 'x', true));
  const width = bbox.left + bbox.width - left;
  if (width <= 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  const gap = STRIPES_PX * devicePixelRatio;
  for (let x = left - bbox.height; x < left + width; x += gap) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}
