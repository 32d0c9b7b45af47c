// A keyboard on the screen, for a kiosk that has no other. The outlet's own screen opens the page as /?kiosk (see the
// unit outpost-kiosk.service); a phone brings its own keyboard.

import { keep, recall } from "/web/lib/keep.js";
import { put } from "/web/lib/typing.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const asked = new URLSearchParams(location.search).get("kiosk");
if (asked !== null) keep("kiosk", asked !== "0", "localStorage");

/** Whether this is the outlet's own screen. `/?kiosk=0` ends it. */
export const isKiosk = recall("kiosk", false, "localStorage") === true;

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm-_"].map((row) => [...row]);
const KINDS = ["text", "email", "search"];

/** Shown below the screen while a field for words has the focus. */
export function Keyboard({ words }) {
  const [field, setField] = useState(null);
  const [upper, setUpper] = useState(false);
  useEffect(() => {
    const enter = ({ target }) => setField(target.matches("input") && KINDS.includes(target.type) ? target : null);
    addEventListener("focusin", enter);
    return () => removeEventListener("focusin", enter);
  }, []);
  useEffect(() => field?.scrollIntoView({ block: "center" }), [field]);
  if (!field?.isConnected) return null;
  const press = (key) => {
    const room = field.maxLength < 0 || field.value.length < field.maxLength;
    if (room) put(field, field.value + key);
    setUpper(false);
  };
  const hide = () => {
    field.blur();
    setField(null);
  };
  // The focus stays in the field.
  const key = (caption, act, name) =>
    html`
      <button
        type="button"
        tabindex="-1"
        aria-label=${name}
        onPointerDown=${(event) => event.preventDefault()}
        onClick=${act}
      >
        ${caption}
      </button>
    `;
  const letter = (it) => (upper ? it.toUpperCase() : it);
  return html`
    <section class="keyboard" aria-label=${words.keyboard}>
      ${ROWS.map((row) => html`<div>${row.map((it) => key(letter(it), () => press(letter(it))))}</div>`)}
      <div>
        ${key("⇧", () => setUpper(!upper), words.capitals)} ${key("@", () => press("@"))} ${key(".", () => press("."))}
        ${key(words.space, () => press(" "))} ${key("⌫", () => put(field, field.value.slice(0, -1)), words.erase)}
        ${key(words.keysDone, hide)}
      </div>
    </section>
  `;
}
