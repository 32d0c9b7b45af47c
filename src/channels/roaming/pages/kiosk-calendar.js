// A month to tap the first and the last day in.

import { daysBetween, plusMonths, weeksOf } from "/web/lib/days.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const MONTHS_AHEAD = 12;

/** Chooses a period from `today` on; `change(first, last)` gets nulls while it is not whole. */
export function Calendar({ words, today, first, last, change }) {
  const [month, setMonth] = useState(`${(first ?? today).slice(0, 8)}01`);
  const tap = (day) => (first && !last && day >= first ? change(first, day) : change(day, null));
  const hint = !first ? words.pickStart : !last ? words.pickEnd : words.chosen(first, last, daysBetween(first, last));
  return html`
    <div class="calendar">
      <div class="calendar-head">
        <button aria-label=${words.earlier} disabled=${month <= today} onClick=${() => setMonth(plusMonths(month, -1))}>
          ‹
        </button>
        <h3>${words.month(month)}</h3>
        <button
          aria-label=${words.later}
          disabled=${month >= plusMonths(today, MONTHS_AHEAD)}
          onClick=${() => setMonth(plusMonths(month, 1))}
        >
          ›
        </button>
      </div>
      <div class="weekdays" aria-hidden="true">${words.weekdays.map((name) => html`<span>${name}</span>`)}</div>
      ${weeksOf(month).map(
        (week) => html`
          <div class="week">${week.map((day) => cell(day, { today, first, last, tap }))}</div>
        `,
      )}
      <p class="quiet" role="status">${hint}</p>
    </div>
  `;
}

function cell(day, { today, first, last, tap }) {
  if (!day) return html`<span></span>`;
  const inside = first && day >= first && day <= (last ?? first);
  return html`
    <button
      aria-label=${`${Number(day.slice(8))} (${day})`}
      aria-pressed=${String(Boolean(inside))}
      disabled=${day < today}
      onClick=${() => tap(day)}
    >
      ${Number(day.slice(8))}
    </button>
  `;
}
