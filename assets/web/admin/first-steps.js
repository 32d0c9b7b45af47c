// The first steps of a new outlet: something on the shelves, where it is sold, how it is paid, a slip that prints, the
// first sale. Each says whether it is done; they may be taken in any order.

import { EditDialog } from "/web/admin/edit.js";
import { Noun } from "/web/admin/noun.js";
import { cellsOf, fieldsOf, nounsOf, putRows, textsOf } from "/web/admin/nouns.js";
import { newProduct } from "/web/admin/product-new.js";
import { Loading, Pill, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function FirstSteps({ words, api, again: tell }) {
  const state = useLoad(() => Promise.all([api.page("admin/first-steps"), page("today")]), []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const [steps, today] = state.value;
  const again = () => {
    state.again();
    tell?.();
  };
  const shared = { words, api, steps, today, again };
  const done = [steps.on_sale > 0, steps.outlets > 0, steps.second_factor, steps.sold];
  return html`
    <p class="quiet">${words.stepsHint(done.filter(Boolean).length, done.length)}</p>
    <ol class="steps">
      <${Shelves} ...${shared} />
      <${Place} ...${shared} />
      <${Ways} ...${shared} />
      <${Safety} ...${shared} />
      <${TestSlip} ...${shared} />
      <${Sell} ...${shared} />
    </ol>
  `;
}

function Step({ words, title, done, optional, children }) {
  return html`
    <li class="card step">
      <div class="head">
        <h2>${title}</h2>
        ${done && html`<${Pill} tone="good">${words.stepDone}<//>`}
        ${!done && optional && html`<${Pill}>${words.stepOptional}<//>`}
      </div>
      ${children}
    </li>
  `;
}

/** A dialog that a button opens; `form` answers what `EditDialog` wants. */
function Opener({ words, label, main, form, again }) {
  const [open, setOpen] = useState(null);
  const action = useAction();
  const begin = () => action.run(async () => setOpen(await form()));
  const close = (text) => {
    setOpen(null);
    if (text !== null) again();
  };
  return html`
    <button class=${main ? "main-action" : ""} disabled=${action.busy} onClick=${begin}>${label}</button>
    <${Trouble} words=${words} error=${action.error} />
    ${open && html`<${EditDialog} ...${{ words, ...open, close }} />`}
  `;
}

function Shelves({ words, api, steps, again }) {
  const action = useAction();
  const fill = (name) =>
    action.run(async () => {
      await api.page("admin/first-steps", { name });
      again();
    });
  return html`
    <${Step} words=${words} title=${words.stepShelves} done=${steps.on_sale > 0}>
      <p class="quiet">${steps.on_sale > 0 ? words.onSaleNow(steps.on_sale) : words.stepShelvesHint}</p>
      ${
        steps.templates.length > 0 &&
        html`<ul class="templates">
          ${steps.templates.map(
            (name) => html`
              <li key=${name}>
                <button class="template" disabled=${action.busy} onClick=${() => fill(name)}>
                  <strong>${words.templates[name]}</strong>
                  <span class="quiet">${words.templateHints[name]}</span>
                </button>
              </li>
            `,
          )}
        </ul>`
      }
      <${Trouble} words=${words} error=${action.error} />
      <div class="actions">
        <${Opener}
          ...${{ words, again }}
          main=${steps.on_sale === 0 && steps.templates.length === 0}
          label=${steps.on_sale > 0 ? words.anotherProduct : words.ownProduct}
          form=${() => newProduct({ words, api })}
        />
        ${steps.on_sale > 0 && html`<a class="button" href="#products">${words.products}</a>`}
        ${steps.on_sale > 0 && html`<a class="button" href="#rooms">${words.rooms}</a>`}
        ${steps.on_sale > 0 && html`<a class="button" href="#stock">${words.stock}</a>`}
      </div>
    <//>
  `;
}

function Place({ words, api, steps, today, again }) {
  const form = async () => {
    const noun = (await nounsOf(api)).get("outlets");
    const given = { name: today.outlet, kind: "1" };
    const fields = fieldsOf(words, api, noun, { given });
    const save = async (values, agreed) => {
      await putRows(
        api,
        [{ kind: "outlets", cells: cellsOf(noun, values, null), texts: textsOf(noun, values) }],
        agreed,
      );
    };
    return { title: words.stepPlace, fields, save };
  };
  return html`
    <${Step} words=${words} title=${words.stepPlace} done=${steps.outlets > 0}>
      <p class="quiet">${words.stepPlaceHint}</p>
      <div class="actions">
        ${
          steps.outlets > 0
            ? html`<a class="button" href="#setup/outlets">${words.toOutlets}</a>`
            : html`<${Opener} ...${{ words, again, form }} main=${steps.on_sale > 0} label=${words.typeAddress} />`
        }
      </div>
    <//>
  `;
}

function Ways({ words, api }) {
  const [open, setOpen] = useState(false);
  return html`
    <${Step} words=${words} title=${words.stepWays} optional>
      <p class="quiet">${words.stepWaysHint}</p>
      <div class="actions">
        <button aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>${words.showWays}</button>
        <a class="button" href="#system/settings">${words.toMerchants}</a>
      </div>
      ${open && html`<${Noun} ...${{ words, api }} kind="payment-ways" />`}
    <//>
  `;
}

const Safety = ({ words, steps }) => html`
  <${Step} words=${words} title=${words.stepSafety} done=${steps.second_factor} optional>
    <p class="quiet">${words.stepSafetyHint}</p>
    <div class="actions"><a class="button" href="/security">${words.security}</a></div>
  <//>
`;

function TestSlip({ words, today }) {
  return html`
    <${Step} words=${words} title=${words.stepSlip} optional>
      <p class="quiet">${words.stepSlipHint}</p>
      <section class="test-slip" aria-label=${words.stepSlip}>
        <p><strong>${today.outlet}</strong></p>
        ${today.receipt_heading && html`<p>${today.receipt_heading}</p>`}
        <p>${today.now.slice(0, 16)}</p>
        <p class="test-line"><span>${words.testThing} × 1</span><span>${symbol()}12.34</span></p>
        <p class="test-line"><strong>${words.testSum}</strong><strong>${symbol()}12.34</strong></p>
        <img src="/api/pages/qr?text=12345678" alt=${words.testCode} width="120" height="120" />
        <p>${words.testMarks}</p>
        ${today.receipt_note && html`<p>${today.receipt_note}</p>`}
      </section>
      <div class="actions">
        <button onClick=${() => window.print()}>${words.printTest}</button>
        <a class="button" href="#system/settings">${words.changeSlip}</a>
      </div>
    <//>
  `;
}

function Sell({ words, steps }) {
  const missing = [steps.on_sale === 0 && words.stepShelves, steps.outlets === 0 && words.stepPlace].filter(Boolean);
  return html`
    <${Step} words=${words} title=${words.stepSell} done=${steps.sold}>
      ${
        missing.length > 0
          ? html`<p class="quiet">${words.sellLater(missing)}</p>`
          : html`
            <ol class="plain">${words.sellHow.map((line) => html`<li>${line}</li>`)}</ol>
            <div class="actions">
              <a class="button main-action" href="/" target="_blank" rel="noopener">${words.openKiosk}</a>
              <a class="button" href="/counter" target="_blank" rel="noopener">${words.openCounter}</a>
            </div>
          `
      }
    <//>
  `;
}
