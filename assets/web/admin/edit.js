// A table whose rows are made and changed in a dialog: one way for every room. What was typed survives an error.

import { told } from "/web/admin/faults.js";
import { adviceOf, labelOf } from "/web/admin/nouns.js";
import { Pick } from "/web/admin/pick.js";
import { PictureField } from "/web/admin/picture.js";
import { Ask, Dialog, Done, Field, fromField, Table, Trouble, toField, useAction } from "/web/admin/ui.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

/**
 * What a field says: nothing for an empty one unless it may be `blank`, `true` or `false` for a tick, times as the
 * services want them.
 */
function said(form, { name, type = "text", blank }) {
  if (type === "tick") return form.elements[name].checked;
  if (type === "many") return new FormData(form).getAll(name).join(",");
  const value = form.elements[name].value.trim();
  if (value === "") return blank ? "" : undefined;
  return type === "datetime" ? fromField(value) : value;
}

const INPUTS = {
  text: {},
  password: { type: "password", autocomplete: "new-password" },
  number: { type: "number", min: 0, step: 1 },
  money: { type: "number", min: 0, step: "0.01", inputmode: "decimal" },
  percent: { type: "number", min: 0, max: 100, step: "0.01", inputmode: "decimal" },
  date: { type: "date" },
  month: { type: "month" },
  datetime: { type: "datetime-local", step: 1 },
};

/**
 * A field of a form, as a list of them says: `name`, `label`, `type`, `value`, `hint`, `options` ([value, label]) and
 * what HTML knows.
 */
function Control({ field }) {
  const { name, label, type = "text", value, hint, options, fixed, blank: _, ...more } = field;
  if (type === "tick")
    return html`
      <label class="tick"><input type="checkbox" name=${name} defaultChecked=${value === true} />${label}</label>
    `;
  if (type === "area")
    return html`
      <label class="whole">
        ${label}
        ${hint && html`<small class="quiet">${hint}</small>`}
        <textarea name=${name} rows="3" defaultValue=${value ?? ""} aria-label=${label} ...${more} />
      </label>
    `;
  if (type === "select") {
    // A field that says which row it is cannot be changed, and a select has no way to be read only but to have one
    // choice.
    const shown = fixed ? options.filter(([known]) => String(known) === String(value)) : options;
    return html`
      <label>
        ${label}
        <select name=${name} ...${more}>
          ${shown.map(
            ([known, text]) => html`
              <option value=${known} selected=${String(known) === String(value ?? "")}>${text}</option>
            `,
          )}
        </select>
      </label>
    `;
  }
  if (type === "picture") return html`<${PictureField} field=${field} />`;
  if (type === "row") return html`<${Pick} field=${field} />`;
  if (type === "many") {
    const on = new Set(String(value ?? "").split(","));
    return html`
      <fieldset class="whole">
        <legend>${label}</legend>
        ${options.map(
          ([known, text]) => html`
            <label class="tick">
              <input type="checkbox" name=${name} value=${known} defaultChecked=${on.has(String(known))} />
              ${text}
            </label>
          `,
        )}
      </fieldset>
    `;
  }
  const shown = type === "datetime" ? toField(value) : (value ?? "");
  return html`<${Field} ...${{ ...INPUTS[type], label, hint, name, value: shown, readonly: fixed, ...more }} />`;
}

/**
 * A form in a dialog; it stays open, with all that was typed, until `save` succeeds. `faults` has sentences for numbers
 * of errors that mean something of their own here.
 */
export function EditDialog({ words, title, note, fields, save, close, caption, faults }) {
  const action = useAction();
  const meant = faults?.[action.error?.no];
  const [looked, setLooked] = useState(null);
  const advice = adviceOf(words, action.error);
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = Object.fromEntries(fields.map((field) => [field.name, said(form, field)]));
    // What somebody has looked at is agreed to as it stands, and not after another change.
    const typed = JSON.stringify(values);
    setLooked(typed);
    action.run(async () => {
      const text = await save(values, advice.length > 0 && looked === typed);
      close(text ?? words.saved);
    });
  };
  return html`
    <${Dialog} title=${title} close=${() => close(null)} wide=${fields.length > 3}>
      ${note && html`<p class="quiet">${note}</p>`}
      <form class="inline" onSubmit=${send}>
        ${fields.map((field) => html`<${Control} key=${field.name} field=${field} />`)}
        <div class="whole">
          ${
            advice.length > 0
              ? html`<${Advice} words=${words} advice=${advice} />`
              : html`<${Trouble} words=${words} error=${meant ? told(meant) : named(words, fields, action.error)} />`
          }
        </div>
        <div class="actions">
          <button type="button" onClick=${() => close(null)}>${words.cancel}</button>
          <button class="main-action" disabled=${action.busy}>
            ${advice.length > 0 ? words.saveAnyway : (caption ?? words.save)}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** What is worth a look before it is saved. */
function Advice({ words, advice }) {
  return html`
    <div class="advice" role="alert">
      <p><strong>${words.look}</strong></p>
      <ul>${advice.map((text) => html`<li>${text}</li>`)}</ul>
    </div>
  `;
}

/** The mistakes of a row, each with the caption of its field. */
function named(words, fields, error) {
  const mistakes = error?.detail?.mistakes;
  if (!mistakes) return error;
  const label = (name) => fields.find((it) => it.name === name)?.label ?? labelOf(words, "", name);
  const sentences = mistakes.map(({ column, sentence }) =>
    [column && label(column), words.mistakeText(sentence)].filter(Boolean).join(words.colon),
  );
  return told(sentences.join(" "));
}

/**
 * A titled table. With `fields(row)` and `save(values, row)` its rows can be changed, and made unless `add` is false
 * (`row` is null then); `actions(row)` answers further buttons: `{ label, ask, go }`, `{ label, fields, save }` or `{
 * label, run }`.
 */
export function Editor({
  words,
  title,
  note,
  columns,
  rows,
  empty,
  keyOf,
  nameOf,
  fields,
  save,
  add,
  change = true,
  actions,
  faults,
  again,
  children,
}) {
  const [open, setOpen] = useState(null);
  const [done, setDone] = useState(null);
  const count = useRef(0);
  const begin = (next) => {
    setDone(null);
    count.current += 1;
    setOpen({ ...next, key: count.current });
  };
  const close = (text) => {
    setOpen(null);
    setDone(text);
    if (text !== null) again();
  };
  const edit = (row) =>
    begin({
      title: row ? `${words.change}: ${nameOf(row)}` : add,
      fields: fields(row),
      save: (values, agreed) => save(values, row, agreed),
    });
  const button = (row, it) =>
    html`
      <button
        onClick=${it.run ?? (() => begin({ title: `${it.label}: ${nameOf(row)}`, ...it }))}
        aria-label=${`${it.label} ${nameOf(row)}`}
      >
        ${it.label}
      </button>
    `;
  const buttons = (row) => html`
    <div class="row">
      ${
        fields &&
        change &&
        html`
          <button onClick=${() => edit(row)} aria-label=${`${words.change} ${nameOf(row)}`}>${words.change}</button>
        `
      }
      ${(actions?.(row) ?? []).filter(Boolean).map((it) => button(row, it))}
    </div>
  `;
  const all =
    (fields && change) || actions ? [...columns, { name: "edit", label: words.change, show: buttons }] : columns;
  return html`
    <section class="card">
      <div class="head">
        <h2>${title}</h2>
        ${add && html`<button class="main-action" onClick=${() => edit(null)}>${add}</button>`}
      </div>
      ${note && html`<p class="quiet">${note}</p>`}
      <${Done} text=${done} />
      <${Table} caption=${title} rows=${rows} empty=${empty} keyOf=${keyOf} columns=${all} />
      ${children}
      ${open?.fields && html`<${EditDialog} key=${open.key} ...${{ words, faults, ...open, close }} />`}
      ${
        open?.ask &&
        html`<${Ask} key=${open.key} words=${words} title=${open.title} text=${open.ask} go=${async () => {
          setDone((await open.go()) ?? words.saved);
          again();
        }} close=${() => setOpen(null)} />`
      }
    </section>
  `;
}

/** Makes one, or changes the one that has the id: only what is made anew may not be made twice. */
export const put = (api, call, id, row, values) =>
  (row ? api.om(call, { ...values, [id]: row[id] }) : api.once(call, values)).then(() => undefined);
