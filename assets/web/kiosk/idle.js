// A traveller who walked away leaves the kiosk to the next one: after a while a countdown, then the start.

import { useEffect, useState } from "/web/vendor/preact-htm.module.js";

const PATIENCE_S = 90;
const COUNTDOWN_S = 20;

/** Seconds left while the countdown runs, else null; calls `leave` at its end. Any touch or key starts anew. */
export function useIdle(busy, leave) {
  const [idle, setIdle] = useState(0);
  useEffect(() => {
    if (!busy) return undefined;
    const touched = () => setIdle(0);
    const timer = setInterval(() => setIdle((seconds) => seconds + 1), 1000);
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched);
    return () => {
      clearInterval(timer);
      for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, touched);
    };
  }, [busy]);
  useEffect(() => {
    if (busy && idle >= PATIENCE_S + COUNTDOWN_S) {
      setIdle(0);
      leave();
    }
  }, [busy, idle]);
  return busy && idle >= PATIENCE_S ? PATIENCE_S + COUNTDOWN_S - idle : null;
}
