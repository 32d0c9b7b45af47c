// The notes of an order: what whoever serves it next should know.

import { freshName } from "/web/lib/keep.js";
import { html, useRef } from "/web/vendor/preact-htm.module.js";

/** @param {{ words: any, order: import("/types/answers.d.ts").DeskOrder, act: any, busy: boolean }} given */
export function Notes({ words, order, act, busy }) {
  // A second click, and another try after an answer that was lost, is the same note.
  const reference = useRef(freshName());
  const send = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const note = new FormData(form).get("note");
    await act("note", { orderid: order.id, note, client_ref: reference.current }, words.noteKept);
    reference.current = freshName();
    form.reset();
  };
  return html`
    <section class="notes" aria-label=${words.notes}>
      ${order.notes.map(
        (it) => html`<p key=${it.id}>${it.note} <small class="quiet">${it.by} · ${it.at.slice(0, 16)}</small></p>`,
      )}
      <details>
        <summary>${words.addNote}</summary>
        <form onSubmit=${send}>
          <label>
            ${words.noteHint}
            <textarea name="note" rows="2" maxlength="400" required></textarea>
          </label>
          <button disabled=${busy}>${words.addNote}</button>
        </form>
      </details>
    </section>
  `;
}
