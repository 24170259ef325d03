// The live stream for pages: by one connection of a SharedWorker for all of them, else by one of their own.

const AGAIN_MS = 5000;
const ALIVE_MS = 30000;
const CHANGES = ["published", "updated", "linked", "unlinked", "withdrawn", "restored"];

/**
 * Follows the stream behind a cursor: `onEvent({ type, id, data })` for each change, `onState("on" or "off")`,
 * `onReset()` once where the cursor is not kept any more: read the page again. `worker` is the address of
 * `stream-worker.js` on the page's own host. Returns the function that ends it.
 */
export function openStream({ query = "", cursor, worker, onEvent, onState, onReset }) {
  let last = cursor;
  let end = () => {};
  let isOver = false;
  const given = {
    query,
    onState: (state) => isOver || onState(state),
    onReset: () => isOver || (close(), onReset()),
    onEvent: (event) => {
      if (isOver) return;
      last = event.id;
      onEvent(event);
    },
  };
  const alone = () => isOver || (end = own({ ...given, cursor: last }));
  if (worker && globalThis.SharedWorker) {
    try {
      end = shared({ ...given, cursor, worker, alone });
    } catch {
      alone();
    }
  } else alone();
  return close;

  function close() {
    isOver = true;
    end();
  }
}

function shared({ query, cursor, worker, onEvent, onState, onReset, alone }) {
  const started = new SharedWorker(worker, { name: "newsroom" });
  const { port } = started;
  const timer = setInterval(() => port.postMessage({ alive: true }), ALIVE_MS);
  port.onmessage = ({ data }) => {
    if (data.state) onState(data.state);
    else if (data.reset) onReset();
    else onEvent(data);
  };
  started.onerror = () => {
    end();
    alone();
  };
  port.postMessage({ follow: { query, cursor } });
  return end;

  function end() {
    clearInterval(timer);
    port.onmessage = null;
    port.postMessage({ leave: true });
  }
}

function own({ query, cursor, onEvent, onState, onReset }) {
  let source = null;
  let timer = 0;
  let last = cursor;
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };

  function connect() {
    source = new EventSource(`/v1/stream?${query}&cursor=${encodeURIComponent(last)}`);
    source.onopen = () => onState("on");
    source.onerror = () => {
      onState("off");
      // The browser comes back by itself, save where it was refused outright.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, AGAIN_MS * (1 + Math.random()));
    };
    for (const change of CHANGES)
      source.addEventListener(change, ({ type, lastEventId: id, data }) => {
        last = id;
        onEvent({ type, id, data });
      });
    source.addEventListener("reset", onReset);
  }
}
