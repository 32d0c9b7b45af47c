// What a product brings a traveller, and where it goes.

import { readDestinations } from "/web/admin/destinations.js";
import { EditDialog } from "/web/admin/edit.js";
import { cellsOf, fieldsOf, labelOf, nounsOf, putRows, shownCell, textsOf } from "/web/admin/nouns.js";
import { Ticks } from "/web/admin/ticks.js";
import { Done, Loading, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KIND = "plans";
/** What is told of a plan. */
const TOLD = ["days", "amount", "unit", "per", "speed", "network", "start_within"];

export function PlanOf({ words, api, product }) {
  const id = String(product.id);
  const state = useLoad(async () => {
    const query = new URLSearchParams({ kind: KIND, column: "product_id", cell: id });
    const [nouns, found] = await Promise.all([nounsOf(api), api.page(`admin/rows?${query}`)]);
    const row = found.rows[0] ?? null;
    return { noun: nouns.get(KIND), row, texts: (row && found.texts[row.id]) ?? {} };
  }, [id]);
  const [open, setOpen] = useState(null);
  const [done, setDone] = useState("");
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { noun, row, texts } = state.value;
  const close = (text) => {
    setOpen(null);
    setDone(text ?? "");
    if (text !== null) state.again();
  };
  const change = () =>
    setOpen({
      title: `${words.plan}: ${product.name}`,
      fields: fieldsOf(words, api, noun, { row, texts }),
      save: async (values, agreed) => {
        const cells = cellsOf(noun, values, row);
        const said = textsOf(noun, values, texts);
        const what = row ? { key: { id: row.id }, cells } : { cells: { ...cells, product_id: id } };
        await putRows(api, [{ kind: KIND, ...what, texts: said }], agreed);
      },
    });
  return html`
    <section class="card">
      <div class="head">
        <h2>${words.plan}</h2>
        <button onClick=${change} aria-label=${`${words.change} ${words.plan}`}>${words.change}</button>
      </div>
      <p class="quiet">${words.planHint}</p>
      <${Done} text=${done} />
      ${
        row
          ? html`<dl class="facts">
          ${TOLD.map(
            (name) => html`
              <div>
                <dt>${labelOf(words, KIND, name)}</dt>
                <dd>${shownCell(words, noun, columnOf(noun, name), row, {})}</dd>
              </div>
            `,
          )}
        </dl>`
          : html`<p class="empty">${words.noPlan}</p>`
      }
      ${open && html`<${EditDialog} ...${{ words, ...open, close }} />`}
    </section>
  `;
}

const columnOf = (noun, name) => noun.columns.find((it) => it.name === name);

/** The destinations of a product: those that its areas name are told, others are ticked. */
export function WhereItGoes({ words, api, product }) {
  const state = useLoad(() => readDestinations(api, words), [product.id, words]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const isByArea = (it) => it.sold?.some((sold) => sold.id === product.id && sold.area && !sold.through);
  const named = state.value.all.filter(isByArea);
  return html`<${Ticks}
    ...${{ words, api, again: state.again }}
    title=${words.whereItGoes}
    note=${words.whereItGoesHint(named.map((it) => it.name))}
    kind="product-destinations"
    own=${["product_id", String(product.id)]}
    other="destination_id"
    options=${state.value.all.filter((it) => !isByArea(it))}
    empty=${words.noDestinations}
  />`;
}
