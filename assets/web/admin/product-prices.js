// What a product costs when, and from how many on it is cheaper. What a new row would bring about, days without a price
// or something given away, is asked about before it is saved.

import { Editor } from "/web/admin/edit.js";
import { putRows } from "/web/admin/nouns.js";
import { isValid } from "/web/admin/products.js";
import { Pill, yuan } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

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

const span = (words, row, now) => [
  { name: "effect_at", label: words.from, type: "datetime", value: row?.from ?? now, required: true },
  {
    name: "failure_at",
    label: words.lastMoment,
    type: "datetime",
    value: row?.until,
    hint: words.untilHint,
    blank: true,
  },
];

/** A list of dated rows of a product. */
function Dated({ words, api, kind, product, cells, nameOf, ...list }) {
  const put = (row, change, agreed) =>
    putRows(api, [{ kind, ...(row && { key: { id: String(row.id) } }), ...change }], agreed).then(() => undefined);
  return html`
    <${Editor}
      words=${words}
      ...${list}
      keyOf=${(row) => row.id}
      nameOf=${nameOf}
      save=${(values, row, agreed) => {
        const { effect_at, failure_at } = values;
        const more = row ? {} : { product_id: String(product.id) };
        return put(row, { cells: { ...cells(values), effect_at, failure_at, ...more } }, agreed);
      }}
      actions=${(row) => [
        {
          label: words.takeAway,
          caption: words.takeAway,
          note: words.askTakeAway(nameOf(row)),
          fields: [],
          save: (_, agreed) => put(row, { end: true }, agreed),
        },
      ]}
    />
  `;
}

export function Prices({ words, api, product, catalogue, again }) {
  const rows = catalogue.prices.filter((it) => it.product === product.id);
  const price = (row) => ({
    name: "price",
    label: words.priceIn(words.per[product.kind]),
    type: "money",
    value: row?.price,
    max: 1_000_000,
    required: true,
  });
  return html`
    <${Dated}
      ...${{ words, api, product, again, rows }}
      kind="prices"
      title=${words.prices}
      add=${words.addPrice}
      empty=${words.noPrices}
      nameOf=${(row) => `${yuan(row.price)}, ${row.from}`}
      cells=${(values) => ({ price: values.price })}
      fields=${(row) => [price(row), ...span(words, row, catalogue.now)]}
      columns=${[
        { name: "price", label: words.price, amount: true, show: (it) => yuan(it.price) },
        { name: "from", label: words.validWhen, show: (it) => when(words, it) },
        { name: "state", label: words.state, show: (it) => state(words, it, rows, catalogue.now) },
      ]}
    />
  `;
}

export function Tiers({ words, api, product, catalogue, again }) {
  const rows = catalogue.tiers.filter((it) => it.product === product.id);
  const unit = words.unit[product.kind];
  const fields = (row) => [
    {
      name: "threshold",
      label: words.thresholdIn(unit),
      type: "number",
      min: 1,
      max: 1_000_000,
      value: row?.threshold,
      required: true,
    },
    { name: "off", label: words.offIn, type: "number", max: 100, value: row && 100 - row.percent, required: true },
    ...span(words, row, catalogue.now),
  ];
  return html`
    <${Dated}
      ...${{ words, api, product, again, rows, fields }}
      kind="discounts"
      title=${words.tiers}
      add=${words.addTier}
      empty=${words.noTiers}
      nameOf=${(row) => words.fromOn(row.threshold, unit)}
      cells=${(values) => ({ threshold: values.threshold, percent: String(100 - Number(values.off)) })}
      columns=${[
        { name: "threshold", label: words.threshold, show: (it) => words.fromOn(it.threshold, unit) },
        { name: "percent", label: words.off, amount: true, show: (it) => `−${100 - it.percent}%` },
        { name: "from", label: words.validWhen, show: (it) => when(words, it) },
      ]}
    />
  `;
}
