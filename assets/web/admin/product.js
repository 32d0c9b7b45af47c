// One product: what it is, what it costs when, how many are left, what it is made of.

import { Noun } from "/web/admin/noun.js";
import { About } from "/web/admin/product-about.js";
import { PlanOf, WhereItGoes } from "/web/admin/product-plan.js";
import { Prices, Tiers } from "/web/admin/product-prices.js";
import { pictureOf } from "/web/admin/products.js";
import { Done, Field, Pill, Trouble, useAction, valuesOf } from "/web/admin/ui.js";
import { PRODUCT } from "/web/lib/constants.js";
import { html } from "/web/vendor/preact-htm.module.js";

export function Product({ words, api, product, catalogue, again, isArchived }) {
  const shared = { words, api, product, catalogue, again };
  return html`
    <div class="title">
      <img src=${pictureOf(product)} alt="" width="72" height="72" />
      <div><h2>${product.name}</h2><p class="quiet">${product.subname}</p></div>
      ${isArchived && html`<${Pill}>${words.archived}<//>`}
    </div>
    <${About} ...${shared} isArchived=${isArchived} />
    ${
      !isArchived &&
      html`
        <div class="halves">
          <${Prices} ...${shared} />
          <${Tiers} ...${shared} />
        </div>
        <div class="halves">
          <${PlanOf} ...${shared} />
          <${WhereItGoes} ...${shared} />
        </div>
        <div class="halves">
          ${product.counted && html`<${product.kind === PRODUCT.ESIM ? EsimStock : StockCount} ...${shared} />`}
          <${Noun} ...${shared} kind="product-parts" within=${String(product.id)} />
        </div>
        <${Noun} ...${shared} kind="product-attributes" within=${String(product.id)} />
      `
    }
  `;
}

/** The stock of an eSIM is its codes: nobody counts them by hand. */
function EsimStock({ words, product }) {
  return html`
    <section class="card">
      <h2>${words.stockLeft}</h2>
      <p>${words.stockNow(product.stock)}</p>
      <p><a href="#stock/esims">${words.newEsims}</a></p>
    </section>
  `;
}

function StockCount({ words, api, product, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const { counted, reason } = valuesOf(event);
    action
      .run(async () => {
        await api.page("admin/product-stock", { id: product.id, seen: product.stock, counted, reason });
        again();
        return words.saved;
      })
      .then(again);
  };
  return html`
    <section class="card">
      <h2>${words.stockLeft}</h2>
      <p>${words.stockNow(product.stock)}</p>
      <form class="inline" key=${product.stock} onSubmit=${send}>
        <${Field}
          label=${words.counted}
          name="counted"
          type="number"
          min="0"
          max="1000000000"
          value=${product.stock}
          hint=${words.countedHint}
          required
        />
        <label>
          ${words.reason}
          <select name="reason">
            ${Object.entries(words.stockReasons).map(([word, text]) => html`<option value=${word}>${text}</option>`)}
          </select>
        </label>
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.adjust}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}
