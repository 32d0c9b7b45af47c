// A tour's calendar as a month: price and what is left of each offer on each day, and a form that sets days.

import { html, useState } from "/web/vendor/preact-htm.module.js";
import { page } from "/web/lib/api.js";
import { plusMonths, weeksOf } from "/web/lib/days.js";
import { Done, Field, Loading, Trouble, useAction, useLoad, valuesOf, yuan } from "/web/admin/ui.js";

export function Tours({ words, api, value }) {
  const [chosen, setChosen] = useState({ packageid: value.packages[0]?.packageid, offer: null, month: null });
  const key = JSON.stringify([chosen.packageid, chosen.month]);
  const state = useLoad(async () => {
    const month = chosen.month ?? `${(await page("today")).now.slice(0, 7)}-01`;
    const { days } = await api.om("tour_calendar_gets", { packageid: chosen.packageid, month: month.slice(0, 7) });
    return { month, days };
  }, [key]);
  if (value.packages.length === 0) return html`<p class="empty">${words.noTours}</p>`;
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { month, days } = state.value;
  const offers = [...new Set(days.map((day) => day.offerid))].sort((a, b) => a - b);
  const offer = offers.includes(chosen.offer) ? chosen.offer : offers[0];
  const go = (count) => () => setChosen({ ...chosen, month: plusMonths(month, count) });
  return html`
    <div class="tools">
      <label>${words.tour}<select value=${chosen.packageid} onChange=${(event) => setChosen({ ...chosen, packageid: Number(event.currentTarget.value), offer: null })}>
        ${value.packages.map((it) => html`<option value=${it.packageid}>${it.packageid} ${it.title}</option>`)}
      </select></label>
      <label>${words.offer}<select value=${offer} onChange=${(event) => setChosen({ ...chosen, offer: Number(event.currentTarget.value) })}>
        ${offers.map((it) => html`<option value=${it}>${it}</option>`)}
      </select></label>
      <div class="row">
        <button onClick=${go(-1)} aria-label=${words.monthBefore}>←</button>
        <strong>${month.slice(0, 7)}</strong>
        <button onClick=${go(1)} aria-label=${words.monthAfter}>→</button>
      </div>
    </div>
    <${Month} ...${{ words, month, days: new Map(days.filter((day) => day.offerid === offer).map((day) => [day.date, day])) }} />
    ${offer !== undefined && html`<${SetDays} key=${offer} ...${{ words, api, offer, month }} again=${state.again} />`}
  `;
}

function Month({ words, month, days }) {
  const cell = (date) => {
    const day = date && days.get(date);
    return html`<td class=${!date ? "" : !day ? "closed" : day.free === 0 ? "sold-out" : "open"}>
      ${date && html`<strong>${Number(date.slice(8))}</strong><small>${day ? html`${yuan(day.price)}<br />${words.leftOf(day.free, day.stock)}` : words.closed}</small>`}
    </td>`;
  };
  return html`
    <div class="scroll" role="region" aria-label=${`${words.calendar} ${month.slice(0, 7)}`} tabindex="0">
      <table class="month">
        <caption class="unseen">${words.calendar} ${month.slice(0, 7)}</caption>
        <thead><tr>${words.weekdays.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${weeksOf(month).map((week) => html`<tr>${week.map(cell)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}

function SetDays({ words, api, offer, month, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const { date, until, price, stock } = valuesOf(event);
    action.run(async () => {
      await api.om("tour_calendar_set", { offerid: offer, date, until: until || undefined, price, stock });
      again();
      return words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${words.setDays(offer)}</h2>
      <form class="inline" onSubmit=${send}>
        <${Field} label=${words.from} name="date" type="date" value=${month} required />
        <${Field} label=${words.until} name="until" type="date" hint=${words.oneDay} />
        <${Field} label=${words.priceYuan} name="price" type="number" min="0" step="0.01" required />
        <${Field} label=${words.pieces} name="stock" type="number" min="0" max="1000000000" required />
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.save}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
  `;
}
