// A noun on the page: its list, found by text, page by page; a dialog that makes, changes or copies a row; and its end.

import { nameIn } from "/web/admin/channel-of.js";
import { Editor } from "/web/admin/edit.js";
import {
  cellsOf,
  englishCopy,
  fieldsOf,
  keyOf,
  labelOf,
  lacksEnglish,
  nameOf,
  nounsOf,
  putRows,
  shownCell,
  textKey,
  textsOf,
} from "/web/admin/nouns.js";
import { Pager } from "/web/admin/pager.js";
import { Field, Loading, Pill, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const ON_A_PAGE = 50;

/** Whether a noun's rows belong to those of a kind. */
const belongsTo = (noun, kind) =>
  noun.within && noun.columns.find((it) => it.name === noun.within).of === kind && kind !== "products";

/** Amounts and counts stand at the right. */
const AMOUNTS = ["number", "money", "percent"];

/**
 * @param {Record<string, any>} props `kind`; `within`, the number of the row that these belong to; `title`; `again`,
 *   called after a change; `without`, columns that are not asked for; `before`, columns of the page's own; `more`,
 *   buttons of a row, where the page itself leads to what belongs to it.
 */
export function Noun(props) {
  const { words, api, kind, within, again } = props;
  const [marks, setMarks] = useState({ search: "", ended: false, page: 1 });
  const nouns = useLoad(() => nounsOf(api), [api]);
  const noun = nouns.value?.get(kind);
  const children = props.more ? [] : [...(nouns.value?.values() ?? [])].filter((it) => belongsTo(it, kind));
  const state = useLoad(async () => {
    if (!noun) return null;
    const query = new URLSearchParams({ kind, size: String(ON_A_PAGE), search: marks.search });
    query.set("ended", String(marks.ended));
    query.set("page", String(marks.page));
    if (noun.within && within) {
      query.set("column", noun.within);
      query.set("cell", within);
    }
    return api.page(`admin/rows?${query}`);
  }, [kind, within, noun, marks]);
  if (!noun || !state.value) return html`<${Loading} words=${words} state=${nouns.error ? nouns : state} />`;
  const changed = () => {
    state.again();
    again?.();
  };
  return html`<${List} ...${{ ...props, noun, children, marks, setMarks, found: state.value, again: changed }} />`;
}

function List(props) {
  const { words, api, kind, within, title, without = [], before = [], more, noun, children, marks, setMarks } = props;
  const { found, again } = props;
  const { names } = found;
  const textsFor = (row) => (row ? found.texts[textKey(noun, row)] : {}) ?? {};
  const called = (row) => nameOf(words, noun, row, names);
  const save = (row) => async (values, agreed) => {
    const cells = cellsOf(noun, values, row);
    if (noun.within && !row) cells[noun.within] = within;
    const texts = textsOf(noun, values, textsFor(row));
    if (row && Object.keys(cells).length + Object.keys(texts).length === 0) return;
    await putRows(api, [{ kind, ...(row && { key: keyOf(noun, row) }), cells, texts }], agreed);
  };
  const told = noun.list.map((name) => {
    const column = noun.columns.find((it) => it.name === name);
    return {
      name,
      label: labelOf(words, kind, name),
      amount: AMOUNTS.includes(column.holds),
      show: (row) => {
        const shown = shownCell(words, noun, column, row, names);
        const isBare = name === noun.list[0] && lacksEnglish(noun, row, textsFor(row));
        return isBare ? html`${shown} <${Pill} tone="soon">${words.noEnglish}<//>` : shown;
      },
    };
  });
  const actions = (row) => [
    ...(marks.ended ? [] : (more?.(row) ?? [])),
    ...children.map((it) => ({
      label: nameIn(words, "kinds", it.name),
      run: () => (window.location.hash = `#setup/${it.name}/${row.id}`),
    })),
    !marks.ended && {
      label: words.copyRow,
      fields: fieldsOf(words, api, noun, {
        names,
        given: copied(words, noun, row),
        without,
        texts: copiedTexts(noun, textsFor(row)),
      }),
      save: save(null),
    },
    ending({ words, api, kind, noun, row, called, marks }),
  ];
  const isLong = found.total > ON_A_PAGE || marks.search !== "";
  const caption = title ?? nameIn(words, "kinds", kind);
  return html`
    ${
      (isLong || noun.end === "says") &&
      html`<div class="tools">
        ${
          isLong &&
          html`<${Field}
            label=${words.findHere}
            type="search"
            value=${marks.search}
            maxlength="60"
            onInput=${(event) => setMarks({ ...marks, search: event.currentTarget.value, page: 1 })}
          />`
        }
        ${noun.end === "says" && html`<${Ended} ...${{ words, marks, setMarks }} />`}
      </div>`
    }
    <${Editor}
      words=${words}
      title=${caption}
      columns=${[...before, ...told]}
      rows=${found.rows}
      empty=${words.nothingHere}
      keyOf=${(row) => JSON.stringify(keyOf(noun, row))}
      nameOf=${called}
      fields=${(row) => fieldsOf(words, api, noun, { row, names, without, texts: textsFor(row) })}
      save=${(values, row, agreed) => save(row)(values, agreed)}
      add=${noun.change && !marks.ended ? words.newOf(caption) : undefined}
      change=${noun.change && !marks.ended}
      actions=${noun.change ? actions : undefined}
      again=${again}
    />
    <${Pager}
      words=${words}
      page=${marks.page}
      size=${ON_A_PAGE}
      total=${found.total}
      turn=${(page) => setMarks({ ...marks, page })}
    />
  `;
}

/** A copy begins as its row is, under another name. */
function copied(words, noun, row) {
  const cells = { ...row };
  for (const it of noun.columns) if (it.key || it.name === "barcode" || it.name === "stock") delete cells[it.name];
  if (cells.name) cells.name = words.copyOf(cells.name);
  return cells;
}

/** What a copy says in English: the same, under another name. */
function copiedTexts(noun, texts) {
  const [first] = noun.list;
  const name = texts.en?.[first];
  return name ? { ...texts, en: { ...texts.en, [first]: englishCopy(name) } } : texts;
}

/** The button that ends a row, or brings one back. */
function ending({ words, api, kind, noun, row, called, marks }) {
  const key = keyOf(noun, row);
  if (marks.ended)
    return {
      label: words.bringBack,
      fields: [],
      save: (_, agreed) => putRows(api, [{ kind, key, cells: noun.back }], agreed).then(() => undefined),
    };
  const [label, ask] = {
    says: [words.archive, words.askArchive],
    at: [words.endNow, words.askEnd],
    goes: [words.takeAway, words.askTakeAway],
  }[noun.end];
  return {
    label,
    fields: [],
    note: ask(called(row)),
    caption: label,
    save: (_, agreed) => putRows(api, [{ kind, key, end: true }], agreed).then(() => undefined),
  };
}

/** Those in use, or those that were ended. */
export function Ended({ words, marks, setMarks }) {
  const pick = (ended, label) => html`
    <button
      aria-pressed=${String(marks.ended === ended)}
      onClick=${() => setMarks({ ...marks, ended, page: 1 })}
    >
      ${label}
    </button>
  `;
  return html`<div class="row" role="group" aria-label=${words.state}>
    ${pick(false, words.living)} ${pick(true, words.archived)}
  </div>`;
}
