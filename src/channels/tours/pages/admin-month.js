// A month of one offer: on each day its price and how much of it is left; a day is a button that changes it.

import { yuan } from "/web/admin/ui.js";
import { weeksOf } from "/web/lib/days.js";
import { html } from "/web/vendor/preact-htm.module.js";

export function Month({ words, month, days, choose }) {
  const cell = (date) => {
    if (!date) return html`<td></td>`;
    const day = days.get(date);
    const state = !day ? "closed" : day.free === 0 ? "sold-out" : "open";
    return html`
      <td class=${state}>
        <button onClick=${() => choose(date)} aria-label=${`${Number(date.slice(8))}, ${words.change} ${date}`}>
          ${Number(date.slice(8))}
        </button>
        <small>${day ? html`${yuan(day.price)}<br />${words.leftOf(day.free, day.stock)}` : words.closed}</small>
      </td>
    `;
  };
  const caption = `${words.calendar} ${month.slice(0, 7)}`;
  return html`
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table class="month">
        <caption class="unseen">${caption}</caption>
        <thead><tr>${words.weekdays.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${weeksOf(month).map((week) => html`<tr>${week.map(cell)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}
