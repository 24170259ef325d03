// SharedWorker: one connection to the live stream for all pages of a site. A browser opens six to a host.
"use strict";

const KEPT = 500; // events, for pages that come
const AGAIN_MS = 5000;
const LOST_MS = 180000; // a page that is not heard for so long is gone; hidden ones speak once a minute
const NAMES = ["lang", "category", "tag"];
const CHANGES = ["published", "updated", "linked", "unlinked", "withdrawn", "restored"];

const pages = new Map(); // port -> { query, cursor, heard }: it has all of its own up to its cursor
let source = null;
let union = new Map(); // name -> values that the connection asks for; a name that is absent admits all
let kept = []; // events above `base`, in order
let base = null;
let timer = 0;

function isBelow(one, other) {
  const [a, b] = [place(one), place(other)];
  return a[0] === b[0] ? a[1] < b[1] : a[0] < b[0];
}

function place(cursor) {
  return cursor === "earliest" ? [0, 0] : cursor.split("-").map(Number);
}

function unionOf(queries) {
  const found = new Map();
  for (const name of NAMES)
    if (queries.every((query) => query.has(name)))
      found.set(name, new Set(queries.flatMap((query) => query.getAll(name))));
  return found;
}

function isCovered(query) {
  return [...union].every(([name, values]) => query.has(name) && query.getAll(name).every((value) => values.has(value)));
}

function isWanted(query, { before, after }) {
  const holds = (topics) =>
    NAMES.every((name) => !query.has(name) || query.getAll(name).some((value) => topics.has(`${name}:${value}`)));
  return holds(before) || holds(after);
}

function hand(port, page, event) {
  if (!isBelow(page.cursor, event.id)) return;
  page.cursor = event.id;
  if (isWanted(page.query, event)) port.postMessage({ type: event.type, id: event.id, data: event.data });
}

function take({ type, lastEventId, data }) {
  const { topics_before, topics_after } = JSON.parse(data).data;
  const event = { type, id: lastEventId, data, before: new Set(topics_before), after: new Set(topics_after) };
  kept.push(event);
  if (kept.length > KEPT) base = kept.shift().id;
  for (const [port, page] of pages) hand(port, page, event);
}

function say(state) {
  for (const port of pages.keys()) port.postMessage({ state });
}

function connect() {
  clearTimeout(timer);
  source?.close();
  source = null;
  if (!pages.size) return;
  const followed = [...pages.values()];
  union = unionOf(followed.map(({ query }) => query));
  base = followed.map(({ cursor }) => cursor).reduce((least, cursor) => (isBelow(cursor, least) ? cursor : least));
  kept = [];
  const query = new URLSearchParams([...union].flatMap(([name, values]) => [...values].map((value) => [name, value])));
  const opened = (source = new EventSource(`/v1/stream?${query}&cursor=${encodeURIComponent(base)}`));
  opened.onopen = () => say("on");
  opened.onerror = () => {
    say("off");
    // The browser comes back by itself, save where it was refused outright.
    if (opened.readyState === EventSource.CLOSED && opened === source)
      timer = setTimeout(connect, AGAIN_MS * (1 + Math.random()));
  };
  for (const change of CHANGES) opened.addEventListener(change, take);
  opened.addEventListener("reset", ({ data }) => reset(JSON.parse(data).oldest));
}

// Pages of a cursor that is not kept any more are to be read again; the others go on.
function reset(oldest) {
  for (const [port, { cursor }] of [...pages]) {
    if (cursor !== base && oldest && !isBelow(cursor, oldest)) continue;
    port.postMessage({ reset: true });
    pages.delete(port);
  }
  connect();
}

function follow(port, { query, cursor }) {
  const page = { query: new URLSearchParams(query), cursor, heard: Date.now() };
  pages.set(port, page);
  if (!source || source.readyState === EventSource.CLOSED || !isCovered(page.query) || isBelow(cursor, base)) {
    connect();
    return;
  }
  for (const event of kept) hand(port, page, event);
  port.postMessage({ state: source.readyState === EventSource.OPEN ? "on" : "off" });
}

function leave(port) {
  pages.delete(port);
  if (!pages.size) connect(); // gives the connection back
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.follow) follow(port, data.follow);
    else if (data.leave) leave(port);
    else if (pages.has(port)) pages.get(port).heard = Date.now();
  };
};

setInterval(() => {
  for (const [port, { heard }] of [...pages]) if (Date.now() - heard > LOST_MS) leave(port);
}, 60000);
