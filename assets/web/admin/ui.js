// Small pieces that every section is made of: loading, tables, dialogs, amounts.

import { afterLogIn, hasEnded } from "/web/admin/api.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useCallback, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const TWO_DECIMALS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

/** Yuan as people read them, the sign first. */
export const yuan = (amount) =>
  `${amount < 0 ? "−" : ""}${symbol()}${Math.abs(amount).toLocaleString("en-US", TWO_DECIMALS)}`;

/** What a datetime field wants of a local time text, and the other way round. */
export const toField = (text) => (text ?? "").replace(" ", "T");
export const fromField = (text) => {
  const time = text.replace("T", " ");
  return time.length === 16 ? `${time}:00` : time;
};

/**
 * Loads something whenever `keys` change. `value` stays while the next one is on its way, so that nothing jumps, and
 * when the session has ended: then it is loaded after the log-in.
 */
export function useLoad(load, keys) {
  const [state, setState] = useState({ value: null, error: null });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((known) => known + 1), []);
  useEffect(() => {
    let current = true;
    let forget = null;
    load().then(
      (value) => current && setState({ value, error: null }),
      (error) => {
        if (!current) return;
        if (hasEnded(error)) forget = afterLogIn(again);
        else setState({ value: null, error });
      },
    );
    return () => {
      current = false;
      forget?.();
    };
  }, [...keys, round]);
  return { ...state, again };
}

/**
 * Runs an action that must not run twice at the same time; tells what became of it. Of an ended session the log-in
 * tells.
 */
export function useAction() {
  const [state, setState] = useState({ busy: false, error: null, done: null });
  const running = useRef(false);
  const run = async (action) => {
    if (running.current) return;
    running.current = true;
    setState({ busy: true, error: null, done: null });
    try {
      setState({ busy: false, error: null, done: (await action()) ?? null });
    } catch (error) {
      setState({ busy: false, error: hasEnded(error) ? null : error, done: null });
    }
    running.current = false;
  };
  return { ...state, run, clear: () => setState({ busy: false, error: null, done: null }) };
}

/** What went wrong and what to do about it. */
export function Trouble({ words, error }) {
  return error && html`<p class="trouble" role="alert">${words.explain(error)}</p>`;
}

/** Says that something was done. */
export function Done({ text }) {
  return html`<p class="done" role="status">${text ?? ""}</p>`;
}

export function Loading({ words, state }) {
  return state.error
    ? html`<${Trouble} words=${words} error=${state.error} />`
    : html`<p class="quiet" role="status">${words.loading}</p>`;
}

const compare = (a, b) =>
  typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a ?? "").localeCompare(String(b ?? ""), "zh-CN", { numeric: true });

/** Columns that a phone shows beside each other. */
const NARROW = 4;

/** Whether a column has the buttons of its row. */
const isButtons = (column) => column.name === "edit";
const classOf = (column) => (isButtons(column) ? "buttons" : column.amount ? "amount" : "");

/**
 * A table; on a phone each row of a wide one is a card. A column: `name`, `label`, `show(row)`, `by(row)` to sort by,
 * `amount` for numbers at the right; the one called `edit` has the buttons. `foot` is a row that stays last.
 */
export function Table({ caption, columns, rows, empty, keyOf, foot }) {
  const [order, setOrder] = useState(null);
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const isStacked = columns.length > NARROW || columns.some(isButtons);
  const column = order && columns.find((it) => it.name === order.name);
  const sorted = column ? [...rows].sort((a, b) => order.way * compare(column.by(a), column.by(b))) : rows;
  const turn = (name) => setOrder(order?.name === name ? { name, way: -order.way } : { name, way: 1 });
  const head = (it) => {
    const way = order?.name === it.name ? order.way : 0;
    const aria = it.by ? (way === 0 ? "none" : way > 0 ? "ascending" : "descending") : undefined;
    return html`
      <th scope="col" class=${it.amount ? "amount" : ""} aria-sort=${aria}>
        ${
          it.by
            ? html`
              <button class="sort" onClick=${() => turn(it.name)}>
                ${it.label}
                <span aria-hidden="true">${way === 0 ? "" : way > 0 ? " ▲" : " ▼"}</span>
              </button>
            `
            : it.label
        }
      </th>
    `;
  };
  const cells = (row) =>
    columns.map(
      (it) => html`
        <td class=${classOf(it)} data-label=${it.label}>${it.show ? it.show(row) : row[it.name]}</td>
      `,
    );
  return html`
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table class=${isStacked ? "wide stacked" : undefined}>
        <caption class="unseen">${caption}</caption>
        <thead><tr>${columns.map(head)}</tr></thead>
        <tbody>
          ${sorted.map((row, index) => html`<tr key=${keyOf ? keyOf(row) : index}>${cells(row)}</tr>`)}
        </tbody>
        ${foot && html`<tfoot><tr>${cells(foot)}</tr></tfoot>`}
      </table>
    </div>
  `;
}

let ids = 0;

/** A name that nothing else on the page has. */
function freshId(name) {
  ids += 1;
  return `${name}-${ids}`;
}

/** A dialog over the page; closes on Escape, unless it `stays`. Afterwards the focus is where it was. */
export function Dialog({ title, close, stays, wide, children }) {
  const dialog = useRef(null);
  const id = useRef(null);
  id.current ??= freshId("dialog");
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current.showModal();
    /** @returns {HTMLElement | null} */
    const heading = () => document.querySelector("main h1");
    return () => (before?.isConnected ? before : heading())?.focus();
  }, []);
  const cancel = (event) => stays && event.preventDefault();
  return html`
    <dialog
      ref=${dialog}
      class=${wide ? "wide" : ""}
      aria-labelledby=${id.current}
      onCancel=${cancel}
      onClose=${close}
    >
      <h2 id=${id.current}>${title}</h2>
      ${children}
    </dialog>
  `;
}

/** Something that is shown this once, with a button that copies it where the browser lets a page do that. */
export function Secret({ words, title, secret, hint, close }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return html`
    <${Dialog} title=${title} close=${close} stays>
      <p class=${secret.length > 16 ? "secret long" : "secret"} tabindex="0">${secret}</p>
      <p>${hint}</p>
      <${Done} text=${copied ? words.copied : ""} />
      <div class="actions">
        ${navigator.clipboard && html`<button type="button" onClick=${copy}>${words.copy}</button>`}
        <button type="button" class="main-action" onClick=${close}>${words.noted}</button>
      </div>
    <//>
  `;
}

/** Asks before something that cannot simply be undone. */
export function Ask({ words, title, text, go, close }) {
  const action = useAction();
  const agree = () =>
    action.run(async () => {
      await go();
      close();
    });
  return html`
    <${Dialog} title=${title} close=${close}>
      <p>${text}</p>
      <${Trouble} words=${words} error=${action.error} />
      <div class="actions">
        <button onClick=${close}>${words.cancel}</button>
        <button class="main-action" disabled=${action.busy} onClick=${agree}>${words.yes}</button>
      </div>
    <//>
  `;
}

/**
 * A label with its field, and below it what helps to fill it in. A value that nobody follows is where the field begins:
 * what was typed stays when the page is drawn anew.
 */
export function Field({ label, hint, value, ...given }) {
  const id = useRef(null);
  id.current ??= freshId("hint");
  const followed = given.onInput ?? given.onChange;
  const field = value === undefined ? given : { ...given, [followed ? "value" : "defaultValue"]: value };
  return html`
    <div class="field">
      <label>${label}<input aria-describedby=${hint ? id.current : undefined} ...${field} /></label>
      ${hint && html`<small id=${id.current} class="quiet">${hint}</small>`}
    </div>
  `;
}

/**
 * The values of a form that was sent, as texts.
 * @param {Event} event
 * @returns {Record<string, any>} Texts; a file where the field takes one.
 */
export const valuesOf = (event) =>
  Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));

/** A short word in a coloured pill. */
export const Pill = ({ tone = "plain", children }) => html`<span class=${`pill ${tone}`}>${children}</span>`;
