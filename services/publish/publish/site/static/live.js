// Keeps a page true while it is open: follows the stream from where the page was read.
"use strict";

(() => {
  const box = document.querySelector("[data-live]");
  if (!box || !window.EventSource) return;

  const HIDDEN_MS = 30000; // a page nobody looks at gives its connection back after this
  const AGAIN_MS = 5000;
  const ANNOUNCE_MS = 2000; // what comes at once is announced at once
  const SPREAD_MS = 500; // readers of one article do not all ask for it in the same instant
  const MOST = 200; // entries in a list that no further page goes on from
  const BREAKING = 2;
  // What a page says of itself to whoever shares it.
  const ABOUT =
    "meta[property], meta[name=description], meta[name=robots], [rel=canonical], [hreflang], [type='application/ld+json']";

  const told = box.dataset;
  const words = JSON.parse(told.words);
  const query = new URLSearchParams(told.query);
  const language = document.documentElement.lang;
  const list = box.querySelector("ol");
  const blank = box.querySelector("template").content.firstElementChild;
  const older = document.querySelector(".more [rel=next]");
  let open = document.querySelector("[data-article]")?.dataset.article; // the article that the page is about
  const shown = new Map(); // article id -> the highest seq seen of it
  for (const element of document.querySelectorAll("[data-seq]")) {
    // Shown twice, it was read twice: what one place lacks is applied to both.
    shown.set(idOf(element), Math.min(shown.get(idOf(element)) || Infinity, element.dataset.seq));
  }

  function idOf({ dataset }) {
    return dataset.id || dataset.card || dataset.article;
  }

  function find(id) {
    return list.querySelector(`[data-id="${id}"]`);
  }

  function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
  }

  // Times: as the server writes them.

  const zoned = new Intl.DateTimeFormat("sv", { timeZone: told.zone, dateStyle: "short", timeStyle: "short" });

  function brief(instant) {
    const [day, clock] = zoned.format(new Date(instant)).split(" "); // 2026-02-27 19:33
    const today = told.day || zoned.format(new Date()).split(" ")[0];
    if (day === today) return clock;
    const [year, month, date] = day.split("-").map(Number);
    const named = `${date} ${words.months[month - 1]}`;
    return today.startsWith(year) ? `${named}, ${clock}` : `${named} ${year}, ${clock}`;
  }

  function retime() {
    for (const time of list.querySelectorAll("time")) time.textContent = brief(time.dateTime);
  }

  // Entries.

  function entryOf(article) {
    const { id, seq, headline, category } = article;
    const at = article.first_published_at ?? article.published_at; // the former is not in old entries of the log
    const entry = blank.cloneNode(true);
    const into = (part, made) => entry.querySelector(part).append(...made);
    Object.assign(entry.dataset, { id, seq, at });
    entry.classList.toggle("breaking", isBreaking(article));
    Object.assign(entry.querySelector("time"), { dateTime: at, textContent: brief(at) });
    Object.assign(entry.querySelector(".headline"), { textContent: headline, href: path(article.url) });
    if (id === open) entry.querySelector(".headline").ariaCurrent = "page";
    into(".badges", article.badges.filter((kind) => words.badges[kind]).map((kind) =>
      make("span", { className: "badge", textContent: words.badges[kind] })));
    into(".place", category ? [make("a", {
      className: "category", href: `/${language}/${category}/`, textContent: words.categories[category] || category,
    })] : []);
    into(".variants", Object.entries(article.variants).sort().map(([code, variant]) =>
      make("a", { lang: code, hreflang: code, textContent: code, title: variant.headline, href: path(variant.url) })));
    return entry;
  }

  function path(url) {
    return new URL(url, location.href).pathname; // our own pages, whatever address they were published under
  }

  function isBreaking({ urgency }) {
    return urgency !== null && urgency <= BREAKING;
  }

  // The list.

  function isWanted(topics) {
    const has = (name) => query.getAll(name).some((value) => topics.includes(`${name}:${value}`));
    return [...query.keys()].every(has);
  }

  function isAbove(one, other) {
    const [a, b] = [Date.parse(one.dataset.at), Date.parse(other.dataset.at)];
    return a === b ? one.dataset.id > other.dataset.id : a > b;
  }

  function put(entry, old) {
    const focused = old?.contains(document.activeElement);
    if (old && Date.parse(old.dataset.at) === Date.parse(entry.dataset.at)) old.replaceWith(entry);
    else {
      old?.remove();
      insert(entry);
    }
    if (focused) entry.querySelector(".headline").focus();
  }

  function insert(entry) {
    const below = [...list.children].find((other) => isAbove(entry, other));
    // What is older than all that is here belongs to the next page, if there is one.
    if (!below && told.ends === "no") return;
    list.insertBefore(entry, below || null);
    if (list.children.length <= MOST || older) return;
    list.lastElementChild.remove();
    told.ends = "no";
  }

  // What is shown at length is asked for anew: the server knows best how to show it.

  let asked = 0;

  function refresh(tries = 5) {
    const turn = ++asked;
    setTimeout(async () => {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
      const text = answer && answer.status < 500 ? await answer.text() : null;
      const fresh = text && new DOMParser().parseFromString(text, "text/html");
      if (turn !== asked) return;
      if (!fresh || isBehind(fresh)) return tries > 1 && setTimeout(refresh, AGAIN_MS, tries - 1);
      describe(fresh.title, fresh.head.querySelectorAll(ABOUT));
      if (answer.redirected) history.replaceState(null, "", new URL(answer.url).pathname);
      for (const part of document.querySelectorAll("[data-part]")) renew(part, fresh);
      open = document.querySelector("[data-article]")?.dataset.article || open; // a stub yields to the full one
    }, Math.random() * SPREAD_MS);
  }

  function describe(title, about) {
    document.title = title;
    for (const element of document.head.querySelectorAll(ABOUT)) element.remove();
    document.head.append(...about);
  }

  function isBehind(fresh) {
    const told = [...fresh.querySelectorAll("[data-card], [data-article]")];
    return told.some((element) => Number(element.dataset.seq) < (shown.get(idOf(element)) || 0));
  }

  function renew(part, fresh) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!next || part.isEqualNode(next)) return;
    const focused = part.contains(document.activeElement);
    part.replaceWith(next);
    if (focused) document.querySelector("main").focus();
  }

  // Announcements: polite, and few.

  const plural = new Intl.PluralRules(language);
  const status = box.querySelector("[role=status]");
  let news = []; // to be told: { id, headline } of what came, { id, note } of what became of it
  let spoken = [];
  let announcing = 0;

  function announce(change, article, was) {
    const { id, headline } = article;
    if (article.withdrawn) hush(id);
    if (article.withdrawn) was && !article.superseded_by && news.push({ id, note: words.withdrawn });
    else if (!was) find(id) && news.push({ id, headline });
    else if (change === "updated") news.push({ id, note: words.updated.replace("{headline}", () => headline) });
    if (news.length) announcing ||= setTimeout(speak, ANNOUNCE_MS);
  }

  function hush(id) {
    news = news.filter((one) => one.id !== id);
    if (spoken.some((one) => one.id === id)) status.textContent = "";
  }

  function speak() {
    const came = news.filter((one) => one.headline);
    const notes = news.flatMap((one) => one.note || []);
    status.textContent = [...(came.length ? [counted(came)] : []), ...notes].join(". ");
    [spoken, news, announcing] = [news, [], 0];
  }

  function counted(came) {
    const form = words.new[plural.select(came.length)] || words.new.other;
    return form.replace("{count}", came.length).replace("{headline}", () => came.at(-1).headline);
  }

  // The stream.

  const state = document.querySelector(".state");
  let cursor = told.cursor;
  let end = null; // of the stream, while it is followed
  let isFollowing = false;
  let timer = 0;

  function take(event) {
    cursor = event.id;
    const { article, seq, topics_after: topics } = JSON.parse(event.data).data;
    if (seq <= (shown.get(article.id) || 0)) return;
    shown.set(article.id, seq);
    const old = find(article.id);
    const card = document.querySelector(`[data-card="${article.id}"]`);
    if (article.withdrawn) withdraw(article.id, card);
    if (article.withdrawn || !isWanted(topics)) old?.remove();
    else if (old || told.grows === "yes") put(entryOf(article), old);
    if (!old) find(article.id)?.classList.add("fresh");
    box.querySelector(".empty").hidden = list.children.length > 0;
    announce(event.type, article, old);
    if (article.id === open || card || leads(article)) refresh();
  }

  // At once, whatever becomes of asking for what is to be there instead.
  function withdraw(id, card) {
    card?.remove();
    if (id !== open) return;
    document.querySelector("[data-part=main]").replaceChildren();
    describe(words.withdrawn, []);
    const unnamed = location.pathname.replace(/[^/]*$/, id); // an address says the headline too
    history.replaceState(null, "", unnamed);
    document.querySelector(".languages [aria-current]").href = unnamed;
  }

  function leads(article) {
    const leading = document.querySelector("[data-part=leading]");
    return leading && (isBreaking(article) || !leading.childElementCount);
  }

  function label(text, on) {
    if (!state) return;
    state.hidden = on && told.grows === "no";
    state.textContent = text;
    state.classList.toggle("on", on);
  }

  // By one connection for all pages of the browser, which has but six to a host.
  const client = import(told.client);

  async function connect() {
    isFollowing = true;
    const { openStream } = await client;
    if (!isFollowing) return; // nobody looks any more
    end ??= openStream({
      query: told.query,
      cursor,
      worker: told.worker,
      onEvent: take,
      onState: (on) => label(words[on], on === "on"),
      onReset: () => location.reload(),
    });
  }

  function disconnect() {
    clearTimeout(timer);
    isFollowing = false;
    end?.();
    end = null;
  }

  // A page nobody looks at gives its connection back; one that starts so takes none.
  function attend() {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(disconnect, HIDDEN_MS);
    else {
      retime();
      connect();
    }
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("offline", () => label(words.off, false));
  addEventListener("online", () => {
    disconnect(); // a connection from before may never say that it is dead
    attend();
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", attend);
  setInterval(retime, 60000); // midnight comes to open pages too

  // A photo that its sender no longer has leaves no hole.

  function unpicture(image) {
    (image.closest(".picture, figure") || image).hidden = true;
  }

  document.addEventListener("error", ({ target }) => target.tagName === "IMG" && unpicture(target), true);
  for (const image of document.images) if (image.complete && !image.naturalWidth) unpicture(image);

  const own = open && find(open);
  if (own) own.querySelector(".headline").ariaCurrent = "page";
  attend();
})();
