// The notes of an order: what whoever serves it next should know.

import { Done, Trouble, useAction, valuesOf } from "/web/admin/ui.js";
import { freshName } from "/web/lib/keep.js";
import { html, useRef } from "/web/vendor/preact-htm.module.js";

export function Notes({ words, api, order, again }) {
  const action = useAction();
  // A second click, and another try after an answer that was lost, is the same note.
  const reference = useRef(freshName());
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { note } = valuesOf(event);
    action.run(async () => {
      await api.page("counter/note", { orderid: order.id, note, client_ref: reference.current });
      reference.current = freshName();
      form.reset();
      again();
      return words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${words.notes}</h2>
      ${
        order.notes.length > 0
          ? html`
            <ol class="notes">
              ${order.notes.map(
                (it) => html`
                  <li key=${it.id}>
                    <span>${it.note}</span><small class="quiet">${it.by} · ${it.at.slice(0, 16)}</small>
                  </li>
                `,
              )}
            </ol>
          `
          : html`<p class="quiet">${words.noNotes}</p>`
      }
      <form onSubmit=${send}>
        <label>
          ${words.addNote}
          <textarea name="note" rows="2" maxlength="500" required></textarea>
          <small class="quiet">${words.noteHint}</small>
        </label>
        <div class="actions"><button disabled=${action.busy}>${words.addNote}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}
