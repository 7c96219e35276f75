/**
 * Reads JSON whose identifiers exceed 2^53 without changing a digit of them.
 *
 * Such integers become strings of digits, and every other number stays one. They are put between quotes
 * before parsing, which costs a fraction of a reviver. That would go wrong only where a string of the
 * text holds something like `: 12345678901234567,`; quotes put there break the JSON for certain, so that
 * the slow way is taken: a reviver that is told the source of a number, where the engine has that.
 */

const LONG_INTEGER = /([:,[]\s*)(-?\d{16,})(?=\s*[,}\]])/g;

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** The value of a JSON text. Throws a `SyntaxError` for what is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(LONG_INTEGER, (whole, before: string, digits: string) =>
      Number.isSafeInteger(Number(digits)) ? whole : `${before}"${digits}"`));
  } catch {
    return JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]);
  }
}

const exact: Reviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value;
