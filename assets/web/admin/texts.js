// What customers read in other languages: every kind of row of which they read something, whatever room makes it.

import { nameIn } from "/web/admin/channel-of.js";
import { Editor } from "/web/admin/edit.js";
import { labelOf } from "/web/admin/nouns.js";
import { Pager } from "/web/admin/pager.js";
import { Field, Loading, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const FIRST = "products";

export function OtherLanguages({ words, api }) {
  const [marks, setMarks] = useState({ kind: FIRST, search: "", missing: "", page: 1 });
  const narrow = (more) => setMarks({ ...marks, page: 1, ...more });
  const state = useLoad(
    () => api.page(`admin/texts?${new URLSearchParams({ ...marks, page: String(marks.page) })}`),
    [marks],
  );
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { kinds, languages, total, size } = state.value;
  return html`
    <p class="quiet">${words.textsHint}</p>
    <div class="tools">
      <label>
        ${words.textsOf}
        <select onChange=${(event) => narrow({ kind: event.currentTarget.value, search: "" })}>
          ${kinds.map(
            (it) => html`<option value=${it} selected=${it === marks.kind}>${nameIn(words, "kinds", it)}</option>`,
          )}
        </select>
      </label>
      <label>
        ${words.textsShown}
        <select onChange=${(event) => narrow({ missing: event.currentTarget.value })}>
          <option value="" selected=${marks.missing === ""}>${words.textsAll}</option>
          ${languages.map(
            (it) => html`<option value=${it} selected=${it === marks.missing}>${words.textsLacking[it]}</option>`,
          )}
        </select>
      </label>
      <${Field}
        label=${words.findHere}
        type="search"
        value=${marks.search}
        maxlength="60"
        onInput=${(event) => narrow({ search: event.currentTarget.value })}
      />
    </div>
    <${List} ...${{ words, api, kind: marks.kind, found: state.value, again: state.again }} />
    <${Pager} ...${{ words, page: marks.page, size, total }} turn=${(page) => setMarks({ ...marks, page })} />
  `;
}

function List({ words, api, kind, found, again }) {
  const { columns, languages, rows } = found;
  const label = (column) => labelOf(words, kind, column);
  const shown = (texts) =>
    html`
      ${columns.filter((column) => texts?.[column]).map((column) => html`<div class="told">${texts[column]}</div>`)}
    `;
  const fields = (row) =>
    columns.flatMap((column) =>
      languages.map((language) => ({
        name: `${language}:${column}`,
        label: words.textIn[language](label(column)),
        hint: row.own[column],
        value: row.texts[language]?.[column] ?? "",
        maxlength: 1000,
        blank: true,
        type: (row.own[column] ?? "").length > LONG ? "area" : "text",
      })),
    );
  const save = async (values, row) => {
    const texts = changedOf(values, row, { columns, languages });
    await api.page("admin/texts", { kind, row: row.key, texts: JSON.stringify(texts) });
  };
  return html`
    <${Editor}
      words=${words}
      title=${words.otherLanguages}
      columns=${[
        { name: "own", label: words.textOwn, show: (row) => shown(row.own) },
        ...languages.map((it) => ({ name: it, label: words.textLanguages[it], show: (row) => shown(row.texts[it]) })),
      ]}
      rows=${rows}
      empty=${words.nothingHere}
      keyOf=${(row) => row.key}
      nameOf=${(row) => row.own[columns[0]]}
      fields=${fields}
      save=${save}
      change=${true}
      again=${again}
    />
  `;
}

/** Letters from which on a text is given some lines. */
const LONG = 60;

/** The texts that a form changes, by language and column. */
function changedOf(values, row, { columns, languages }) {
  const texts = {};
  for (const language of languages) {
    for (const column of columns) {
      const text = (values[`${language}:${column}`] ?? "").trim();
      if (text === (row.texts[language]?.[column] ?? "")) continue;
      texts[language] = { ...texts[language], [column]: text };
    }
  }
  return texts;
}
