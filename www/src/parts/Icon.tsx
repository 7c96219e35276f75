/** The few signs of the page. Each differs from the others by its shape, not only by its colour. */

const PATHS = {
  well: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13m3.2 4.9-3.7 4.2a.8.8 0 0 1-1.2 0L4.7 9l1.1-1 1.1 1.1 3.2-3.6z',
  warning: 'M8 1.6a1 1 0 0 1 .9.5l6 10.9a1 1 0 0 1-.9 1.5H2a1 1 0 0 1-.9-1.5l6-10.9a1 1 0 0 1 .9-.5m-.8 4.2v4h1.6v-4zm0 5.2v1.6h1.6V11z',
  failed: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zm.3 3.1-1 1L7 8l-2.4 2.4 1 1L8 9l2.4 2.4 1-1L9 8l2.4-2.4-1-1L8 7z',
  waiting: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13m0 1.6a4.9 4.9 0 1 1 0 9.8 4.9 4.9 0 0 1 0-9.8m-.8 1.7v3.6l2.6 1.6.8-1.3-1.8-1.1V4.8z',
  away: 'M6.5 2.5v1.6H4.1v7.8h7.8V9.5h1.6v4h-11v-11zm2.2 0h4.8v4.8h-1.6V5.2L7.6 9.5 6.5 8.4l4.3-4.3H8.7z',
  close: 'm4.1 3 3.9 3.9L11.9 3 13 4.1 9.1 8l3.9 3.9-1.1 1.1L8 9.1 4.1 13 3 11.9 6.9 8 3 4.1z',
  again: 'M8 2.2c1.7 0 3.2.7 4.3 1.9V2.4h1.5v4.4H9.4V5.3h1.9A4.3 4.3 0 1 0 12 9.6l1.4.6A5.8 5.8 0 1 1 8 2.2',
  up: 'm8 4 4.5 6.5h-9z',
  down: 'm8 12 4.5-6.5h-9z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill-rule="evenodd" />
    </svg>
  );
}
