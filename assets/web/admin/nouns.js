// Nouns: what a manager makes, changes and ends by hand. The server says what each has; here are its fields, its words
// and its calls.

import { channels } from "/web/admin/channel-of.js";
import { toField } from "/web/admin/ui.js";
import { freshName } from "/web/lib/keep.js";
import { symbol } from "/web/lib/symbol.js";

/** @typedef {Record<string, any>} Words */

/** @type {WeakMap<object, Promise<Map<string, any>>>} */
const known = new WeakMap();

/** All nouns by name; read once. */
export function nounsOf(api) {
  if (!known.has(api)) {
    const read = api.page("admin/nouns").then(({ nouns }) => new Map(nouns.map((noun) => [noun.name, noun])));
    known.set(api, read);
    read.catch(() => known.delete(api));
  }
  return known.get(api);
}

/** What a list of the page or of a channel has for a column, the table's own before the common one. */
function told(words, list, kind, column) {
  const all = [words, ...channels.map((channel) => channel.words?.[words.language])].map((it) => it?.[list]);
  const own = all.map((it) => it?.[`${kind}.${column}`]).find((it) => it !== undefined);
  return own ?? all.map((it) => it?.[column]).find((it) => it !== undefined);
}

/** What a column is called. */
export const labelOf = (words, kind, column) => told(words, "columns", kind, column) ?? column;

/** What a cell shows: the word for a choice, yes or no, the name of the row that it names. */
export function shownCell(words, noun, column, row, names) {
  const cell = row[column.name] ?? "";
  if (cell === "" || cell === "\\N") return "—";
  if (column.holds === "truth") return cell === "1" ? words.is : words.isNot;
  if (column.holds === "choice") return choiceOf(words, noun.name, column, cell);
  if (column.holds === "row") return names?.[column.name]?.[cell] ?? cell;
  if (column.holds === "percent") return cell === "\\N" ? "" : `${cell}%`;
  if (column.holds === "money") return `${symbol()}${cell}`;
  return cell;
}

const choiceOf = (words, kind, column, cell) =>
  told(words, "choices", kind, column.name)?.[cell] ?? column.options.find(([value]) => value === cell)?.[1] ?? cell;

const TYPES = {
  lines: "area",
  time: "datetime",
  day: "date",
  money: "money",
  percent: "percent",
  number: "number",
  truth: "tick",
};

/**
 * The fields of a form for a row, or for a new one. `given` has cells that a new row begins with, `without` columns
 * that are not asked for.
 */
export function fieldsOf(words, api, noun, { row = null, names = {}, given = {}, without = [], texts = {} } = {}) {
  const asked = noun.columns.filter(
    (it) => !it.hidden && !without.includes(it.name) && it.name !== noun.within && !(row && it.fixed && !it.key),
  );
  return asked.flatMap((column) => {
    const field = fieldOf(words, api, noun, column, { row, names, given });
    return column.told ? [field, inEnglish(words, field, texts)] : [field];
  });
}

function fieldOf(words, api, noun, column, { row, names, given }) {
  const cell = row ? row[column.name] : (given[column.name] ?? column.default);
  const plain = cell === "\\N" ? "" : cell;
  const field = {
    name: column.name,
    label: labelOf(words, noun.name, column.name),
    hint: told(words, "hints", noun.name, column.name),
    required: column.required && column.holds !== "truth",
    blank: true,
    fixed: Boolean(row && column.key),
    value: plain,
    type: TYPES[column.holds],
  };
  if (column.least !== null) Object.assign(field, { min: column.least, max: column.most });
  if (column.holds === "truth") return { ...field, value: plain === "1" };
  if (column.holds === "choice") {
    const options = column.options.map(([value]) => [value, choiceOf(words, noun.name, column, value)]);
    return { ...field, type: "select", options: plain === "" ? [["", words.chooseOne], ...options] : options };
  }
  if (column.holds === "picture") {
    return { ...field, type: "picture", api, words, nameOf: (row ?? given).name ?? "" };
  }
  if (column.holds === "row") {
    return { ...field, type: "row", api, words, of: column.of, caption: names[column.name]?.[plain] };
  }
  return field;
}

/** The language besides the rows' own; the fields of a form that hold it begin with it. */
const OTHER = "en";

/** The field that says the same in English. */
const inEnglish = (words, field, texts) => ({
  name: `${OTHER}:${field.name}`,
  label: words.inEnglish(field.label),
  type: field.type,
  value: texts[OTHER]?.[field.name] ?? "",
  blank: true,
  lang: OTHER,
});

/** What a copy is called in English. */
export const englishCopy = (name) => `${name} (copy)`;

/** What a form says in other languages and a row has not said. */
export function textsOf(noun, values, texts = {}) {
  const said = {};
  for (const { name } of noun.columns.filter((column) => column.told)) {
    const text = (values[`${OTHER}:${name}`] ?? "").trim();
    if (text !== (texts[OTHER]?.[name] ?? "")) said[name] = text;
  }
  return Object.keys(said).length > 0 ? { [OTHER]: said } : {};
}

/** The key by which the texts of a row are known. */
export const textKey = (noun, row) =>
  noun.columns
    .filter((it) => it.key)
    .map((it) => row[it.name])
    .join(",");

/** Whether a row's name is Chinese and nobody has said it in English. */
export function lacksEnglish(noun, row, texts = {}) {
  const [first] = noun.list;
  const isTold = noun.columns.find((it) => it.name === first)?.told;
  return Boolean(isTold) && isChinese(row[first]) && !texts[OTHER]?.[first];
}

/** Whether a text has Chinese signs. */
export const isChinese = (text) => /[\u2e80-\u9fff]/.test(text ?? "");

/** The cells that a form's values are: all of a new row, those that differ of a known one. */
export function cellsOf(noun, values, row) {
  const cells = {};
  for (const column of noun.columns) {
    if (!(column.name in values)) continue;
    const value = values[column.name];
    const cell = typeof value === "boolean" ? String(Number(value)) : (value ?? "");
    const before = row?.[column.name];
    const same = row && (cell === before || (cell === "" && before === "\\N") || cell === timeless(before));
    if (!same && !(cell === "" && !row && !column.required && column.holds !== "lines" && column.holds !== "line"))
      cells[column.name] = cell;
  }
  return cells;
}

/** A time as a form says it, to compare. */
const timeless = (cell) => (cell ? toField(cell).replace("T", " ") : cell);

/** The key of a row. */
export const keyOf = (noun, row) =>
  Object.fromEntries(noun.columns.filter((it) => it.key).map((it) => [it.name, row[it.name]]));

/** What a row is called. */
export const nameOf = (words, noun, row, names) => {
  const column = noun.columns.find((it) => it.name === noun.list[0]);
  return shownCell(words, noun, column, row, names);
};

/** @type {Map<string, string>} */
const references = new Map();

/**
 * Makes, changes and ends rows, all or none. Two tries of the same wish are one; with `agreed` somebody has looked at
 * what the server found worth a look.
 */
export async function putRows(api, rows, agreed = false) {
  const text = JSON.stringify(rows);
  if (!references.has(text)) references.set(text, freshName());
  const answer = await api.page("admin/rows", { rows: text, agreed, client_ref: references.get(text) });
  references.delete(text);
  return answer.rows;
}

/** What the server found worth a look, as sentences. */
export const adviceOf = (words, error) =>
  (error?.detail?.advice ?? []).map(({ word, what }) => words.advice[word]?.(...what) ?? word);
