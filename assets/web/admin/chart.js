// Sales by business day as bars: what came in, and what went back as a second bar below the line.

import { yuan } from "/web/admin/ui.js";
import { daysBetween, plusDays } from "/web/lib/days.js";
import { html } from "/web/vendor/preact-htm.module.js";

const WIDTH = 760;
const HEIGHT = 220;
const EDGE = { left: 64, right: 8, top: 12, bottom: 26 };
const MOST_LABELS = 8;

/** A round number that is not below the value: 1, 2 or 5 with noughts. */
function roundUp(value) {
  if (value <= 0) return 1;
  const ten = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * ten).find((step) => step >= value);
}

/** What came in day by day, of the till report. */
export function SalesChart({ words, report }) {
  const known = new Map(report.days.map((day) => [day.date, day]));
  const bars = Array.from({ length: daysBetween(report.from, report.to) }, (_, index) => {
    const date = plusDays(report.from, index);
    const { paid, refunded } = known.get(date) ?? { paid: 0, refunded: 0 };
    return { name: date, label: date.slice(5), paid, refunded };
  });
  const label = words.chart(report.from, report.to, yuan(report.total.paid));
  return html`<${Bars} ...${{ words, bars, label }} />`;
}

/** Bars in the order of time: `name`, `label` below it, `paid`, `refunded`. */
export function Bars({ words, bars, label }) {
  const top = roundUp(Math.max(...bars.map((it) => Math.max(it.paid, it.refunded))));
  const wide = (WIDTH - EDGE.left - EDGE.right) / bars.length;
  const bar = Math.min(wide * 0.72, 56);
  const high = HEIGHT - EDGE.top - EDGE.bottom;
  const y = (amount) => EDGE.top + high * (1 - amount / top);
  const x = (index) => EDGE.left + wide * (index + 0.5);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const half = bar / 2;
  return html`
    <svg class="chart" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${label}>
      ${[0, 0.5, 1].map(
        (part) => html`
          <line class="grid" x1=${EDGE.left} x2=${WIDTH - EDGE.right} y1=${y(top * part)} y2=${y(top * part)} />
          <text class="axis" x=${EDGE.left - 8} y=${y(top * part) + 4} text-anchor="end">
            ${(top * part).toLocaleString("en-US")}
          </text>
        `,
      )}
      ${bars.map(
        (it, index) => html`
          <g>
            <title>${`${it.name}: ${yuan(it.paid)}${it.refunded > 0 ? `, −${yuan(it.refunded)}` : ""}`}</title>
            <rect class="hover" x=${x(index) - wide / 2} y=${EDGE.top} width=${wide} height=${high} />
            <rect
              class="paid"
              x=${x(index) - half}
              y=${y(it.paid)}
              width=${it.refunded > 0 ? half : bar}
              height=${y(0) - y(it.paid)}
            />
            ${
              it.refunded > 0 &&
              html`
                <rect class="back" x=${x(index)} y=${y(it.refunded)} width=${half} height=${y(0) - y(it.refunded)} />
              `
            }
          </g>
          ${
            index % every === 0 &&
            html`<text class="axis" x=${x(index)} y=${HEIGHT - 8} text-anchor="middle">${it.label}</text>`
          }
        `,
      )}
    </svg>
    <p class="legend"><span class="key paid"></span>${words.paid}<span class="key back"></span>${words.refunded}</p>
  `;
}

/** Names with bars beside them, the longest first: `name`, `text` at its end, `value`; `back` paints what went back. */
export function Ranks({ rows, label, back }) {
  const top = Math.max(...rows.map((it) => it.value), 1);
  return html`
    <div class="ranks" role="img" aria-label=${label}>
      ${rows.map(
        (it) => html`
          <span class="rank" aria-hidden="true">${it.name}</span>
          <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 10">
            <rect class=${back ? "back" : "paid"} width=${Math.max(0, (100 * it.value) / top)} height="10" />
          </svg>
          <span class="amount" aria-hidden="true">${it.text}</span>
        `,
      )}
    </div>
  `;
}
