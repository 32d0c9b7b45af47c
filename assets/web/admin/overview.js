// The till: what was sold, by which way it was paid, what must lie in the drawer, what must go back.

import { captionOf, channels, wordsFor } from "/web/admin/channel-of.js";
import { SalesChart } from "/web/admin/chart.js";
import { Field, Loading, Table, Trouble, useAction, useLoad, valuesOf, yuan } from "/web/admin/ui.js";
import { REFUND } from "/web/lib/constants.js";
import { plusDays } from "/web/lib/days.js";
import { sumOf } from "/web/lib/money.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const MOST_REFUNDS = 500;
const SPANS = [1, 7, 30];

export function Overview({ words, api }) {
  const [span, setSpan] = useState(null);
  const query = span ? `?from=${span.from}&to=${span.to}` : "";
  const state = useLoad(async () => {
    // Without dates the server answers its own today; the week up to it is what a manager wants to see first.
    if (span) return api.page(`till${query}`);
    const { to } = await api.page("till");
    return { ...(await api.page(`till?from=${plusDays(to, -6)}&to=${to}`)), today: to };
  }, [query]);
  const due = useLoad(() => api.om("refund_gets", { status: REFUND.OPEN, pagesize: MOST_REFUNDS }), []);
  const saving = useAction();
  const [today, setToday] = useState(null);
  const report = state.value;
  if (report?.today && report.today !== today) setToday(report.today);
  if (!report && !state.error) return html`<${Loading} words=${words} state=${state} />`;

  const from = report?.from ?? span?.from;
  const to = report?.to ?? span?.to;
  const choose = (days) => setSpan({ from: plusDays(today, 1 - days), to: today });
  // A day before the first or after the last one moves the other end along.
  const change = (name) => (event) => {
    const { value } = event.currentTarget;
    if (!value) return;
    const next = { from, to, [name]: value };
    setSpan(next.from > next.to ? { from: value, to: value } : next);
  };
  const save = () => saving.run(() => api.download(`till?from=${from}&to=${to}&format=csv`, `till-${from}-${to}.csv`));
  return html`
    <div class="tools">
      <div class="row" role="group" aria-label=${words.span}>
        ${
          today &&
          SPANS.map(
            (days) => html`
              <button
                aria-pressed=${String(to === today && from === plusDays(today, 1 - days))}
                onClick=${() => choose(days)}
              >
                ${words.lastDays(days)}
              </button>
            `,
          )
        }
      </div>
      <${Field} label=${words.from} type="date" value=${from} max=${to} onChange=${change("from")} />
      <${Field} label=${words.until} type="date" value=${to} min=${from} onChange=${change("to")} />
      <button onClick=${save} disabled=${saving.busy}>${words.csv}</button>
    </div>
    <${Trouble} words=${words} error=${state.error ?? saving.error} />
    ${
      report?.unmatched.length > 0 &&
      html`<${Unmatched} ...${{ words, api, rows: report.unmatched, again: state.again }} />`
    }
    ${report && html`<${Report} ...${{ words, report, due }} />`}
  `;
}

function Report({ words, report, due }) {
  const open = due.value?.refunds ?? [];
  const owed = sumOf(open.map((refund) => refund.money));
  return html`
    <dl class="figures">
      <${Figure} label=${words.paid} value=${yuan(report.total.paid)} />
      <${Figure} label=${words.refunded} value=${yuan(report.total.refunded)} />
      ${
        report.total.voids > 0 &&
        html`
          <${Figure}
            label=${words.voided}
            value=${yuan(report.total.voided)}
            note=${words.voidsOf(report.total.voids)}
          />
        `
      }
      <${Figure} label=${words.cashExpected} value=${yuan(report.cash_expected)} note=${words.cashNote} />
      <${Figure}
        label=${words.ordersMade}
        value=${report.total.orders}
        note=${words.cancelledOf(report.total.cancelled)}
      />
      <${Figure} label=${words.cardsOut} value=${report.cards_handed_over} />
      <${Figure}
        label=${words.refundsDue}
        value=${due.value ? open.length : "…"}
        note=${open.length > 0 ? html`<a href="#orders/refunds">${yuan(owed)}</a>` : words.nothingDue}
      />
    </dl>
    <section class="card">
      <h2>${words.salesByDay}</h2>
      ${
        report.days.some((day) => day.paid > 0 || day.refunded > 0)
          ? html`
            <${SalesChart} ...${{ words, report }} />
          `
          : html`<p class="empty">${words.noSales}</p>`
      }
      <details>
        <summary>${words.asTable}</summary>
        <${Table}
          caption=${words.salesByDay}
          rows=${report.days}
          empty=${words.noSales}
          keyOf=${(day) => day.date}
          columns=${turnover(words, "date", words.date, (day) => day.date)}
        />
      </details>
    </section>
    <div class="halves">
      <section class="card"><h2>${words.byWay}</h2><${Ways} ...${{ words, report }} /></section>
      <section class="card">
        <h2>${words.byChannel}</h2>
        <${Table}
          caption=${words.byChannel}
          rows=${report.channels}
          empty=${words.noSales}
          columns=${turnover(words, "channel", words.channel, (row) => captionOf(words, row.channel))}
        />
      </section>
    </div>
    <${Redeemed} ...${{ words, report }} />
  `;
}

/** Money that fits no order: somebody says what became of each, or which order it is for. */
function Unmatched({ words, api, rows, again }) {
  const [chosen, setChosen] = useState(null);
  const saving = useAction();
  const save = (event) => {
    event.preventDefault();
    const { note, orderid } = valuesOf(event);
    saving.run(async () => {
      await api.page("admin/unmatched", { id: chosen.id, note, ...(orderid && { orderid }) });
      setChosen(null);
      again();
    });
  };
  const columns = [
    { name: "at", label: words.date, by: (row) => row.at },
    { name: "name", label: words.way, show: (row) => words.ways[row.way] ?? row.name },
    { name: "tradeno", label: words.tradeNo },
    { name: "number", label: words.unmatchedNumber },
    {
      name: "amount",
      label: words.amount,
      amount: true,
      show: (row) => yuan(row.went_back ? -row.amount : row.amount),
    },
    {
      name: "settle",
      label: words.settle,
      show: (row) => html`<button onClick=${() => setChosen(row)}>${words.settle}</button>`,
    },
  ];
  return html`
    <section class="card">
      <h2>${words.unmatched}</h2>
      <p>${words.unmatchedHint}</p>
      <${Table} caption=${words.unmatched} rows=${rows} columns=${columns} keyOf=${(row) => row.id} />
      ${
        chosen &&
        html`
          <form class="tools" key=${chosen.id} onSubmit=${save}>
            <${Field} label=${words.unmatchedNote(chosen.tradeno)} name="note" required maxlength="200" />
            <${Field} label=${words.unmatchedOrder} name="orderid" inputmode="numeric" pattern="[0-9]+" />
            <button disabled=${saving.busy}>${words.settle}</button>
          </form>
        `
      }
      <${Trouble} words=${words} error=${saving.error} />
    </section>
  `;
}

/** What the channels add: vouchers that were used. */
function Redeemed({ words, report }) {
  const parts = channels.filter(({ Redeemed: Part }) => Part);
  return html`
    <div class="halves">
      ${parts.map(
        (channel) => html`
          <${channel.Redeemed} key=${channel.name} words=${wordsFor(words, channel)} report=${report} />
        `,
      )}
    </div>
  `;
}

const Figure = ({ label, value, note }) =>
  html`
    <div class="card">
      <dt>${label}</dt>
      <dd><strong>${value}</strong>${note && html`<small class="quiet">${note}</small>`}</dd>
    </div>
  `;

function turnover(words, name, label, show) {
  const money = (field, text) => ({
    name: field,
    label: text,
    amount: true,
    by: (row) => row[field],
    show: (row) => yuan(row[field]),
  });
  return [
    { name, label, show, by: (row) => row[name] },
    { name: "orders", label: words.ordersMade, amount: true, by: (row) => row.orders },
    money("paid", words.paid),
    money("refunded", words.refunded),
  ];
}

function Ways({ words, report }) {
  const rows = new Map();
  const add = (entry, field) =>
    rows.set(entry.way, {
      way: entry.way,
      name: words.ways[entry.way] ?? entry.name ?? `#${entry.way}`,
      paid: 0,
      refunded: 0,
      top_up: 0,
      ...rows.get(entry.way),
      [field]: entry.amount,
    });
  for (const entry of report.payments) add(entry, "paid");
  for (const entry of report.refunds) add(entry, "refunded");
  for (const entry of report.top_ups) add(entry, "top_up");
  const all = [...rows.values()];
  const money = (field, text) => ({
    name: field,
    label: text,
    amount: true,
    by: (row) => row[field],
    show: (row) => yuan(row[field]),
  });
  const columns = [{ name: "name", label: words.way }, money("paid", words.paid), money("refunded", words.refunded)];
  if (report.top_ups.length > 0) columns.push(money("top_up", words.topUps));
  return html`
    <${Table} caption=${words.byWay} rows=${all} empty=${words.noSales} columns=${columns} keyOf=${(row) => row.way} />
  `;
}
