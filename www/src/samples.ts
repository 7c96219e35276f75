/** Makes the sample services slow, failing or dead, by their own `/__control` (see tests/backends). */

import { Store } from './store';

export const MOODS = ['well', 'slow', 'failing', 'dead'] as const;
export type Mood = (typeof MOODS)[number];

/** The setting that a mood is made of. */
const FAULTS: Record<Exclude<Mood, 'well'>, object> = {
  slow: { delay_ms: 2500, jitter_ms: 500 },
  failing: { failure_rate: 0.6, failure_status: 503 },
  dead: { reset: true },
};

/** The mood of each service by its name; `null` for a setting that is none of ours. */
export class Samples extends Store<Record<string, Mood | null>> {
  readonly #urls: Record<string, string>;

  constructor(urls: Record<string, string>) {
    super({});
    this.#urls = urls;
  }

  /** Asks the services how they are set. One that cannot be asked is left out. */
  async read(): Promise<void> {
    await Promise.allSettled(Object.entries(this.#urls).map(async ([name, url]) => {
      const response = await fetch(new URL('/__control', url));
      this.set({ [name]: moodOf((await response.json()) as Record<string, unknown>) });
    }));
  }

  /** Changes a service; rejects if it cannot be reached. */
  async change(name: string, mood: Mood): Promise<void> {
    const before = this.state[name] ?? null;
    this.set({ [name]: mood });
    const url = new URL('/__control', this.#urls[name]);
    const request = mood === 'well'
      ? { method: 'DELETE' }
      : { method: 'PUT', body: JSON.stringify(FAULTS[mood]) };
    try {
      const response = await fetch(url, request);
      if (!response.ok) throw new Error(`\`${name}\` answered \`${response.status}\``);
    } catch (error) {
      this.set({ [name]: before });
      throw error;
    }
  }
}

function moodOf(faults: Record<string, unknown>): Mood | null {
  const set = Object.keys(faults).filter((key) => faults[key] !== null && faults[key] !== false && faults[key] !== 0);
  if (set.length === 0) return 'well';
  const fits = MOODS.filter((mood): mood is Exclude<Mood, 'well'> => mood !== 'well')
    .find((mood) => Object.entries(FAULTS[mood]).every(([key, value]) => faults[key] === value));
  return fits ?? null;
}
