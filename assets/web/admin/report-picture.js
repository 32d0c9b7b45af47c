// The picture of a report: bars in the order of time, or what brought most first. The table below says the same.

import { Bars, Ranks } from "/web/admin/chart.js";
import { yuan } from "/web/admin/ui.js";
import { daysBetween, plusDays } from "/web/lib/days.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** Rows that have a bar of their own; the others have one together. */
const MOST = 10;
const HOURS = 24;

export function Drawn({ words, report, rows, isBack }) {
  const total = isBack ? report.total.refunds : report.total.net;
  const label = `${words.reportTitles[report.by]}${words.colon}${yuan(total)}`;
  const bars = report.by === "day" ? daysOf(report) : report.by === "hour" ? hoursOf(report) : null;
  return html`
    <section class="card">
      ${
        bars
          ? html`<${Bars} ...${{ words, bars, label }} />`
          : html`<${Ranks} rows=${ranksOf(words, rows, isBack)} label=${label} back=${isBack} />`
      }
    </section>
  `;
}

const barOf = (name, label, row) => ({ name, label, paid: row?.sales ?? 0, refunded: row?.refunds ?? 0 });

function daysOf({ from, to, rows }) {
  const known = new Map(rows.map((row) => [row.id, row]));
  return Array.from({ length: daysBetween(from, to) }, (_, index) => {
    const day = plusDays(from, index);
    return barOf(day, day.slice(5), known.get(day));
  });
}

/** From the hour at which a business day begins. */
function hoursOf({ cutoff, rows }) {
  const known = new Map(rows.map((row) => [Number(row.id), row]));
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = (index + Math.floor(cutoff / 60)) % HOURS;
    return barOf(`${hour}:00`, String(hour), known.get(hour));
  });
}

function ranksOf(words, rows, isBack) {
  const of = (row) => (isBack ? row.refunds : row.net);
  const shown = rows.filter((row) => of(row) !== 0);
  const rest = shown.slice(MOST);
  const ranks = shown.slice(0, MOST).map((row) => rankOf(row.shown, of(row)));
  if (rest.length === 0) return ranks;
  const sum = Math.round(rest.reduce((all, row) => all + of(row) * 100, 0)) / 100;
  return [...ranks, rankOf(words.othersTogether(rest.length), sum)];
}

const rankOf = (name, value) => ({ name, value, text: yuan(value) });
