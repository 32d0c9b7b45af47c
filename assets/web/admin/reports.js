// Reports: what was sold and what went back, by whatever it is looked at, against the days before; what lies in the
// store.

import { captionOf } from "/web/admin/channel-of.js";
import { Span } from "/web/admin/filters.js";
import { Leave, PaperHead } from "/web/admin/report-file.js";
import { Drawn } from "/web/admin/report-picture.js";
import { StockReport } from "/web/admin/report-stock.js";
import { Loading, Table, useLoad, yuan } from "/web/admin/ui.js";
import { keep, recall } from "/web/lib/keep.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const GROUPS = {
  sales: ["day", "hour", "product", "category", "channel", "clerk", "way", "destination"],
  refunds: ["refund-reason", "refund-clerk", "refund-product"],
  stock: ["stock"],
};
const USUAL = ["today", "yesterday", "7-days", "30-days", "this-month", "last-month"];
const KEPT = "admin.reports";
/** Where the list of orders keeps what it is narrowed to. */
const ORDERS = "admin.orders";
/** Rows that a page shows; a shop may have thousands of products. */
const MOST_ROWS = 200;
/** Reports whose rows are called as they are in the shop's own language. */
const CHINESE = new Set(["product", "category", "refund-product", "refund-reason"]);

export function Reports(shared) {
  const { words, at } = shared;
  const group = Object.keys(GROUPS).find((name) => GROUPS[name].includes(at)) ?? "sales";
  const by = GROUPS[group].includes(at) ? at : "day";
  return html`
    <nav class="tabs no-print" aria-label=${words.reportOf}>
      ${Object.keys(GROUPS).map(
        (name) => html`
          <a href=${`#reports/${GROUPS[name][0]}`} aria-current=${name === group ? "true" : undefined}>
            ${words.reportGroups[name]}
          </a>
        `,
      )}
    </nav>
    ${group === "stock" ? html`<${StockReport} ...${shared} />` : html`<${Money} ...${{ ...shared, group, by }} />`}
  `;
}

function Money({ words, api, language, group, by }) {
  const [span, setSpan] = useState(() => recall(KEPT, { span: "7-days" }));
  const query = new URLSearchParams({ by, ...span }).toString();
  const state = useLoad(async () => ({ ...(await api.page(`admin/report?${query}`)), query }), [query]);
  const report = state.value;
  const choose = (next) => {
    keep(KEPT, next);
    setSpan(next);
  };
  return html`
    <nav class="parts no-print" aria-label=${words.reportBy}>
      ${GROUPS[group].map(
        (name) => html`
          <a href=${`#reports/${name}`} aria-current=${name === by ? "true" : undefined}>${words.reportBys[name]}</a>
        `,
      )}
    </nav>
    <${Days} ...${{ words, span, report, choose }} />
    ${
      report && report.by === by
        ? html`<${Found} ...${{ words, api, language, report, choose }} />`
        : html`<${Loading} words=${words} state=${state} />`
    }
  `;
}

/** The days: usual ones, or one's own. */
function Days({ words, span, report, choose }) {
  const change = (event) => {
    const { name, value } = event.currentTarget;
    if (!value || !report) return;
    const next = { from: report.from, to: report.to, [name]: value };
    choose(next.from > next.to ? { from: value, to: value } : next);
  };
  const marks = report ? { from: report.from, to: report.to } : {};
  return html`
    <div class="tools no-print">
      <div class="row" role="group" aria-label=${words.date}>
        ${USUAL.map(
          (name) => html`
            <button aria-pressed=${String(span.span === name)} onClick=${() => choose({ span: name })}>
              ${words.usualSpans[name]}
            </button>
          `,
        )}
      </div>
      <${Span} ...${{ words, marks, change }} />
    </div>
  `;
}

function Found({ words, api, language, report, choose }) {
  const isBack = report.by.startsWith("refund");
  const rows = report.rows.map((row) => ({ ...row, shown: nameOf(words, report, row) }));
  const isEmpty = isBack ? report.total.returns === 0 : report.total.orders === 0 && report.total.returns === 0;
  const days = words.spanOf(report.from, report.to);
  return html`
    <div class="report" key=${report.by}>
      <${PaperHead} words=${words} title=${words.reportTitles[report.by]} />
      <div class="head">
        <p class="quiet">${days} · ${words.comparedWith(report.before.from, report.before.to)}</p>
        <${Leave} ...${{ words, api, language, query: report.query, isEmpty: rows.length === 0 }} />
      </div>
      <${Figures} ...${{ words, total: report.total, isBack }} />
      ${
        isEmpty
          ? html`<${Nothing} ...${{ words, isBack, choose }} />`
          : html`<${Drawn} ...${{ words, report, rows, isBack }} />`
      }
      ${rows.length > 0 && html`<${Rows} ...${{ words, report, rows, isBack }} />`}
    </div>
  `;
}

const Nothing = ({ words, isBack, choose }) => html`
  <div class="empty">
    <p>${isBack ? words.nothingBack : words.nothingSoldThen}</p>
    ${!isBack && html`<p>${words.nothingSoldHint}</p>`}
    <p><button onClick=${() => choose({ span: "30-days" })}>${words.tryThirtyDays}</button></p>
  </div>
`;

/** Thousandths as people read them. */
export const percent = (perMille) => `${(Math.abs(perMille) / 10).toFixed(1).replace(".0", "")}%`;

/** A change against before: which way, and how much. */
export function Change({ words, change, now, before }) {
  if (change === null) return now !== 0 && before === 0 ? words.newNow : "—";
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  return html`<span class="whole-word">${sign}${percent(change)}</span>`;
}

/** The four figures of a report, each with what it was before. */
function Figures({ words, total, isBack }) {
  const { before, change } = total;
  const figure = (name, label, show, note) => ({
    label,
    value: show(total[name]),
    change: change[name] !== null && html`<${Change} words=${words} change=${change[name]} />`,
    note: [words.beforeNote(show(before[name])), note].filter(Boolean).join(" · "),
  });
  const amount = (value) => (value === null ? "—" : yuan(value));
  const share = total.share === null ? "—" : percent(total.share);
  const all = isBack
    ? [
        figure("refunds", words.refundAmount, amount),
        figure("returns", words.refundCount, String),
        { label: words.refundShare, value: share, note: words.beforeNote(shareBefore(before)) },
        figure("sales", words.grossSales, amount),
      ]
    : [
        figure("net", words.netSales, amount),
        figure("orders", words.ordersMade, String),
        figure("average", words.averageOrder, amount),
        figure("refunds", words.refunded, amount, total.share > 0 && words.shareNote(share)),
      ];
  return html`
    <dl class="figures">
      ${all.map(
        (it) => html`
          <div class="card">
            <dt>${it.label}</dt>
            <dd>
              <strong>${it.value}</strong>${it.change && html` <span class="pill">${it.change}</span>`}
              <small class="quiet">${it.note}</small>
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}

const shareBefore = ({ sales, refunds }) => (sales > 0 ? percent(Math.round((1000 * refunds) / sales)) : "—");

/** What a row is called. */
function nameOf(words, report, row) {
  if (row.word === "channel") return captionOf(words, row.id);
  if (row.word) return words.reportWords[row.word];
  if (report.by === "way") return words.ways[row.id] ?? (row.name || `#${row.id}`);
  return (words.language === "en" && row.en) || row.name || row.id;
}

/** What narrows the list of orders to a row's; nothing where no filter does. */
function marksOf({ by, from, to }, row) {
  if (by === "day") return { from: row.id, to: row.id };
  if (by === "channel") return { from, to, channel: row.id };
  if (row.word) return null;
  if (by === "way") return { from, to, way: row.id };
  return by === "clerk" || by === "refund-clerk" ? { from, to, clerk: row.id } : null;
}

/** A row's name, which leads to its orders where the list of orders can be narrowed to them. */
function Name({ words, report, row }) {
  const marks = row.isAll ? null : marksOf(report, row);
  const language = CHINESE.has(report.by) && !row.word && !row.isAll ? "zh-CN" : undefined;
  if (!marks) return html`<span lang=${language}>${row.shown}</span>`;
  const go = () => keep(ORDERS, { page: 1, ...marks });
  return html`<a href="#orders" onClick=${go} aria-label=${words.showOrders(row.shown)}>${row.shown}</a>`;
}

function Rows({ words, report, rows, isBack }) {
  const note = words.reportNotes[report.by];
  const total = { ...report.total, shown: words.inAllRows, isAll: true };
  total.change = isBack ? report.total.change.refunds : report.total.change.net;
  return html`
    <section class="card">
      <h2 class="no-print">${words.reportTitles[report.by]}</h2>
      <${Table}
        caption=${words.reportTitles[report.by]}
        rows=${rows.slice(0, MOST_ROWS)}
        keyOf=${(row) => row.key}
        columns=${isBack ? backColumns(words, report) : saleColumns(words, report)}
        foot=${total}
      />
      ${rows.length > MOST_ROWS && html`<p class="quiet">${words.firstRows(MOST_ROWS, rows.length)}</p>`}
      <p class="quiet">${[note, words.reportMoneyNote].filter(Boolean).join(words.language === "en" ? " " : "")}</p>
    </section>
  `;
}

const first = (words, report) => ({
  name: "shown",
  label: words.reportHeads[report.by],
  by: (row) => (report.by === "hour" ? row.key : row.shown),
  show: (row) => html`<${Name} ...${{ words, report, row }} />`,
});

const count = (name, label) => ({ name, label, amount: true, by: (row) => row[name] });

const money = (name, label, of = (row) => row[name]) => ({
  name,
  label,
  amount: true,
  by: of,
  show: (row) => yuan(of(row)),
});

const changes = (words, of) => ({
  name: "change",
  label: words.changeOf,
  amount: true,
  by: (row) => row.change ?? Number.NEGATIVE_INFINITY,
  show: (row) => html`<${Change} words=${words} change=${row.change} now=${of(row)} before=${of(row.before)} />`,
});

function saleColumns(words, report) {
  return [
    first(words, report),
    count("orders", words.ordersMade),
    count("pieces", words.piecesSold),
    money("sales", words.grossSales),
    money("refunds", words.refunded),
    money("net", words.netSales),
    money("before", words.netBefore, (row) => row.before.net),
    changes(words, (row) => row.net),
  ];
}

function backColumns(words, report) {
  return [
    first(words, report),
    count("returns", words.refundCount),
    money("refunds", words.refundAmount),
    {
      name: "share",
      label: words.refundShare,
      amount: true,
      by: (row) => row.share ?? -1,
      show: (row) => (row.share === null ? "—" : percent(row.share)),
    },
    money("before", words.netBefore, (row) => row.before.refunds),
    changes(words, (row) => row.refunds),
  ];
}
