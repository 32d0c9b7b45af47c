// Which rows belong to one: a list of ticks, kept by making and ending rows between the two.

import { putRows } from "/web/admin/nouns.js";
import { Done, Field, Loading, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { addressOf } from "/web/lib/pictures.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const ON_A_PAGE = 200;
/** Changes that one call takes. */
const AT_ONCE = 100;
/** Ticks that need no search. */
const FEW = 12;

/** All rows of a kind with a cell, page after page. */
export async function allRows(api, marks) {
  const rows = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ ...marks, page: String(page), size: String(ON_A_PAGE) });
    const found = await api.page(`admin/rows?${query}`);
    rows.push(...found.rows);
    if (rows.length >= found.total || found.rows.length === 0) return rows;
  }
}

/** Makes and ends rows, as many calls as it takes. */
async function putAll(api, changes) {
  for (let at = 0; at < changes.length; at += AT_ONCE) await putRows(api, changes.slice(at, at + AT_ONCE));
}

/**
 * @param {Record<string, any>} props `kind` has the rows between, `own` the column and number of the one, `other` the
 *   column of the others; `options` are these: `id`, `name`, `image` and what else finds one (`typed`).
 */
export function Ticks(props) {
  const { words, api, kind, own } = props;
  const [column, cell] = own;
  const state = useLoad(() => allRows(api, { kind, column, cell }), [kind, cell]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const key = state.value.map((row) => row.id).join(",");
  return html`<${List} key=${key} ...${props} rows=${state.value} reload=${state.again} />`;
}

function List({ words, api, title, note, kind, own, other, options, empty, rows, reload, again }) {
  const [column, cell] = own;
  const before = new Map(rows.map((row) => [row[other], row.id]));
  const [chosen, setChosen] = useState(() => new Set(before.keys()));
  const [search, setSearch] = useState("");
  const action = useAction();
  const wanted = search.trim().toLowerCase();
  const fits = (it) => `${it.name} ${it.typed ?? ""}`.toLowerCase().includes(wanted);
  const turn = (id) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const made = [...chosen].filter((id) => !before.has(id));
  const ended = [...before].filter(([id]) => !chosen.has(id));
  const save = (event) => {
    event.preventDefault();
    action.run(async () => {
      await putAll(api, [
        ...made.map((id) => ({ kind, cells: { [column]: cell, [other]: id } })),
        ...ended.map(([, id]) => ({ kind, key: { id }, end: true })),
      ]);
      reload();
      again?.();
      return words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${title}</h2>
      ${note && html`<p class="quiet">${note}</p>`}
      ${
        options.length === 0
          ? html`<p class="empty">${empty}</p>`
          : html`<form onSubmit=${save}>
          ${
            options.length > FEW &&
            html`<${Field}
              label=${words.findHere}
              type="search"
              value=${search}
              maxlength="60"
              onInput=${(event) => setSearch(event.currentTarget.value)}
            />`
          }
          <fieldset class="ticks">
            <legend class="unseen">${title}</legend>
            ${options
              .filter(fits)
              .map((it) => html`<${Tick} key=${it.id} it=${it} on=${chosen.has(it.id)} turn=${() => turn(it.id)} />`)}
          </fieldset>
          <div class="actions">
            <button class="main-action" disabled=${action.busy || made.length + ended.length === 0}>
              ${words.save}
            </button>
          </div>
        </form>`
      }
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}

/** A row to choose, with its picture. */
export const Tick = ({ it, on, turn }) => html`
  <label class="tick">
    <input type="checkbox" checked=${on} onChange=${turn} />
    <img class="flag" src=${addressOf(it.image, it.name)} alt="" width="28" height="28" loading="lazy" />
    ${it.name}
  </label>
`;
