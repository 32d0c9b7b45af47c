// Export: a table as CSV, or the whole outlet as JSON lines; nothing that leaves here has secrets in it.

import { nameIn } from "/web/admin/channel-of.js";
import { Done, Trouble, useAction } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const WHOLE = "all";

export function Export({ words, api, kinds }) {
  const [kind, setKind] = useState("");
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const marked = event.currentTarget.elements.bom?.checked === true;
    const name = kind === WHOLE ? "outlet.jsonl" : `${kind}.csv`;
    action.run(async () => {
      await api.download(`admin/export?kind=${kind}&bom=${marked}`, name);
      return words.exported(name);
    });
  };
  const choose = (event) => {
    setKind(event.currentTarget.value);
    action.clear();
  };
  return html`
    <section class="card">
      <h2>${words.exportTitle}</h2>
      <form class="inline" onSubmit=${send}>
        <label>
          ${words.whatToExport}
          <select required value=${kind} onChange=${choose}>
            <option value="">${words.chooseTable}</option>
            <option value=${WHOLE}>${words.wholeOutlet}</option>
            <optgroup label=${words.table}>
              ${kinds
                .filter((it) => it.leaves)
                .map(
                  (it) => html`
                    <option value=${it.name}>${nameIn(words, "kinds", it.name)}</option>
                  `,
                )}
            </optgroup>
          </select>
        </label>
        ${
          kind !== WHOLE &&
          html`
            <label class="tick whole">
              <input type="checkbox" name="bom" defaultChecked=${true} />
              ${words.withMark}
            </label>
          `
        }
        <div class="actions">
          <button class="main-action" disabled=${action.busy || kind === ""}>${words.download}</button>
        </div>
      </form>
      <p class="quiet">${kind === WHOLE ? words.wholeHint : words.exportHint}</p>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}
