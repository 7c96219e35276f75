/** Draws a chart. The library comes with this module, which is only loaded when there is one to draw. */

import {
  BarController, BarElement, CategoryScale, Chart, Filler, LinearScale, LineController, LineElement, PointElement,
  Tooltip, type ChartConfiguration,
} from 'chart.js';
import type { Drawing } from './drawing';

Chart.register(
  BarController, BarElement, CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip,
);

/** Longest label on an axis, in characters. */
const LONGEST_LABEL = 20;

/** Puts a drawing on a canvas, and takes it off when what is returned is called. */
export function draw(canvas: HTMLCanvasElement, drawing: Drawing): () => void {
  const chart = new Chart(canvas, configuration(drawing, canvas));
  return () => chart.destroy();
}

function configuration(drawing: Drawing, canvas: HTMLCanvasElement): ChartConfiguration<'bar' | 'line'> {
  const { form, points, category, value, onPick } = drawing;
  const style = getComputedStyle(canvas);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const colour = token('--source');
  const font = { family: style.fontFamily, size: 12 };
  const lying = form === 'lying';
  const titled = (text: string) => ({ display: true, text, color: token('--ink-soft'), font: { ...font, weight: 500 } });
  const along = {
    type: 'category' as const,
    // The value axis of lying bars says by its labels what they are.
    title: lying ? { display: false } : titled(category.name),
    grid: { display: false },
    border: { color: token('--line-strong') },
    ticks: {
      color: lying ? token('--ink') : token('--ink-soft'), font, maxRotation: 0, autoSkip: !lying, autoSkipPadding: 18,
      callback: (_: unknown, index: number) => shortened(category.tick(points[index]?.label ?? '')),
    },
  };
  const across = {
    type: 'linear' as const,
    title: titled(value.name),
    beginAtZero: form !== 'line',
    grace: form === 'line' ? '10%' : 0,
    grid: { color: token('--line') },
    border: { display: false },
    ticks: {
      color: token('--ink-soft'), font, maxTicksLimit: lying ? 5 : 6, maxRotation: 0,
      ...(value.whole ? { precision: 0 } : {}),
      callback: (tick: string | number) => value.tick(Number(tick)),
    },
  };
  return {
    type: form === 'line' ? 'line' : 'bar',
    data: {
      labels: points.map(({ label }) => label),
      datasets: [{
        data: points.map((point) => point.value),
        backgroundColor: form === 'line' ? token('--source-soft') : colour,
        hoverBackgroundColor: form === 'line' ? token('--source-soft') : token('--ink'),
        borderColor: colour,
        borderWidth: form === 'line' ? 2 : 0,
        borderRadius: form === 'line' ? 0 : { topRight: 3, topLeft: lying ? 0 : 3, bottomRight: lying ? 3 : 0 },
        borderSkipped: false,
        barPercentage: lying ? 0.62 : 0.92,
        categoryPercentage: lying ? 1 : 0.92,
        pointRadius: points.length > 60 ? 0 : 2.5,
        pointHoverRadius: 5,
        pointBackgroundColor: colour,
        fill: form === 'line' ? 'start' : false,
        tension: 0,
        spanGaps: false,
      } as never],
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: lying ? 'y' : 'x',
      interaction: { mode: 'index', axis: lying ? 'y' : 'x', intersect: false },
      layout: { padding: { top: 6, right: lying ? 12 : 4 } },
      scales: (lying ? { x: across, y: along } : { x: along, y: across }) as never,
      onClick: (_event, elements) => {
        const point = points[elements[0]?.index ?? -1];
        if (point !== undefined) onPick?.(point.label);
      },
      plugins: {
        tooltip: {
          backgroundColor: token('--ink'), titleColor: token('--surface'), bodyColor: token('--surface'),
          titleFont: { ...font, size: 13, weight: 600 }, bodyFont: { ...font, size: 13 },
          padding: 10, cornerRadius: 6, displayColors: false, caretSize: 5,
          callbacks: {
            title: ([item]) => category.full(points[item?.dataIndex ?? 0]?.label ?? ''),
            label: (item) => points[item.dataIndex]?.detail ?? '',
          },
        },
      },
    },
  };
}

function shortened(label: string): string {
  const letters = [...label];
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : label;
}
