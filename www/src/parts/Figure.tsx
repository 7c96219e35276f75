/** A chart, and the same as a table for those who do not see it or want the numbers. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drawing } from '../charts/drawing';
import { useTongue } from '../context';

const DARK = matchMedia('(prefers-color-scheme: dark)');

interface FigureProps {
  title: string;
  drawing: Drawing;
  height: 'low' | 'high' | 'rows';
  note?: ComponentChildren;
}

export function Figure({ title, drawing, height, note }: FigureProps) {
  const { words } = useTongue();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useScheme();
  useEffect(() => {
    let remove: (() => void) | null = null;
    let wanted = true;
    void import('../charts/draw').then(({ draw }) => setTimeout(() => {
      if (wanted && canvas.current !== null) remove = draw(canvas.current, drawing);
    }));
    return () => {
      wanted = false;
      remove?.();
    };
  }, [drawing, scheme]);
  return (
    <figure class="figure-chart">
      <div class={`canvas ${height}`}>
        <canvas ref={canvas} role="img" aria-label={words.chartOf(title, drawing.points.length)} />
      </div>
      <figcaption>
        <Numbers title={title} drawing={drawing} />
        {note !== undefined && <p class="note">{note}</p>}
      </figcaption>
    </figure>
  );
}

function Numbers({ title, drawing: { points, category, value } }: { title: string; drawing: Drawing }) {
  const { words } = useTongue();
  const [open, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.asTable}<span class="unseen">: {title}</span></summary>
      {open && (
        <div class="scroll" tabIndex={0} role="group" aria-label={title}>
          <table>
            <thead><tr><th scope="col">{category.name}</th><th scope="col" class="end">{value.name}</th></tr></thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.label}><th scope="row">{category.full(point.label)}</th><td class="end">{value.full(point.value)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

/** Changes with the colour scheme, as a canvas does not do so by itself. */
function useScheme(): boolean {
  const [dark, setDark] = useState(DARK.matches);
  useEffect(() => {
    const change = () => setDark(DARK.matches);
    DARK.addEventListener('change', change);
    return () => DARK.removeEventListener('change', change);
  }, []);
  return dark;
}
