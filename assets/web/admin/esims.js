// Activation codes of eSIMs: what is left of each product, new ones typed or scanned, codes out of sale and back. No
// list shows a whole code.

import { Turns } from "/web/admin/rooms/room.js";
import { Done, Loading, Pill, Table, Trouble, useAction, useLoad, valuesOf } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const STATES = ["in stock", "sold", "spent", "blocked"];
const TONES = { "in stock": "good", blocked: "bad", spent: "plain", sold: "soon" };

export function Esims({ words, api }) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({ state: "", product: 0, page: 1 }));
  const query = new URLSearchParams(marks).toString();
  const state = useLoad(() => api.page(`admin/esims?${query}`), [query]);
  const action = useAction();
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { products, counts, esims, more } = state.value;
  const nameOf = (id) => products.find((it) => it.id === id)?.name ?? String(id);
  const countOf = (name) =>
    counts
      .filter((it) => (name === "" || it.state === name) && (marks.product === 0 || it.product === marks.product))
      .reduce((sum, it) => sum + it.count, 0);
  const set = (esim, to) =>
    action.run(async () => {
      await api.page("admin/esim-state", { id: esim.id, state: to });
      state.again();
      return words.saved;
    });
  const change = (it) => {
    const to = { "in stock": "blocked", blocked: "in stock" }[it.state];
    if (!to) return "—";
    const label = to === "blocked" ? words.block : words.putBack;
    return html`
      <button disabled=${action.busy} onClick=${() => set(it, to)} aria-label=${`${label} ${it.code ?? it.id}`}>
        ${label}
      </button>
    `;
  };
  return html`
    <p class="quiet">${words.esimsHint}</p>
    <div class="tools">
      <div class="row" role="group" aria-label=${words.state}>
        ${["", ...STATES].map(
          (name) => html`
            <button
              aria-pressed=${String(marks.state === name)}
              onClick=${() => setMarks({ ...marks, state: name, page: 1 })}
            >
              ${name === "" ? words.all : words.esimStates[name]} ${countOf(name)}
            </button>
          `,
        )}
      </div>
      <label>
        ${words.product}
        <select
          value=${marks.product}
          onChange=${(event) => setMarks({ ...marks, product: Number(event.currentTarget.value), page: 1 })}
        >
          <option value="0">${words.all}</option>
          ${products.map((it) => html`<option value=${it.id}>${it.name}</option>`)}
        </select>
      </label>
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.done} />
    <${Table}
      caption=${words.esims}
      rows=${esims}
      empty=${words.noEsims}
      keyOf=${(it) => it.id}
      columns=${[
        { name: "id", label: words.number, by: (it) => it.id },
        { name: "product", label: words.product, by: (it) => nameOf(it.product), show: (it) => nameOf(it.product) },
        { name: "code", label: words.esimCode, show: (it) => it.code ?? words.esimGone },
        {
          name: "state",
          label: words.state,
          by: (it) => it.state,
          show: (it) => html`<${Pill} tone=${TONES[it.state]}>${words.esimStates[it.state]}<//>`,
        },
        { name: "shown", label: words.esimShownAt, by: (it) => it.shown_at, show: (it) => it.shown_at ?? "—" },
        {
          name: "order",
          label: words.order,
          show: (it) => (it.order ? html`<a href=${`#orders/${it.order}`}>${it.order}</a>` : "—"),
        },
        { name: "change", label: words.change, show: change },
      ]}
    />
    <${Turns} ...${{ words, page: marks.page, more }} turn=${(page) => setMarks({ ...marks, page })} />
    <${NewEsims} ...${{ words, api, products, again: state.again }} />
  `;
}

/** Codes typed, pasted or scanned one after the other: a scanner ends each with a new line. */
function NewEsims({ words, api, products, again }) {
  const action = useAction();
  const [wrong, setWrong] = useState([]);
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { product, codes } = valuesOf(event);
    const lines = codes.split("\n");
    action.run(async () => {
      const answer = await api.page("admin/esims", { product, codes });
      setWrong(answer.wrong);
      // What was not taken stays to be mended.
      const left = new Set(answer.wrong.map((it) => it.line));
      form.elements.codes.value = lines.filter((_, index) => left.has(index + 1)).join("\n");
      again();
      return words.esimsTaken(answer.taken, answer.known.length);
    });
  };
  if (products.length === 0) return html`<p class="quiet">${words.noEsimProduct}</p>`;
  return html`
    <section class="card">
      <h2>${words.newEsims}</h2>
      <form class="inline" onSubmit=${send}>
        <label>
          ${words.product}
          <select name="product" required>
            ${products.map((it) => html`<option value=${it.id}>${it.name} · ${words.left} ${it.left}</option>`)}
          </select>
        </label>
        <label class="whole">
          ${words.esimCodes}
          <textarea name="codes" rows="5" required spellcheck=${false} placeholder="LPA:1$…"></textarea>
          <small class="quiet">${words.esimCodesHint}</small>
        </label>
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.esimsAdd}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
      ${
        wrong.length > 0 &&
        html`<div class="trouble" role="alert"><ul>
          ${wrong.map(
            (it, index) => html`<li>${words.esimWrong(index + 1, words.esimFaults[it.fault] ?? it.why)}</li>`,
          )}
        </ul></div>`
      }
    </section>
  `;
}
