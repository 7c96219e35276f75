/** What the page knows, in the words of `plans/dashboard.json`. */

import type { Report, SourceReport } from 'orquesta';
import type { Columns } from './data/columns';

/** Where the plan runs: in this page, or in a Worker. */
export type Where = 'browser' | 'edge';

export const SOURCES = ['users', 'accounts', 'metrics', 'dashboard'] as const;
export type Source = (typeof SOURCES)[number];

/** The service that each source asks. */
export const SERVICE: Record<Source, string> = {
  users: 'microservice1',
  accounts: 'microservice2',
  metrics: 'microservice3',
  dashboard: 'microservice4',
};

/** The answer of `GET /api/dashboard/overview`; what the services say in it may be anything. */
export interface Overview {
  users: unknown;
  scraped_accounts: unknown;
  /** The posts as the asker packs them, and what else the service says. */
  metrics: { items: Columns };
  dashboard_data: unknown;
  summary: {
    total_users: number;
    total_accounts: number;
    total_views: unknown;
    total_likes: unknown;
    total_interactions: unknown;
    average_engagement: number;
  };
  rankings: { top_users: unknown; top_accounts: unknown; best_engagement: unknown };
  trends: { growth_rate: number; engagement_trend: string };
}

/** What is to be shown of a source. */
export interface Known {
  /** The part of the overview that this source gave, when it last gave something. */
  data: Partial<Overview> | null;
  /** When that was, in milliseconds of the calendar. */
  at: number | null;
  /** Its last report; `null` before there is one for the present user. */
  report: SourceReport | null;
  /** Since when it has failed without a success in between, in milliseconds of the calendar. */
  failingSince: number | null;
  /** Whether an answer is awaited. */
  pending: boolean;
}

export type Knowledge = Record<Source, Known>;

/** How long an answer took, in milliseconds as the page saw it. */
export interface Timing {
  /** Until the first source had given something to show. */
  first: number;
  /** Until the whole answer was there. */
  total: number;
  outcome: Report['outcome'];
}

/** Whether a report says that there is something to show, be it that there is no data. */
export function usable(report: Pick<SourceReport, 'status'>): boolean {
  return ['ok', 'no_data', 'stale', 'fallback'].includes(report.status);
}

/** What a source that has not been asked yet is known by. */
export function unasked(failingSince: number | null = null): Known {
  return { data: null, at: null, report: null, failingSince, pending: false };
}
