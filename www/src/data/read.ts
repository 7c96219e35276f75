/** Reads fields of services' data, which may be of any type: what is of no use is `null`, never an error. */

/** A record, or an empty one for anything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The records of an array; elements that are none are left out. */
export function records(value: unknown): Record<string, unknown>[] {
  return list(value).filter((item): item is Record<string, unknown> =>
    typeof item === 'object' && item !== null && !Array.isArray(item));
}

/** An array, or an empty one for anything else. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A finite number. Integers that were too long for one (see `json.ts`) are rounded here. */
export function number(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : null;
}

/** A number to be shown: exact also when it is a long integer. */
export function amount(value: unknown): number | bigint | null {
  if (typeof value === 'string' && /^-?\d{16,400}$/.test(value)) return BigInt(value);
  return number(value);
}

/** A text that is not blank; numbers become their digits. */
export function text(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** The address of a web page, if it is one: links to anything else are never made. */
export function webAddress(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value.trim())) return null;
  return URL.canParse(value.trim()) ? value.trim() : null;
}
