// A question over the whole screen, and the way out of a purchase that asks it.

import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** Covers the screen; the first button has the focus, so that a key answers. */
export function Dialog({ text, children }) {
  const box = useRef(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  return html`<div class="dialog" role="alertdialog" aria-modal="true" aria-label=${text} ref=${box}>
    <p>${text}</p>
    <div class="actions">${children}</div>
  </div>`;
}

/** What was on the screen is not sold any more; the way back to its shelf. */
export function Gone({ words, shop, go, shelf }) {
  if (!shop) return html`<p class="notice" role="status">${words.loading}</p>`;
  return html`
    <p class="notice" role="status">${words.gone}</p>
    <p class="centred">
      <button class="main-action" onClick=${() => go({ name: "home", shelf })}>${words.back}</button>
    </p>
  `;
}

/** Leaves the purchase for the start, once it is confirmed; `leave` does what else there is to do. */
export function StartOver({ words, start, leave = () => {} }) {
  const [asked, setAsked] = useState(false);
  const go = () => {
    leave();
    start();
  };
  return html`
    <p class="centred"><button type="button" onClick=${() => setAsked(true)}>${words.startOver}</button></p>
    ${
      asked &&
      html`<${Dialog} text=${words.startOverSure}>
      <button class="main-action" onClick=${() => setAsked(false)}>${words.stay}</button>
      <button onClick=${go}>${words.startOver}</button>
    <//>`
    }
  `;
}
