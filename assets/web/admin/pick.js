// A field that names another row: a list to choose from, with a search above it where the list is long.

import { nounsOf } from "/web/admin/nouns.js";
import { useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** Rows that a list shows without a search. */
const SHORT = 100;

export function Pick({ field }) {
  const { name, label, value, required, api, words, of, caption, hint, fixed } = field;
  const [chosen, setChosen] = useState(value ?? "");
  const [search, setSearch] = useState("");
  const [isLong, setLong] = useState(false);
  const state = useLoad(async () => {
    const query = new URLSearchParams({ kind: of, size: String(SHORT), search });
    const [nouns, found] = await Promise.all([nounsOf(api), api.page(`admin/rows?${query}`)]);
    if (found.total > SHORT) setLong(true);
    const [first] = nouns.get(of).list;
    return found.rows.map((row) => [row.id, row[first]]);
  }, [of, search]);
  const options = [...(state.value ?? [])];
  if (chosen && !options.some(([id]) => id === chosen)) options.unshift([chosen, caption ?? chosen]);
  return html`
    <div class="field">
      <label>
        ${label}
        <select
          name=${name}
          required=${required}
          disabled=${fixed}
          value=${chosen}
          onChange=${(event) => setChosen(event.currentTarget.value)}
        >
          ${(!required || !chosen) && html`<option value="">${required ? words.chooseOne : words.noChoice}</option>`}
          ${options.map(([id, text]) => html`<option key=${id} value=${id} selected=${id === chosen}>${text}</option>`)}
        </select>
      </label>
      ${
        isLong &&
        html`<input
          type="search"
          aria-label=${`${words.typeToFind}: ${label}`}
          placeholder=${words.typeToFind}
          value=${search}
          onInput=${(event) => setSearch(event.currentTarget.value)}
        />`
      }
      ${hint && html`<small class="quiet">${hint}</small>`}
    </div>
  `;
}
