// The screens in the browser's history: its Back leads one screen back, and a reload stays where it was.

import { useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const HOME = { name: "home" };
const CHECKOUT = { name: "checkout" };

/**
 * The screen that is shown, and how to go to another one. An order that was sent keeps the checkout, whatever is
 * pressed.
 */
export function useScreen(order, setOrder) {
  const [screen, setScreen] = useState(() => (order ? CHECKOUT : (history.state?.screen ?? HOME)));
  const newest = useRef(order);
  newest.current = order;
  // `left` is the screen as it is left, when going back to it should bring what was chosen there.
  const go = (next, left = null) => {
    if (left) history.replaceState({ screen: left }, "");
    history.pushState({ screen: next }, "");
    setScreen(next);
  };
  useEffect(() => {
    const back = ({ state }) => {
      if (newest.current?.ref) return history.pushState({ screen: CHECKOUT }, "");
      const wanted = state?.screen ?? HOME;
      if (newest.current && wanted.name !== "checkout") setOrder(null);
      return setScreen(wanted.name === "checkout" && !newest.current ? HOME : wanted);
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  return [screen, go];
}
