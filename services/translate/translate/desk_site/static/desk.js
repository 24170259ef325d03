// Saves an editor waiting: keys, pages that stay true, the next suggestion at hand. Every page works without it.
"use strict";

(() => {
  const RELOADED = { "x-desk-script": "1" };
  const POLL_MS = 10000; // while no stream can be had
  const QUIET_MS = 4000; // a stream that comes back within this was never away
  const AGAIN_MS = 1500; // what is on its way to the pages' store is there by then
  const UNSEEN_MS = 400;
  const labels = document.body.dataset;
  const announcement = document.getElementById("said");
  const state = document.querySelector(".state");
  let acts = 0; // the newest act wins the page
  let next = null; // {path, text}: the page that a decision leads to
  let under = 0; // decisions under way
  let postponed = false;
  let pressed = -Infinity; // when a key decided last

  const main = () => document.getElementById("main");
  const inField = (element) => element.matches("input:not([type=checkbox]), textarea, select");
  const here = () => location.pathname + location.search;

  // Pages swapped in place.

  function parsed(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  function swap(fresh) {
    for (const id of ["sections", "banners"]) {
      const [mine, theirs] = [document.getElementById(id), fresh.getElementById(id)];
      if (mine && theirs && mine.innerHTML !== theirs.innerHTML) mine.replaceWith(document.adoptNode(theirs));
    }
    const [mine, theirs] = [main(), fresh.getElementById("main")];
    if (!theirs) return location.reload(); // no longer signed in, or no page of ours
    document.title = fresh.title;
    if (mine.innerHTML === theirs.innerHTML) return;
    for (const kept of mine.querySelectorAll("[data-keep]")) {
      const place = theirs.querySelector(`[data-outputs="${kept.dataset.outputs}"]`);
      if (place) place.replaceWith(kept);
    }
    const focused = address(document.activeElement);
    mine.replaceWith(document.adoptNode(theirs));
    if (focused) (main().querySelector(focused) || main()).focus({ preventScroll: true });
    arrived();
  }

  // How to find an element again in the page's next edition.
  function address(element) {
    if (!element || !main().contains(element) || element === main()) return "";
    if (element.dataset.key) return `[data-key="${element.dataset.key}"]`;
    const href = element.getAttribute("href");
    return href ? `${element.localName}[href="${CSS.escape(href)}"]` : "";
  }

  async function read(path) {
    const answer = await fetch(path, { headers: RELOADED }).catch(() => null);
    return answer && answer.status < 500 ? { path: answer.url, text: await answer.text() } : null;
  }

  async function refresh() {
    const field = document.activeElement;
    if ((inField(field) && field.value) || document.querySelector("dialog[open]") || main().querySelector(":checked[type=checkbox]")) {
      postponed = true; // nothing is swapped under a hand that writes
      return;
    }
    postponed = false;
    const [act, path] = [acts, here()];
    const page = await read(path);
    if (page && act === acts && path === here()) swap(parsed(page.text));
  }

  function settle() {
    refresh();
    setTimeout(refresh, AGAIN_MS);
  }

  // Forms that change something.

  async function send(form, button) {
    const act = ++acts;
    const body = new URLSearchParams(new FormData(form, button));
    const ahead = form.matches(".decide") && next;
    main().classList.add("busy");
    const [path, from] = [button && button.hasAttribute("formaction") ? button.formAction : form.action, here()];
    if (ahead) {
      history.pushState(null, "", ahead.path);
      swap(parsed(ahead.text));
    }
    under += 1;
    const answer = await fetch(path, {
      method: "POST", body, headers: { ...RELOADED, "x-csrf-token": form.elements.csrf.value },
    }).catch(() => null);
    const text = answer && (await answer.text().catch(() => ""));
    under -= 1;
    if (!answer || answer.status >= 500 || (!answer.ok && (ahead || act !== acts))) {
      main().classList.remove("busy");
      const why = text && parsed(text).querySelector("[role=alert] p");
      return complain(why ? why.textContent : labels.failed, from);
    }
    if (act !== acts) return;
    if (answer.redirected) history[ahead ? "replaceState" : "pushState"](null, "", answer.url);
    swap(parsed(text));
    main().classList.remove("busy");
    const notice = document.querySelector("#notice p, [role=alert] p");
    if (notice) say(notice.textContent);
    if (answer.ok) setTimeout(refresh, AGAIN_MS);
  }

  // A failure is shown wherever the editor is by then, with the way back to it.
  function complain(text, path) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = text;
    const line = document.createElement("p");
    line.append(link);
    document.getElementById("complaints").append(line);
  }

  function say(text) {
    announcement.textContent = text;
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || !form.closest("main")) return;
    if (document.body.dataset.live === undefined) return;
    event.preventDefault();
    send(form, submitter);
  });

  // The next suggestion, read while this one is.

  async function preload() {
    next = null;
    const link = document.querySelector(".steps [rel=next]");
    if (!link) return;
    const page = await read(link.href);
    if (page && link.isConnected) next = page;
  }

  function follow(link) {
    if (!link) return;
    acts += 1;
    if (next && link.rel === "next" && next.path === link.href) {
      const { path, text } = next;
      history.pushState(null, "", path);
      swap(parsed(text));
      window.scrollTo(0, 0);
      return;
    }
    location.assign(link.href);
  }

  addEventListener("beforeunload", (event) => under && event.preventDefault());
  addEventListener("popstate", () => location.reload());

  // Keys.

  function step(by) {
    const link = document.querySelector(`.steps [rel=${by > 0 ? "next" : "prev"}]`);
    if (link) return follow(link);
    const all = [...document.querySelectorAll("[data-step]")];
    const at = all.indexOf(document.activeElement);
    const to = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    if (to) to.focus();
  }

  // Nobody decides on what came up this very moment: a key that was held, or struck twice, decides once.
  function decide(key) {
    if (performance.now() - pressed < UNSEEN_MS) return;
    pressed = performance.now();
    press(key);
  }

  // What an undo brings up is what was asked for: it may be decided at once.
  function undo() {
    pressed = -Infinity;
    press("u");
  }

  function press(key) {
    const button = document.querySelector(`main [data-key="${key}"]`);
    if (button) button.click();
  }

  function focus(selector) {
    const field = document.querySelector(selector);
    if (field) field.focus();
    return field;
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    a: () => decide("a"),
    r: () => decide("r"),
    x: () => decide("x"),
    y: () => decide("y"),
    z: () => decide("z"),
    b: () => decide("b"),
    u: undo,
    c: () => focus("main [name=reason]"),
    "/": () => focus("[data-search]") || location.assign("/desk/search"),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !document.getElementById("keys")) return;
    if (inField(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const link = /^[1-9]$/.test(event.key) && document.querySelectorAll("#sections a")[event.key - 1];
    if (link) {
      event.preventDefault();
      location.assign(link.href);
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  document.addEventListener("focusout", () => setTimeout(() => postponed && refresh()));

  // Whether what was withdrawn can still be met.

  const TRIES = 20;
  const TRY_MS = 1500;
  const PAGES = 200; // of the log
  const STREAM_MS = 4000;

  const CHECKS = {
    gone: async (url) => [404, 410].includes((await fetch(url)).status),
    without: async (url, id) => {
      const answer = await fetch(url);
      if (answer.ok) return !(await answer.text()).includes(id);
      if ([404, 410].includes(answer.status)) return true; // an empty place
      throw new Error(answer.status);
    },
    items: async (url, id) => !(await json(url)).items.some((article) => shows(article, id)),
    story: async (url, id) => {
      const answer = await fetch(url);
      if ([404, 410].includes(answer.status)) return true;
      return !Object.values((await answer.json()).articles).some((article) => shows(article, id));
    },
    variants: async (url, id) => !shows(await json(url), id),
    changes: async (url, id) => {
      const address = new URL(url);
      for (let page = 0; page < PAGES; page += 1) {
        const answer = await fetch(address);
        const body = await answer.json();
        if (answer.status === 410 && body.oldest) {
          address.searchParams.set("cursor", "earliest");
          continue;
        }
        if (!answer.ok) throw new Error(answer.status);
        if (body.events.some((event) => shows(event.data.article, id))) return false;
        if (!body.events.length || body.cursor === address.searchParams.get("cursor")) return true;
        address.searchParams.set("cursor", body.cursor);
      }
      throw new Error("too long");
    },
    stream: (url, id) => new Promise((resolve) => {
      const source = new EventSource(url);
      const done = (clean) => {
        clearTimeout(timer);
        source.close();
        resolve(clean);
      };
      const timer = setTimeout(() => done(true), STREAM_MS);
      for (const change of ["published", "updated", "linked", "unlinked", "restored"])
        source.addEventListener(change, (event) => {
          if (shows(JSON.parse(event.data).data.article, id)) done(false);
        });
    }),
  };

  async function json(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  // A story may bear the id of an article that is withdrawn: that tells nothing of it.
  function shows(article, id) {
    if (article.id === id && article.headline) return true;
    return Object.values(article.variants || {}).some((variant) => variant.id === id);
  }

  async function check(line, box) {
    const result = line.querySelector(".result");
    result.className = "result";
    for (let attempt = 0; attempt < TRIES && box.isConnected; attempt += 1) {
      if (!attempt) result.textContent = box.dataset.asking;
      const clean = await CHECKS[line.dataset.check](line.dataset.url, box.dataset.outputs).catch(() => null);
      result.classList.toggle("clean", clean === true);
      result.classList.toggle("unclean", clean === false);
      result.textContent = clean ? box.dataset.clean : clean === false ? box.dataset.unclean : box.dataset.unanswered;
      if (clean) return true;
      await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    }
    return false;
  }

  async function checkAll(box) {
    const again = box.querySelector(".again");
    again.hidden = true;
    const results = await Promise.all([...box.querySelectorAll("[data-check]")].map((line) => check(line, box)));
    const sum = box.querySelector(".sum");
    sum.textContent = results.every(Boolean) ? box.dataset.all : box.dataset.some;
    sum.className = results.every(Boolean) ? "sum fine" : "sum problem";
    say(sum.textContent);
    again.hidden = false;
    again.onclick = () => checkAll(box);
  }

  // The stream: that something changed, never what. A hidden page gives its connection back, since a browser
  // opens no more than six to a host, and catches up when it is shown.

  let source = null;

  function connect() {
    if (document.hidden || source) return;
    const opened = new EventSource(labels.live);
    let away = 0;
    function show(on) {
      clearTimeout(away);
      away = 0;
      state.hidden = false;
      state.classList.toggle("on", on);
      state.textContent = on ? labels.on : labels.off;
    }
    opened.addEventListener("open", () => show(true));
    opened.addEventListener("news", settle);
    opened.addEventListener("reset", settle); // what this page has seen is not known any more
    opened.addEventListener("error", () => {
      if (source !== opened) return;
      if (!away) away = setTimeout(() => source === opened && show(false), QUIET_MS);
      if (opened.readyState === EventSource.CLOSED) {
        show(false);
        source = null;
        setTimeout(() => { refresh(); connect(); }, POLL_MS);
      }
    });
    source = opened;
  }

  document.addEventListener("visibilitychange", () => {
    if (labels.live === undefined) return;
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else {
      refresh();
      connect();
    }
  });

  function arrived() {
    preload();
    for (const box of document.querySelectorAll("[data-keep]:not([data-asked])")) {
      box.dataset.asked = "yes";
      checkAll(box);
    }
  }

  const keys = document.getElementById("show-keys");
  if (keys) {
    keys.hidden = false;
    keys.addEventListener("click", () => document.getElementById("keys").showModal());
  }
  arrived();
  if (labels.live) {
    connect();
    setInterval(refresh, 60000); // lengths of time move by themselves
  }
})();
