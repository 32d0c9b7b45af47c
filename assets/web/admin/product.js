// One product: what it says, what it costs when, from how many on it is cheaper, how many are left.

import { isValid } from "/web/admin/products.js";
import { Done, Field, fromField, Pill, Table, Trouble, toField, useAction, valuesOf, yuan } from "/web/admin/ui.js";
import { STATE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Product({ words, api, product, catalogue, again }) {
  const shared = { words, api, product, catalogue, again };
  return html`
    <p><a href="#products">← ${words.allProducts}</a></p>
    <div class="title">
      <img src=${`/${product.image}`} alt="" width="72" height="72" />
      <div><h2>${product.name}</h2><p class="quiet">${product.subname}</p></div>
    </div>
    <div class="halves">
      <${Prices} ...${shared} />
      <${Tiers} ...${shared} />
    </div>
    <div class="halves">
      <${Texts} ...${shared} />
      ${product.counted && html`<${StockCount} ...${shared} />`}
    </div>
  `;
}

/** A form that makes a dated row, or changes the one that was chosen. */
function useRows(words, again) {
  const [row, setRow] = useState(null);
  const action = useAction();
  const send = (call) => (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = valuesOf(event);
    action.run(async () => {
      await call(values);
      setRow(null);
      form.reset();
      again();
      return words.saved;
    });
  };
  const choose = (next) => {
    action.clear();
    setRow(next);
  };
  return { row, choose, action, send };
}

/** A span of days where it is one; the times of its ends only where they are not a day's. */
function when(words, row) {
  const from = row.from.replace(" 00:00:00", "");
  const until = row.until?.replace(" 23:59:59", "") ?? words.openEnd;
  return html`<span class="whole-word">${from}</span> – <span class="whole-word">${until}</span>`;
}

function state(words, row, rows, now) {
  if (row.from > now) return html`<${Pill} tone="soon">${words.later}<//>`;
  if (!isValid(row, now)) return html`<${Pill}>${words.over}<//>`;
  return rows.find((it) => isValid(it, now)) === row
    ? html`<${Pill} tone="good">${words.valid}<//>`
    : html`<${Pill}>${words.replaced}<//>`;
}

function Span({ words, row, now }) {
  return html`
    <${Field}
      label=${words.from}
      name="from"
      type="datetime-local"
      step="1"
      value=${toField(row?.from ?? now)}
      required
    />
    <${Field}
      label=${words.lastMoment}
      name="until"
      type="datetime-local"
      step="1"
      value=${toField(row?.until)}
      hint=${words.untilHint}
    />
  `;
}

const span = (values) => ({
  effect_datetime: fromField(values.from),
  failure_datetime: values.until ? fromField(values.until) : undefined,
  // What is not sent stays as it is: an end that was cleared is taken away by word.
  without_end: values.until ? undefined : true,
});

function Prices({ words, api, product, catalogue, again }) {
  const { row, choose, action, send } = useRows(words, again);
  const rows = catalogue.prices.filter((it) => it.product === product.id);
  const save = send((values) =>
    api.once("prdunitprice_set", { productid: product.id, unitpriceid: row?.id, price: values.price, ...span(values) }),
  );
  return html`
    <section class="card">
      <h2>${words.prices}</h2>
      <${Table}
        caption=${words.prices}
        rows=${rows}
        empty=${words.noPrices}
        keyOf=${(it) => it.id}
        columns=${[
          { name: "price", label: words.price, amount: true, show: (it) => yuan(it.price) },
          { name: "from", label: words.validWhen, show: (it) => when(words, it) },
          { name: "state", label: words.state, show: (it) => state(words, it, rows, catalogue.now) },
          {
            name: "edit",
            label: words.change,
            show: (it) =>
              html`
                <button onClick=${() => choose(it)} aria-label=${`${words.change} ${yuan(it.price)}, ${it.from}`}>
                  ${words.change}
                </button>
              `,
          },
        ]}
      />
      <form class="inline" key=${`price-${row?.id ?? 0}`} onSubmit=${save}>
        <h3>${row ? words.changePrice(yuan(row.price)) : words.newPrice}</h3>
        <${Field}
          label=${words.priceIn(words.per[product.kind])}
          name="price"
          type="number"
          min="0"
          step="0.01"
          max="1000000"
          inputmode="decimal"
          value=${row?.price ?? ""}
          required
        />
        <${Span} ...${{ words, row, now: catalogue.now }} />
        <div class="actions">
          ${row && html`<button type="button" onClick=${() => choose(null)}>${words.cancel}</button>`}
          <button class="main-action" disabled=${action.busy}>${row ? words.save : words.addPrice}</button>
        </div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}

function Tiers({ words, api, product, catalogue, again }) {
  const { row, choose, action, send } = useRows(words, again);
  const rows = catalogue.tiers.filter((it) => it.product === product.id);
  const save = send((values) =>
    api.once("prddiscount_set", {
      productid: product.id,
      discountid: row?.id,
      quantity: values.threshold,
      discount: 100 - Number(values.off),
      ...span(values),
    }),
  );
  const unit = words.unit[product.kind];
  return html`
    <section class="card">
      <h2>${words.tiers}</h2>
      <${Table}
        caption=${words.tiers}
        rows=${rows}
        empty=${words.noTiers}
        keyOf=${(it) => it.id}
        columns=${[
          { name: "threshold", label: words.threshold, show: (it) => words.fromOn(it.threshold, unit) },
          { name: "percent", label: words.off, amount: true, show: (it) => `−${100 - it.percent}%` },
          { name: "from", label: words.validWhen, show: (it) => when(words, it) },
          {
            name: "edit",
            label: words.change,
            show: (it) =>
              html`
                <button onClick=${() => choose(it)} aria-label=${`${words.change} ${words.fromOn(it.threshold, unit)}`}>
                  ${words.change}
                </button>
              `,
          },
        ]}
      />
      <form class="inline" key=${`tier-${row?.id ?? 0}`} onSubmit=${save}>
        <h3>${row ? words.changeTier : words.newTier}</h3>
        <${Field}
          label=${words.thresholdIn(unit)}
          name="threshold"
          type="number"
          min="1"
          max="1000000"
          value=${row?.threshold ?? ""}
          required
        />
        <${Field}
          label=${words.offIn}
          name="off"
          type="number"
          min="0"
          max="100"
          value=${row ? 100 - row.percent : ""}
          required
        />
        <${Span} ...${{ words, row, now: catalogue.now }} />
        <div class="actions">
          ${row && html`<button type="button" onClick=${() => choose(null)}>${words.cancel}</button>`}
          <button class="main-action" disabled=${action.busy}>${row ? words.save : words.addTier}</button>
        </div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}

function Texts({ words, api, product, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const values = valuesOf(event);
    action.run(async () => {
      await api.page("admin/product", { ...values, id: product.id, sale_state: values.sale_state ? 1 : 0 });
      again();
      return words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${words.texts}</h2>
      <form onSubmit=${send}>
        <${Field} label=${words.name} name="name" value=${product.name} maxlength="60" required />
        <${Field} label=${words.subname} name="subname" value=${product.subname} maxlength="60" />
        <label>
          ${words.description}
          <textarea name="description" rows="3" maxlength="1000">${product.description}</textarea>
        </label>
        <label class="tick">
          <input type="checkbox" name="sale_state" checked=${product.sale_state === STATE.PRODUCT_ON_SALE} />
          ${words.onSale}
        </label>
        <${Trouble} words=${words} error=${action.error} />
        <div class="actions">
          <${Done} text=${action.done} />
          <button class="main-action" disabled=${action.busy}>${words.save}</button>
        </div>
      </form>
    </section>
  `;
}

function StockCount({ words, api, product, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const { counted } = valuesOf(event);
    action
      .run(async () => {
        await api.page("admin/product-stock", { id: product.id, seen: product.stock, counted });
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
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.adjust}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}
