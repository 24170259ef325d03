// Keeps a page's list true while it is open: follows the stream from where the page was read.
"use strict";

(() => {
  const box = document.querySelector("[data-live]");
  if (!box || !window.EventSource) return;

  const HIDDEN_MS = 30000; // a page nobody looks at gives its connection back after this
  const AGAIN_MS = 5000;
  const ANNOUNCE_MS = 2000; // what comes at once is announced at once
  const MOST = 200; // entries in a list that no further page goes on from
  const told = box.dataset;
  const list = box.querySelector("ol");
  const blank = box.querySelector("template").content.firstElementChild;
  const empty = box.querySelector(".empty");
  const status = box.querySelector("[role=status]");
  const older = document.querySelector(".more [rel=next]");
  const state = document.querySelector(".state");
  const story = document.querySelector("[data-article]");
  const months = told.months.split("|");
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: told.zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
  });
  const wanted = { lang: words(told.languages), category: words(told.categories), tag: words(told.tags) };
  const shown = new Map(); // article id -> the highest seq seen of it
  for (const { dataset } of document.querySelectorAll("[data-seq]")) {
    // Shown twice, it was read twice: what one place lacks is applied to both.
    const id = dataset.id || dataset.card || dataset.article;
    shown.set(id, Math.min(shown.get(id) || Infinity, Number(dataset.seq)));
  }

  let cursor = told.cursor;
  let source = null;
  let timer = 0;

  function words(text) {
    return text ? text.split(" ") : [];
  }

  // Times: as the server writes them.

  function fields(instant) {
    return Object.fromEntries(parts.formatToParts(instant).map((part) => [part.type, part.value]));
  }

  function brief(instant) {
    const then = fields(instant);
    const now = fields(new Date());
    const clock = `${then.hour}:${then.minute}`;
    if (then.year === now.year && then.month === now.month && then.day === now.day) return clock;
    const day = `${Number(then.day)} ${months[Number(then.month) - 1]}`;
    return then.year === now.year ? `${day}, ${clock}` : `${day} ${then.year}, ${clock}`;
  }

  function retime() {
    for (const time of list.querySelectorAll("time")) time.textContent = brief(new Date(time.dateTime));
  }

  // Entries.

  function path(url) {
    return new URL(url, location.href).pathname; // our own pages, whatever address they were published under
  }

  function matches(topics) {
    return Object.entries(wanted).every(
      ([name, values]) => !values.length || values.some((value) => topics.includes(`${name}:${value}`)),
    );
  }

  function find(id) {
    return list.querySelector(`[data-id="${id}"]`);
  }

  function fill(entry, article) {
    entry.dataset.id = article.id;
    entry.dataset.seq = article.seq;
    entry.dataset.at = article.published_at;
    entry.classList.toggle("breaking", article.urgency !== null && article.urgency <= 2);
    const time = entry.querySelector("time");
    time.dateTime = article.published_at;
    time.textContent = brief(new Date(article.published_at));
    const headline = entry.querySelector(".headline");
    headline.textContent = article.headline;
    headline.href = path(article.url);
    for (const badge of entry.querySelectorAll("[data-kind]"))
      if (!article.badges.includes(badge.dataset.kind)) badge.remove();
    place(entry, article.category);
    variants(entry, article.variants);
    return entry;
  }

  function place(entry, category) {
    const known = [...entry.querySelectorAll("[data-category]")];
    const own = known.find((link) => link.dataset.category === category);
    const links = own ? [own] : [];
    if (!own && category) {
      const link = document.createElement("a");
      link.className = "category";
      link.href = `/${document.documentElement.lang}/${category}/`;
      link.textContent = category;
      links.push(link);
    }
    entry.querySelector(".place").replaceChildren(...links);
  }

  function variants(entry, found) {
    const links = Object.entries(found).sort().map(([language, variant]) => {
      const link = document.createElement("a");
      link.lang = link.hreflang = link.textContent = language;
      link.href = path(variant.url);
      link.title = variant.headline;
      return link;
    });
    entry.querySelector(".variants").replaceChildren(...links);
  }

  function above(one, other) {
    const [a, b] = [Date.parse(one.dataset.at), Date.parse(other.dataset.at)];
    return a === b ? one.dataset.id > other.dataset.id : a > b;
  }

  function put(entry) {
    const below = [...list.children].find((other) => above(entry, other));
    // What is older than all that is here belongs to the next page, if there is one.
    if (!below && told.ends === "no") return false;
    list.insertBefore(entry, below || null);
    return true;
  }

  function show(article) {
    const old = find(article.id);
    if (!old && told.grows === "no") return;
    const entry = fill(blank.cloneNode(true), article);
    if (!old) entry.classList.add("fresh");
    const focused = old && old.contains(document.activeElement);
    if (old) old.remove();
    if (story && story.dataset.article === article.id) entry.querySelector(".headline").ariaCurrent = "page";
    if (put(entry) && focused) entry.querySelector(".headline").focus();
    if (list.children.length > MOST && !older) {
      list.lastElementChild.remove();
      told.ends = "no";
    }
  }

  function card(id, article) {
    for (const element of document.querySelectorAll(`[data-card="${id}"]`)) {
      if (!article) {
        element.remove();
        continue;
      }
      const headline = element.querySelector(".headline");
      headline.textContent = article.headline;
      for (const link of element.querySelectorAll("a[href]:not(.category)")) link.href = path(article.url);
      element.querySelector(".standfirst").textContent = article.lead || "";
    }
  }

  // A photo that its sender no longer has leaves no hole.

  function unpicture(image) {
    (image.closest(".picture, figure") || image).hidden = true;
  }

  document.addEventListener("error", (event) => event.target.tagName === "IMG" && unpicture(event.target), true);
  for (const image of document.images) if (image.complete && !image.naturalWidth) unpicture(image);

  // The article that the page is about is fetched anew: the server knows best how to show it.

  async function refresh() {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer || answer.status >= 500) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector(".story, .notice");
    const here = document.querySelector(".story, .notice");
    if (!next || !here) return;
    here.replaceWith(next);
    document.title = fresh.title;
    if (answer.redirected) history.replaceState(null, "", new URL(answer.url).pathname);
  }

  // Announcements: polite, and few.

  const news = [];
  let announcing = 0;

  function announce(text) {
    news.push(text);
    if (!announcing) announcing = setTimeout(speak, ANNOUNCE_MS);
  }

  function speak() {
    announcing = 0;
    const fresh = news.filter((one) => one.headline);
    const others = news.filter((one) => !one.headline).map((one) => one.text);
    news.length = 0;
    if (fresh.length) {
      const form = told[camel(`new-${plural.select(fresh.length)}`)] || told.newOther;
      others.unshift(form.replace("{count}", fresh.length).replace("{headline}", () => fresh.at(-1).headline));
    }
    status.textContent = others.join(". ");
  }

  function camel(name) {
    return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  }

  // The stream.

  function take(event) {
    cursor = event.lastEventId;
    const change = JSON.parse(event.data).data;
    const { article } = change;
    if (change.seq <= (shown.get(article.id) || 0)) return;
    shown.set(article.id, change.seq);
    const visible = !article.withdrawn;
    const here = find(article.id) !== null;
    if (visible && matches(change.topics_after)) show(article);
    else if (here) find(article.id).remove();
    card(article.id, visible ? article : null);
    empty.hidden = list.children.length > 0;
    if (!visible && here) announce({ text: told.withdrawn });
    else if (visible && !here && find(article.id)) announce({ headline: article.headline });
    else if (here && event.type === "updated")
      announce({ text: told.updated.replace("{headline}", () => article.headline) });
    if (story && article.id === story.dataset.article) setTimeout(refresh, Math.random() * 500);
  }

  function label(text, on) {
    if (!state) return;
    state.hidden = on && told.grows === "no";
    state.textContent = text;
    state.classList.toggle("on", on);
  }

  function connect() {
    clearTimeout(timer);
    if (source) return;
    const query = new URLSearchParams(told.query);
    query.set("cursor", cursor);
    source = new EventSource(`/v1/stream?${query}`);
    source.onopen = () => label(told.on, true);
    source.onerror = () => {
      label(told.off, false);
      // The browser comes back by itself, save where it was refused outright.
      if (source && source.readyState === EventSource.CLOSED) disconnect(AGAIN_MS * (1 + Math.random()));
    };
    for (const change of ["published", "updated", "linked", "unlinked", "withdrawn", "restored"])
      source.addEventListener(change, take);
    source.addEventListener("reset", () => {
      disconnect();
      location.reload();
    });
  }

  function disconnect(againAfter) {
    if (source) source.close();
    source = null;
    if (againAfter) timer = setTimeout(connect, againAfter);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(disconnect, HIDDEN_MS);
    else {
      retime();
      connect();
    }
  });
  addEventListener("pagehide", () => disconnect());
  addEventListener("pageshow", connect);
  setInterval(retime, 60000); // midnight comes to open pages too
  if (story) {
    const own = find(story.dataset.article);
    if (own) own.querySelector(".headline").ariaCurrent = "page";
  }
  connect();
})();
