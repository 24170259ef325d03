// Client of a newsroom's live log, for node 20 and browsers: follows it without a gap, keeps a mirror, proves it.

const SILENCE_MS = 45000; // an idle stream has a comment every 15 s
const AGAIN_MS = [500, 1000, 2000, 5000, 10000];
const PAGE = 100;

/** The cursor is older than what the stream keeps; `/v1/changes` has more. */
export class CursorTooOldError extends Error {
  constructor(oldest) {
    super(`the stream begins at ${oldest}`);
    this.oldest = oldest;
  }
}

/** Publish refused the request: it would do so again. */
export class RefusedError extends Error {
  constructor(status, problem) {
    super(`${status}: ${problem}`);
    this.status = status;
  }
}

function address(base, path, topics, more) {
  const query = new URLSearchParams(more);
  for (const name of ["lang", "category", "tag"])
    for (const value of topics?.[name] ?? []) query.append(name, value);
  return `${base}${path}?${query}`;
}

async function answer(url, init) {
  const response = await fetch(url, init);
  if (response.ok) return response;
  const text = await response.text();
  if (response.status < 500 && response.status !== 429) throw new RefusedError(response.status, text);
  throw new Error(`${response.status}: ${text}`);
}

/** The changes behind a cursor up to the log's end, as { cursor, event }; returns the cursor reached. */
export async function* changes(base, { topics, cursor = "earliest", signal } = {}) {
  for (;;) {
    const response = await answer(address(base, "/v1/changes", topics, { cursor, limit: PAGE }), { signal });
    const page = await response.json();
    for (const [n, event] of page.events.entries()) yield { cursor: page.cursors[n], event };
    if (page.cursor === cursor || !page.events.length) return page.cursor ?? cursor;
    cursor = page.cursor;
  }
}

/** One connection to the stream behind a cursor, until it ends. Throws CursorTooOldError. */
export async function* stream(base, { topics, cursor, signal } = {}) {
  const silence = new AbortController();
  const signals = signal ? [signal, silence.signal] : [silence.signal];
  let timer = 0;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error("the stream is silent")), SILENCE_MS);
  };
  heard();
  try {
    const url = address(base, "/v1/stream", topics, cursor ? { cursor } : {});
    const response = await answer(url, { signal: AbortSignal.any(signals), headers: { accept: "text/event-stream" } });
    for await (const { id, event, data } of parsed(response.body, heard)) {
      if (event === "reset") throw new CursorTooOldError(JSON.parse(data).oldest);
      if (id && data) yield { cursor: id, event: JSON.parse(data) };
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Server-sent events of a body (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
async function* parsed(body, heard) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  let fields = {};
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const [, name, text] = /^([^:]*)(?:: ?)?(.*?)\r?$/s.exec(line);
        if (name === "data") fields.data = fields.data === undefined ? text : `${fields.data}\n${text}`;
        else if (name) fields[name] = text;
        else if (line.trim() === "") {
          if (fields.id !== undefined || fields.data !== undefined) yield fields;
          fields = {};
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * Every change behind a cursor, then what happens, for ever: across restarts, outages and a cursor that the
 * stream keeps no more. At least once: a `seq` that is not above the article's last may be ignored.
 */
export async function* follow(base, { topics, cursor = "earliest", signal, onState = () => {} } = {}) {
  let failures = 0;
  let isOld = false; // the cursor is older than what the stream keeps
  while (!signal?.aborted) {
    try {
      const source = isOld ? changes(base, { topics, cursor, signal }) : stream(base, { topics, cursor, signal });
      for (;;) {
        const { done, value } = await source.next();
        if (done) {
          if (isOld && value) cursor = value;
          isOld = false;
          break;
        }
        failures = 0;
        onState("on");
        cursor = value.cursor;
        yield value;
      }
    } catch (error) {
      if (error instanceof CursorTooOldError) {
        isOld = true;
        continue;
      }
      if (signal?.aborted) return;
      if (error instanceof RefusedError) throw error;
    }
    onState("off");
    await pause(AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)] * (1 + Math.random()), signal);
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}

/** A complete copy: every article's last change, and what may be shown of it. */
export class Mirror {
  constructor({ cursor = "earliest", last = [] } = {}) {
    this.cursor = cursor;
    this.last = new Map(last); // article id -> { seq, change, language, firstPublishedAt, article }
  }

  /** Takes one change over; false where it knew it. */
  take({ cursor, event }) {
    this.cursor = cursor;
    const { change, seq, article } = event.data;
    const known = this.last.get(article.id);
    if (known && seq <= known.seq) return false;
    const firstPublishedAt = article.first_published_at ?? article.published_at ?? known?.firstPublishedAt ?? null;
    const shown = article.withdrawn ? null : article; // nothing of a withdrawn article is kept
    this.last.set(article.id, { seq, change, language: article.language, firstPublishedAt, article: shown });
    return true;
  }

  /** The articles that may be shown. */
  articles() {
    return [...this.last.values()].flatMap(({ article }) => article ?? []);
  }

  /** Its digest, as `/v1/digest` has it. */
  async digest() {
    const buckets = new Map();
    for (const [id, { seq, change, language, firstPublishedAt }] of this.last) {
      if (firstPublishedAt === null) continue;
      const hour = `${new Date(firstPublishedAt).toISOString().slice(0, 13)}:00:00Z`;
      const key = `${hour} ${language}`;
      const bucket = buckets.get(key) ?? { hour, language, articles: 0, bytes: new Uint8Array(16) };
      const text = new TextEncoder().encode(`${id} ${seq} ${change}`);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
      for (let n = 0; n < 16; n++) bucket.bytes[n] ^= hash[n];
      bucket.articles++;
      buckets.set(key, bucket);
    }
    const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [...buckets.keys()].sort().map((key) => {
      const { hour, language, articles, bytes } = buckets.get(key);
      return { hour, language, articles, hash: hex(bytes) };
    });
  }

  /** Compares it with publish at its own cursor: the buckets that differ, none where it is complete. */
  async verify(base) {
    const response = await answer(address(base, "/v1/digest", undefined, { cursor: this.cursor }));
    const texts = (buckets) => new Map(buckets.map((bucket) => [JSON.stringify(ordered(bucket)), bucket]));
    const theirs = texts((await response.json()).buckets);
    const ours = texts(await this.digest());
    const places = new Set();
    for (const [text, { hour, language }] of [...theirs, ...ours])
      if (theirs.has(text) !== ours.has(text)) places.add(`${hour} ${language}`);
    return [...places].sort();
  }

  toJSON() {
    return { cursor: this.cursor, last: [...this.last] };
  }
}

function ordered({ hour, language, articles, hash }) {
  return [hour, language, articles, hash];
}
