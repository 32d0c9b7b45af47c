// The settings: a form for those that the page gives, a list of those that a file or the command line gives alone. What
// is given elsewhere is shown with its place and cannot be changed here.

import { told } from "/web/admin/faults.js";
import { GROUPS, groupTitle, settingWords } from "/web/admin/setting-words.js";
import { Done, Field, Loading, Pill, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** @typedef {Record<string, any>} Row A setting as the server tells it. */

/** Where a value comes from, if it is not the page. */
const ELSEWHERE = ["file", "environment", "flag"];
const WRONG = /^The setting (\S+) /;

const isGiven = (it) => it.page !== "no";
const sectionOf = (it) => it.name.split(".")[0];

export function Settings({ words, api, language }) {
  const state = useLoad(() => api.page("admin/settings"), []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const all = state.value.settings;
  const rest = all.filter((it) => !isGiven(it));
  const leftOut = state.value.left_out;
  return html`
    ${leftOut && html`<p class="trouble" role="alert">${words.settingsLeftOut(leftOut)}</p>`}
    <p class="quiet">${words.settingsHint}</p>
    ${GROUPS.map(({ name, sections }) => {
      const rows = all.filter((it) => isGiven(it) && sections.includes(sectionOf(it)));
      return html`<${Group} key=${name} ...${{ words, api, language, name, rows }} again=${state.again} />`;
    })}
    <section class="card">
      <h2>${words.setElsewhere}</h2>
      <p class="quiet">${words.setElsewhereHint}</p>
      <${Table} caption=${words.setElsewhere} rows=${rest} keyOf=${(it) => it.name} columns=${[
        {
          name: "name",
          label: words.setting,
          by: (it) => it.name,
          show: (it) => html`<code>${it.name}</code><small class="quiet" lang="en">${it.about}</small>`,
        },
        {
          name: "value",
          label: words.value,
          show: (it) =>
            it.value === "" ? html`<span class="quiet">${words.blank}</span>` : html`<code>${it.value}</code>`,
        },
        {
          name: "source",
          label: words.source,
          by: (it) => it.source,
          show: (it) => html`<${Origin} ...${{ words, it }} />`,
        },
      ]} />
    </section>
  `;
}

/** Where a value comes from. */
function Origin({ words, it }) {
  if (it.source === "default") return html`<span class="quiet">${words.byDefault}</span>`;
  return html`<${Pill} tone="soon">${words.sources[it.source](it.place)}<//>`;
}

/** A card with the settings of a group, which are saved together. */
function Group({ words, api, language, name, rows, again }) {
  const action = useAction();
  const title = groupTitle(language, name);
  const send = (event) => {
    event.preventDefault();
    const values = changes(event.currentTarget, rows);
    action.run(async () => {
      if (Object.keys(values).length === 0) return words.saved;
      try {
        await api.page("admin/settings", { values: JSON.stringify(values) });
      } catch (error) {
        throw named(words, language, error);
      }
      again();
      return rows.some((it) => it.name in values && it.page === "after a start") ? words.savedForAStart : words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${title}</h2>
      <form class="inline settings" onSubmit=${send} aria-label=${title}>
        ${rows.map((it) => html`<${Control} key=${`${it.name} ${it.value}`} ...${{ words, language, it }} />`)}
        <div class="whole">
          <${Trouble} words=${words} error=${action.error} />
          <${Done} text=${action.done} />
        </div>
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.save}</button></div>
      </form>
    </section>
  `;
}

/** The settings of a form that were changed: what is as by default is given by nobody. */
function changes(form, rows) {
  const changed = {};
  for (const it of rows.filter((row) => !ELSEWHERE.includes(row.source))) {
    const field = form.elements[it.name];
    const value = it.holds === "truth" ? String(field.checked) : field.value.trim();
    if (it.secret && value === "") continue;
    if (value !== it.value) changed[it.name] = value === it.default ? null : value;
  }
  return changed;
}

/** What the server refuses, with the caption of the field. */
export function named(words, language, error) {
  const name = WRONG.exec(error.message)?.[1];
  if (!name) return error;
  const [label, hint] = settingWords(language, name);
  const rule = error.message.replace(/^[^;:]*[;:]\s*/, "");
  return told(words.settingWrong(label, language === "en" ? rule : (hint ?? rule)));
}

function Control({ words, language, it }) {
  const [label, hint] = settingWords(language, it.name);
  const isElsewhere = ELSEWHERE.includes(it.source);
  const notes = [
    hint,
    isElsewhere && words.givenBy(words.sources[it.source](it.place)),
    it.waits && words.waitsForAStart,
    it.secret && (it.value ? words.secretKept : words.secretNone),
  ].filter(Boolean);
  const given = { name: it.name, disabled: isElsewhere };
  if (it.holds === "truth")
    return html`
      <div class="field">
        <label class="tick">
          <input type="checkbox" ...${given} defaultChecked=${it.value === "true"} />${label}
        </label>
        ${notes.length > 0 && html`<small class="quiet">${notes.join(" · ")}</small>`}
      </div>
    `;
  if (it.holds === "choice")
    return html`
      <div class="field">
        <label>
          ${label}
          <select ...${given}>
            ${it.options.map((value) => {
              const text = words.settingChoices[`${it.name} ${value}`] ?? words.settingChoices[value] ?? value;
              return html`<option value=${value} selected=${value === it.value}>${text}</option>`;
            })}
          </select>
        </label>
        ${notes.length > 0 && html`<small class="quiet">${notes.join(" · ")}</small>`}
      </div>
    `;
  const kind =
    it.holds === "number"
      ? { type: "number", min: it.least, max: it.most, step: 1, required: true }
      : { type: it.secret ? "password" : "text", maxlength: it.holds === "line" ? it.most : 1000 };
  const more = it.secret ? { autocomplete: "new-password", placeholder: it.value } : { value: it.value };
  const needs = it.holds === "line" && it.least > 0;
  const about = { label, hint: notes.join(" · ") || undefined, required: needs };
  return html`<${Field} ...${{ ...about, ...given, ...kind, ...more }} />`;
}
