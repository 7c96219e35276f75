/** What the page and its asker say to each other. */

import type { ParameterValues, Part, Report } from 'orquesta';
import type { Config } from '../config';
import type { Where } from '../model';

/** To the asker. */
export type Order =
  | { kind: 'begin'; config: Config; health: string | null }
  | { kind: 'ask'; id: number; where: Where; path: string; parameters: ParameterValues }
  | { kind: 'abort'; id: number };

/** From the asker. */
export type News =
  | { kind: 'part'; id: number; data: unknown; sources: Part['sources'] }
  | { kind: 'answer'; id: number; data: unknown; report: Report }
  | { kind: 'failure'; id: number; code: string | null; message: string }
  /** What is known of the services, to be kept until the page is opened again. */
  | { kind: 'health'; text: string };
