// A traveller who walked away leaves the kiosk to the next one: after a while a countdown, then the start.

import { useEffect, useState } from "/web/vendor/preact-htm.module.js";

const COUNTDOWN_S = 20;

/**
 * Seconds left while the countdown runs, else null; calls `leave` at its end. Any touch or key starts anew. `patience`
 * is in seconds.
 */
export function useIdle(busy, leave, patience) {
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
    if (busy && idle >= patience + COUNTDOWN_S) {
      setIdle(0);
      leave();
    }
  }, [busy, idle, patience]);
  return busy && idle >= patience ? patience + COUNTDOWN_S - idle : null;
}
