// Import: choose a table and a CSV file, see what it would do, then take it in whole or not at all. Below it: export.

import { nameIn } from "/web/admin/channel-of.js";
import { Export } from "/web/admin/export.js";
import { Done, Loading, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const MOST_BYTES = 1024 * 1024;

export function Import({ words, language, api }) {
  const state = useLoad(() => api.page("admin/import"), []);
  const [kind, setKind] = useState("");
  const [file, setFile] = useState(null);
  const [preview, setPreview] = useState(null);
  const action = useAction();
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const chosen = state.value.kinds.find((it) => it.name === kind);
  const begin = (change) => {
    setPreview(null);
    action.clear();
    change();
  };
  const post = (mode) => api.send(`admin/import?kind=${kind}&mode=${mode}`, file, "text/csv");
  const run = (mode) =>
    action.run(async () => {
      setPreview(null);
      try {
        const answer = await post(mode);
        if (mode === "check") setPreview(answer);
        else return words.imported(answer);
      } catch (error) {
        if (!error.detail?.mistakes) throw error;
        setPreview(error.detail);
      }
    });
  const check = (event) => {
    event.preventDefault();
    run("check");
  };
  const tooLarge = file && file.size > MOST_BYTES;
  return html`
    <section class="card">
      <h2>${words.importTitle}</h2>
      <form class="inline" onSubmit=${check}>
        <label>
          ${words.table}
          <select
            required
            value=${kind}
            onChange=${(event) => {
              const { value } = event.currentTarget;
              begin(() => setKind(value));
            }}
          >
            <option value="">${words.chooseTable}</option>
            ${state.value.kinds.map((it) => html`<option value=${it.name}>${nameIn(words, "kinds", it.name)}</option>`)}
          </select>
        </label>
        <label>
          ${words.file}
          <input
            type="file"
            accept=".csv,text/csv"
            required
            onChange=${(event) => {
              const next = event.currentTarget.files[0] ?? null;
              begin(() => setFile(next));
            }}
          />
        </label>
        <div class="actions">
          <button class="main-action" disabled=${action.busy || !chosen || !file || tooLarge}>${words.check}</button>
        </div>
      </form>
      ${tooLarge && html`<p class="trouble" role="alert">${words.tooLarge}</p>`}
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
      ${preview && html`<${Preview} ...${{ words, language, preview, busy: action.busy }} go=${() => run("import")} />`}
    </section>
    ${
      chosen &&
      html`<section class="card">
      <h2>${words.columnsOf(nameIn(words, "kinds", chosen.name))}</h2>
      <p class="quiet">${words.csvRules}</p>
      <${Table} caption=${words.columnsOf(chosen.name)} rows=${chosen.columns} keyOf=${(it) => it.name} columns=${[
        { name: "name", label: words.column, show: (it) => html`<code>${it.name}</code>` },
        { name: "rule", label: words.rule, show: (it) => words.ruleText(it.rule) },
        { name: "required", label: words.required, show: (it) => (it.required ? words.is : "—") },
      ]} />
    </section>`
    }
    <${Export} ...${{ words, api, kinds: state.value.kinds }} />
  `;
}

function Preview({ words, preview, busy, go }) {
  if (preview.mistakes) {
    return html`
      <h2>${words.mistakes(preview.mistakes.length, preview.more)}</h2>
      <p class="trouble" role="alert">${words.nothingImported}</p>
      <${Table} caption=${words.mistakes(preview.mistakes.length, preview.more)} rows=${preview.mistakes} columns=${[
        { name: "line", label: words.line, amount: true, by: (it) => it.line },
        {
          name: "column",
          label: words.column,
          by: (it) => it.column,
          show: (it) => (it.column ? html`<code>${it.column}</code>` : words.wholeLine),
        },
        { name: "value", label: words.value, show: (it) => (it.value ? html`<code>${it.value}</code>` : "—") },
        { name: "sentence", label: words.whatToDo, show: (it) => words.mistakeText(it.sentence) },
      ]} />
    `;
  }
  return html`
    <div class="preview" role="status">
      <h2>${words.fileIsFine}</h2>
      <p>${words.preview(preview)}</p>
    </div>
    <div class="actions">
      <button class="main-action" disabled=${busy} onClick=${go}>${words.importNow(preview.rows)}</button>
    </div>
  `;
}
