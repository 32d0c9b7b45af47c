// Lists of orders beside the desk: what waits today, what a search found, and the check codes to read out.

import { captionOf, channels, wordsFor } from "/web/counter/channel-of.js";
import { stateText } from "/web/counter/words.js";
import { symbol } from "/web/lib/symbol.js";
import { saidIn } from "/web/lib/texts.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** The next or previous row from where the focus is; from outside of the lists the first or last one. */
export function stepThroughRows(step) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll(".lists .row");
  const rows = [...found];
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[next]?.focus();
  return Boolean(rows[next]);
}

/**
 * What waits, paid things first: to be picked up, the lists of single channels, to be sent; then what is to be paid,
 * refunds, and the codes. The arrow keys go through all rows.
 */
export function Today({ words, today, turn, open, order }) {
  if (!today) return html`<div class="placeholder" aria-busy="true"></div>`;
  const shared = { words, open, order, day: today.today };
  const list = (name, title) => html`
    <${List}
      key=${name}
      title=${title}
      rows=${today[name]}
      total=${today.totals[name]}
      pager=${{ page: today.pages[name] ?? 0, size: today.page_size, turn: (page) => turn(name, page) }}
      ...${shared}
    />
  `;
  const own = channels.filter((channel) => channel.list);
  return html`
    ${list("pick_ups", words.pickUps)}
    ${own.map((channel) => list(channel.list, wordsFor(words, channel).list))}
    ${list("shipments", words.shipments)} ${list("to_pay", words.toPay)} ${list("refunds", words.refundsWaiting)}
    ${
      today.unmatched.length > 0 &&
      html`<${Unmatched} ...${{ words, rows: today.unmatched, total: today.totals.unmatched }} />`
    }
    <section>
      <h2>${words.codes}</h2>
      ${
        today.codes.length === 0
          ? html`<p class="quiet none">${words.noCodes}</p>`
          : html`
            <ul class="codes">
              ${today.codes.map(
                (it) => html`
                  <li key=${it.at + it.target + it.code}><span>${it.target}</span><strong>${it.code}</strong></li>
                `,
              )}
            </ul>
          `
      }
    </section>
  `;
}

/** Money that fits no order, for who may settle it in the back office. */
function Unmatched({ words, rows, total }) {
  return html`
    <section>
      <h2>${words.unmatched} <span class="count">${total}</span></h2>
      <p class="quiet">${words.unmatchedHint} <a href="/admin">${words.backOffice}</a></p>
      <ul class="codes">
        ${rows.map(
          (it) => html`
            <li key=${it.id}>
              <span>${words.ways[it.way] ?? it.name} ${it.tradeno}</span>
              <strong>${it.went_back ? "−" : ""}${symbol()}${it.amount}</strong>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** A page of a list; `total` says how many rows there are on all of them. */
export function List({ words, title, rows, total, pager, open, order, day }) {
  return html`
    <section aria-label=${title}>
      <h2>${title} <span class="count">${total}</span></h2>
      ${
        rows.length === 0
          ? html`<p class="quiet none">${words.none}</p>`
          : html`
            <ul class="rows">
              ${rows.map(
                (row) => html`
                  <li key=${row.refund?.id ?? row.id}>
                    <${Row} ...${{ words, row, open, day }} isOpen=${order?.id === row.id} />
                  </li>
                `,
              )}
            </ul>
          `
      }
      ${pager && total > pager.size && html`<${Pages} ...${{ words, title, total, pager }} />`}
    </section>
  `;
}

/** The way through a long list. */
function Pages({ words, title, total, pager }) {
  const last = Math.ceil(total / pager.size) - 1;
  const page = Math.min(pager.page, last);
  const from = page * pager.size + 1;
  return html`
    <nav class="pages" aria-label=${words.pagesOf(title)}>
      <button type="button" disabled=${page === 0} onClick=${() => pager.turn(page - 1)}>${words.before}</button>
      <span class="quiet">${words.rowsOf(from, Math.min(total, from + pager.size - 1), total)}</span>
      <button type="button" disabled=${page === last} onClick=${() => pager.turn(page + 1)}>${words.after}</button>
    </nav>
  `;
}

function Row({ words, row, open, day, isOpen }) {
  const goods = (row.lines ?? []).map((line) => `${saidIn(words.language, line.title)} × ${line.quantity}`).join("、");
  const pickUpDay = row.obtain_at?.slice(0, 10);
  const isDue = Boolean(day && pickUpDay && pickUpDay <= day);
  const when = isDue && pickUpDay === day ? words.dueToday(row.obtain_at) : row.obtain_at?.slice(0, 16);
  const caption = captionOf(words, row.channel);
  const isUnpaid = row.state === "unpaid" || row.state === "paying";
  return html`
    <button class="row" type="button" aria-current=${isOpen ? "true" : null} onClick=${() => open(row.id)}>
      <span class="row-head">
        <strong>${row.phone ?? row.agency ?? words.noPhone}</strong>
        <span class=${isUnpaid ? "money" : ""}>${symbol()}${row.refund?.money ?? row.due}</span>
      </span>
      <span class="row-goods" lang="zh-CN">${goods}</span>
      <span class="row-foot quiet">
        <span>${words.number(row.number)}</span>
        <span>${row.refund ? words.refundWaitsFor(row.refund) : stateText(words, row)}</span>
        ${caption && html`<span>${caption}</span>`}
        ${when && html`<span class=${isDue ? "due-today" : ""}>${when}</span>`}
      </span>
    </button>
  `;
}
