// What the desk's parts share: the newest version of a function, regular looks, keys, and the lists that stay fresh.

import { isCovered } from "/web/lib/over.js";
import { useCallback, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const REFRESH_MS = 10_000;

/** Always calls the newest version of a function, for listeners that are set once. */
export function useNewest(run) {
  const newest = useRef(run);
  newest.current = run;
  return useCallback((...given) => newest.current(...given), []);
}

/** Runs something again and again as long as the part is shown. */
export function useEvery(run) {
  const newest = useNewest(run);
  useEffect(() => {
    const timer = setInterval(newest, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Runs what a key is for, wherever the focus is: `keys` is a function for each name of a key. */
export function useKeys(keys) {
  const newest = useNewest((event) => {
    const run = keys[event.key];
    if (!run || isCovered()) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    document.addEventListener("keydown", newest);
    return () => document.removeEventListener("keydown", newest);
  }, []);
}

/**
 * The lists beside the order, kept fresh; `refresh` asks at once, `turn(name, page)` turns a list to another page,
 * counted from 0.
 */
export function useToday(ask, codes) {
  const [today, setToday] = useState(null);
  const pages = useRef({});
  const running = useRef(false);
  const refresh = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    try {
      const wanted = Object.entries(pages.current).map(([name, page]) => `${name}:${page}`);
      const [lists, live] = await Promise.all([ask(`today?pages=${wanted.join(",")}`), codes()]);
      setToday({ ...lists, codes: live, pages: pages.current });
    } catch {
      // An ended session has led to the log-in already.
    }
    running.current = false;
  }, []);
  const turn = (name, page) => {
    pages.current = { ...pages.current, [name]: page };
    refresh();
  };
  useEffect(() => void refresh(), []);
  useEvery(refresh);
  return { today, refresh, turn };
}
