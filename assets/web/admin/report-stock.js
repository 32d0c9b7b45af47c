// What lies in the store: what it is worth, how fast it sells, what runs out within so many days, what nobody buys.

import { Leave, PaperHead } from "/web/admin/report-file.js";
import { Field, Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";
import { keep, recall } from "/web/lib/keep.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KEPT = "admin.reports.within";
const USUAL_DAYS = 14;
const MOST_DAYS = 365;
const MOST_ROWS = 200;
const TONES = { out: "bad", soon: "soon", enough: "good", slow: "plain" };

export function StockReport({ words, api, language }) {
  const [within, setWithin] = useState(() => recall(KEPT, USUAL_DAYS));
  const [lasts, setLasts] = useState("");
  const state = useLoad(() => api.page(`admin/stock-report?within=${within}`), [within]);
  const change = (event) => {
    const days = Number(event.currentTarget.value);
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) return;
    keep(KEPT, days);
    setWithin(days);
  };
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { rows, total } = state.value;
  if (rows.length === 0) {
    return html`
      <div class="empty">
        <p>${words.noStockYet}</p>
        <p><a class="button" href="#products">${words.toProducts}</a></p>
      </div>
    `;
  }
  const shown = lasts ? rows.filter((row) => row.lasts === lasts) : rows;
  const query = `by=stock&within=${within}`;
  return html`
    <div class="report">
      <${PaperHead} words=${words} title=${words.reportTitles.stock} />
      <${Worth} ...${{ words, total, within }} />
      <div class="tools no-print">
        <${Field}
          label=${words.runsOutWithin}
          type="number"
          min="1"
          max=${MOST_DAYS}
          value=${within}
          onChange=${change}
        />
        <div class="row" role="group" aria-label=${words.state}>
          ${["", ...Object.keys(TONES)].map(
            (name) => html`
              <button aria-pressed=${String(lasts === name)} onClick=${() => setLasts(name)}>
                ${name ? words.lastsWords[name] : words.all}
                ${" "}${name ? rows.filter((row) => row.lasts === name).length : rows.length}
              </button>
            `,
          )}
        </div>
        <${Leave} ...${{ words, api, language, query }} isEmpty=${false} />
      </div>
      <${Table}
        caption=${words.reportTitles.stock}
        rows=${shown.slice(0, MOST_ROWS)}
        empty=${words.noStockRows}
        keyOf=${(row) => row.id}
        columns=${columnsOf(words)}
      />
      ${shown.length > MOST_ROWS && html`<p class="quiet">${words.firstRows(MOST_ROWS, shown.length)}</p>`}
      <p class="quiet">${words.stockReportNote}</p>
    </div>
  `;
}

function Worth({ words, total, within }) {
  const figure = (label, value, note) => html`
    <div class="card">
      <dt>${label}</dt>
      <dd><strong>${value}</strong>${note && html`<small class="quiet">${note}</small>`}</dd>
    </div>
  `;
  return html`
    <dl class="figures">
      ${figure(words.stockPieces, total.pieces.toLocaleString("en-US"))}
      ${figure(words.worthAtPrice, yuan(total.worth))}
      ${figure(
        words.worthAtCost,
        yuan(total.cost),
        total.without_cost > 0 && html`${words.withoutCost(total.without_cost)}. ${words.costHint}`,
      )}
      ${figure(words.runsOut, total.soon, words.runsOutNote(within, total.out))}
    </dl>
  `;
}

function columnsOf(words) {
  const money = (name, label) => ({
    name,
    label,
    amount: true,
    by: (row) => row[name] ?? -1,
    show: (row) => (row[name] === null ? "—" : yuan(row[name])),
  });
  return [
    {
      name: "name",
      label: words.product,
      by: (row) => row.name,
      show: (row) => html`
        <a href=${`#products/${row.id}`} lang="zh-CN">${row.name}</a>
        <small class="quiet" lang="zh-CN">${row.category}</small>
      `,
    },
    { name: "left", label: words.left, amount: true, by: (row) => row.left },
    { name: "sold", label: words.soldIn28, amount: true, by: (row) => row.sold },
    {
      name: "days_left",
      label: words.lastsFor,
      amount: true,
      by: (row) => row.days_left ?? Number.POSITIVE_INFINITY,
      show: (row) => row.days_left ?? "—",
    },
    {
      name: "lasts",
      label: words.state,
      by: (row) => Object.keys(TONES).indexOf(row.lasts),
      show: (row) => html`<${Pill} tone=${TONES[row.lasts]}>${words.lastsWords[row.lasts]}<//>`,
    },
    money("price", words.onSaleFor),
    money("worth", words.worthAtPrice),
    money("cost", words.worthAtCost),
  ];
}
