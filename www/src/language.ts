/** The language of the page and how it writes numbers and times. */

import { Store } from './store';
import { LANGUAGES, WORDS, type Language, type Words } from './words';

const KEPT = 'orquesta-dashboard-language';

export interface Tongue {
  language: Language;
  words: Words;
  format: Format;
}

/** The chosen language, else the first of the browser's that the page has. */
export const tongue = new Store<Tongue>(speak(kept() ?? preferred()));
document.documentElement.lang = tongue.state.language;

/** Changes the language and remembers the choice. */
export function choose(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  document.documentElement.lang = language;
  tongue.set(speak(language));
}

/** Numbers and times as the reader writes them. */
export interface Format {
  /** Exact, also beyond 2^53; a dash for what is not there. */
  number(value: number | bigint | null): string;
  /** Short, such as `1.2 M`. */
  short(value: number | bigint | null): string;
  /** A percentage given in percent. */
  percent(value: number | null, sign?: boolean): string;
  /** Milliseconds as `340 ms` or `1.2 s`. */
  span(milliseconds: number): string;
  /** The time of day. */
  clock(time: number): string;
  /** How long ago, in words. */
  ago(time: number, now: number): string;
  /** A calendar day, given as `YYYY-MM-DD`. */
  day(iso: string, form?: 'short' | 'long'): string;
}

function speak(language: Language): Tongue {
  // The browser's own variety (es-PE, en-GB) where it is of the same language.
  const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
  return { language, words: WORDS[language], format: format(locale) };
}

function format(locale: string): Format {
  const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const numbers = (options: object) => later(() => new Intl.NumberFormat(locale, options));
  const times = (options: Intl.DateTimeFormatOptions) => later(() => new Intl.DateTimeFormat(locale, options));
  const exact = numbers({ maximumFractionDigits: 2, useGrouping: 'always' });
  const compact = numbers({ notation: 'compact', maximumFractionDigits: 1 });
  const plain = numbers(two);
  const signed = numbers({ ...two, signDisplay: 'exceptZero' });
  const milliseconds = numbers({ maximumFractionDigits: 0 });
  const seconds = numbers(one);
  const clock = times({ timeStyle: 'medium' });
  const short = times({ day: 'numeric', month: 'short', timeZone: 'UTC' });
  const long = times({ dateStyle: 'medium', timeZone: 'UTC' });
  const relative = later(() => new Intl.RelativeTimeFormat(locale, { numeric: 'always' }));
  return {
    number: (value) => (value === null ? '–' : exact().format(value)),
    short: (value) => (value === null ? '–' : compact().format(value)),
    percent: (value, sign) => (value === null ? '–' : `${(sign ? signed : plain)().format(value)} %`),
    span: (time) => (time < 1000 ? `${milliseconds().format(time)} ms` : `${seconds().format(time / 1000)} s`),
    clock: (time) => clock().format(time),
    ago: (time, now) => {
      const passed = Math.max(0, Math.round((now - time) / 1000));
      if (passed < 60) return relative().format(-passed, 'second');
      return passed < 3600
        ? relative().format(-Math.round(passed / 60), 'minute')
        : relative().format(-Math.round(passed / 3600), 'hour');
    },
    day: (iso, form = 'long') => (form === 'short' ? short : long)().format(Date.parse(iso)),
  };
}

/** Makes a thing when it is first wanted: formats take long to make, and few are wanted at once. */
function later<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language in LANGUAGES) return language as Language;
  }
  return 'en';
}

function kept(): Language | null {
  try {
    const language = localStorage.getItem(KEPT);
    return language !== null && language in LANGUAGES ? (language as Language) : null;
  } catch {
    return null;
  }
}
