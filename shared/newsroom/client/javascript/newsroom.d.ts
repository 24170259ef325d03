export interface Topics {
  lang?: string[];
  category?: string[];
  tag?: string[];
}

export interface Variant {
  id: string;
  headline: string;
  url: string;
  stale: boolean;
  method: string;
  score: number | null;
}

export interface Article {
  id: string;
  story_id: string;
  revision: number;
  seq: number;
  language: string;
  headline: string;
  lead: string | null;
  category: string | null;
  tags: { id: string; label: string }[];
  badges: string[];
  urgency: number | null;
  correction: string | null;
  published_at: string;
  first_published_at: string;
  updated_at: string;
  url: string;
  source_url: string | null;
  variants: Record<string, Variant>;
  body: string | null;
  body_html: string | null;
  source: string;
  byline: string | null;
  withdrawn?: undefined;
}

export interface Tombstone {
  id: string;
  story_id: string;
  revision: number;
  seq: number;
  language: string;
  withdrawn: true;
  first_published_at: string | null;
  superseded_by: string | null;
}

export interface LiveChange {
  change: "published" | "updated" | "linked" | "unlinked" | "withdrawn" | "restored";
  seq: number;
  article: Article | Tombstone;
  topics_before: string[];
  topics_after: string[];
  previous_story_ids: string[];
  hides_previous: boolean;
}

export interface CloudEvent {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  data: LiveChange;
}

export interface Logged {
  cursor: string;
  event: CloudEvent;
}

export interface Options {
  topics?: Topics;
  cursor?: string;
  signal?: AbortSignal;
}

export interface Bucket {
  hour: string;
  language: string;
  articles: number;
  hash: string;
}

export interface LastChange {
  seq: number;
  change: LiveChange["change"];
  language: string;
  firstPublishedAt: string | null;
  article: Article | null;
}

export class CursorTooOldError extends Error {
  oldest: string;
}

export class RefusedError extends Error {
  status: number;
}

export function changes(base: string, options?: Options): AsyncGenerator<Logged, string>;
export function stream(base: string, options?: Options): AsyncGenerator<Logged, void>;
export function follow(
  base: string,
  options?: Options & { onState?: (state: "on" | "off") => void },
): AsyncGenerator<Logged, void>;

export class Mirror {
  constructor(saved?: { cursor?: string; last?: [string, LastChange][] });
  cursor: string;
  last: Map<string, LastChange>;
  take(logged: Logged): boolean;
  articles(): Article[];
  digest(): Promise<Bucket[]>;
  verify(base: string): Promise<string[]>;
  toJSON(): { cursor: string; last: [string, LastChange][] };
}
