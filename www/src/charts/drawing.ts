/** What a chart shows, without saying how it is drawn. */

export interface Drawing {
  /** Standing bars, lying bars or a line. */
  form: 'standing' | 'lying' | 'line';
  points: Point[];
  category: {
    /** The title of the axis. */
    name: string;
    /** A label as it stands at the axis. */
    tick(label: string): string;
    /** A label as it stands in a tooltip and in the table. */
    full(label: string): string;
  };
  value: {
    /** The title of the axis, with its unit. */
    name: string;
    tick(value: number): string;
    /** A value as it stands in the table. */
    full(value: number | null): string;
    /** Whether there are no fractions. */
    whole: boolean;
  };
  /** Called with the label of what was clicked. */
  onPick?: (label: string) => void;
}

export interface Point {
  label: string;
  value: number | null;
  /** What the tooltip says. */
  detail: string[];
}
