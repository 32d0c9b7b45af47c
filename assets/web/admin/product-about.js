// What a product says of itself, with the buttons that change, copy, archive it and bring it back.

import { EditDialog } from "/web/admin/edit.js";
import { cellsOf, englishCopy, fieldsOf, labelOf, nounsOf, putRows, shownCell, textsOf } from "/web/admin/nouns.js";
import { Done, Loading, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KIND = "products";
/** What is told of every product. */
const TOLD = ["kind", "category_id", "sale_state", "barcode", "description", "brand_id", "tax_rate_id", "sort"];
/** Tables whose rows go along with a copy, with the column that names the product. */
const COPIED = {
  "product-parts": "package_id",
  "product-attributes": "product_id",
  prices: "product_id",
  plans: "product_id",
  "product-destinations": "product_id",
};

export function About({ words, api, product, again, isArchived }) {
  const id = String(product.id);
  const state = useLoad(async () => {
    const [nouns, found] = await Promise.all([
      nounsOf(api),
      api.page(`admin/rows?${new URLSearchParams({ kind: KIND, column: "id", cell: id, ended: String(isArchived) })}`),
    ]);
    return { noun: nouns.get(KIND), row: found.rows[0], names: found.names, texts: found.texts[id] ?? {} };
  }, [id, isArchived]);
  const [open, setOpen] = useState(null);
  const [done, setDone] = useState("");
  if (!state.value?.row) return html`<${Loading} words=${words} state=${state} />`;
  const { noun, row, names, texts } = state.value;
  const close = (text) => {
    setOpen(null);
    setDone(text ?? "");
    if (text === null) return;
    state.again();
    again();
  };
  const put = (rows) => (_, agreed) => putRows(api, rows, agreed).then(() => undefined);
  const key = { id };
  const english = texts.en?.name ? englishCopy(texts.en.name) : "";
  const dialogs = {
    change: {
      title: `${words.change}: ${product.name}`,
      fields: fieldsOf(words, api, noun, { row, names, texts }),
      save: async (values, agreed) => {
        const cells = cellsOf(noun, values, row);
        const said = textsOf(noun, values, texts);
        if (Object.keys(cells).length + Object.keys(said).length > 0)
          await putRows(api, [{ kind: KIND, key, cells, texts: said }], agreed);
      },
    },
    copy: {
      title: `${words.copyRow}: ${product.name}`,
      fields: [
        { name: "name", label: words.name, value: words.copyOf(product.name), required: true, maxlength: 60 },
        { name: "english", label: words.inEnglish(words.name), value: english, blank: true, maxlength: 60, lang: "en" },
      ],
      save: async (values, agreed) => {
        const rows = await copied(api, row, texts, values);
        const [made] = await putRows(api, rows, agreed);
        window.location.hash = `#products/${made.key.id}`;
      },
    },
    archive: {
      title: `${words.archive}: ${product.name}`,
      note: words.askArchive(product.name),
      caption: words.archive,
      fields: [],
      save: put([{ kind: KIND, key, end: true }]),
    },
    bringBack: {
      title: `${words.bringBack}: ${product.name}`,
      fields: [],
      caption: words.bringBack,
      save: put([{ kind: KIND, key, cells: noun.back }]),
    },
  };
  const button = (name, label) => html`<button onClick=${() => setOpen(dialogs[name])}>${label}</button>`;
  return html`
    <section class="card">
      <div class="head">
        <h2>${words.about}</h2>
        <div class="row">
          ${
            isArchived
              ? button("bringBack", words.bringBack)
              : html`
                ${button("change", words.change)} ${button("copy", words.copyRow)} ${button("archive", words.archive)}
              `
          }
        </div>
      </div>
      <${Done} text=${done} />
      <dl class="facts">
        ${TOLD.map((name) => noun.columns.find((it) => it.name === name)).map(
          (column) => html`
            <div>
              <dt>${labelOf(words, KIND, column.name)}</dt>
              <dd>${shownCell(words, noun, column, row, names)}</dd>
            </div>
          `,
        )}
      </dl>
      ${open && html`<${EditDialog} ...${{ words, ...open, close }} />`}
    </section>
  `;
}

/** A product under another name with its parts, attributes and prices, not on sale; stock and code stay behind. */
async function copied(api, row, texts, { name, english }) {
  const { id, barcode: _, created_at, modified_at, sell_count, ...cells } = row;
  const said = { ...texts, en: { ...texts.en, name: english } };
  const rows = [{ kind: KIND, cells: { ...cells, name, sale_state: "0", stock: "0" }, texts: said }];
  for (const [kind, column] of Object.entries(COPIED)) {
    const query = new URLSearchParams({ kind, column, cell: id, size: "200" });
    const found = await api.page(`admin/rows?${query}`);
    for (const { id: own, [column]: mine, ...rest } of found.rows)
      rows.push({ kind, cells: rest, of: { [column]: 0 }, texts: found.texts[own] ?? {} });
  }
  return rows;
}
