// One order at a glance, and what may be done with it now. The server says what makes sense in the order's state.

import { Cancel, Card, Complete, Ship } from "/web/counter/actions.js";
import { Cash } from "/web/counter/cash.js";
import { ChangeDue, Void } from "/web/counter/change.js";
import { captionOf, channelOf, wordsFor } from "/web/counter/channel-of.js";
import { Deal } from "/web/counter/deal.js";
import { useKeys } from "/web/counter/hooks.js";
import { Notes } from "/web/counter/notes.js";
import { Receipt } from "/web/counter/receipt.js";
import { Decide, goesBack, Refund, Refunds } from "/web/counter/refund.js";
import { stateText } from "/web/counter/words.js";
import { REFUND } from "/web/lib/constants.js";
import { symbol } from "/web/lib/symbol.js";
import { saidIn } from "/web/lib/texts.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** @typedef {import("/types/answers.d.ts").DeskOrder} DeskOrder */

const PANELS = {
  cash: Cash,
  deal: Deal,
  card: Card,
  complete: Complete,
  ship: Ship,
  decide: Decide,
  void: Void,
  refund: Refund,
  cancel: Cancel,
};

export function OrderView({ words: pageWords, session, outlet, order, change, ...hands }) {
  const { ask, act, busy, leave, again, printing, printReceipt } = hands;
  const channel = channelOf(order.channel);
  const words = wordsFor(pageWords, channel);
  const caption = captionOf(pageWords, order.channel);
  const [pressed, setPressed] = useState({ name: null, count: 0 });
  const press = (name) => setPressed((before) => ({ name, count: before.count + 1 }));
  const isPaid = order.paid !== null;
  useKeys({
    F4: () => press("cash"),
    F8: () => press(order.actions.includes("deal") ? "deal" : "complete"),
    F9: () => isPaid && printReceipt(),
  });
  const [next] = order.actions;
  const waits = order.refunds.some((it) => it.status === REFUND.OPEN)
    ? words.refundWaits
    : goesBack(order)
      ? words.refundOnItsWay
      : nothingToDo(words, order);
  return html`
    <article class="card order" aria-label=${words.number(order.number)}>
      <header class="order-head">
        <h2>${words.number(order.number)}</h2>
        <span class=${`badge state-${order.state}`}>${stateText(words, order)}</span>
        ${
          caption &&
          html`
            <span class="badge">${caption}</span>
          `
        }
        <div class="leave">
          ${isPaid && html`<button type="button" onClick=${printReceipt}>${words.printReceipt} <kbd>F9</kbd></button>`}
          <button type="button" onClick=${leave}>${words.close} <kbd>Esc</kbd></button>
        </div>
      </header>
      ${change && html`<${ChangeDue} ...${{ words, change }} />`}
      <p class="next-step" role="status">${words.next?.[next] ?? words.nextStep[next] ?? waits ?? ""}</p>
      <div class="panels">
        ${order.actions.map((name) => {
          const Panel = PANELS[name];
          const keyed = pressed.name === name ? pressed.count : 0;
          const given = { words, channel, order, ask, act, busy, keyed };
          return html`<${Panel} key=${name} ...${given} isNext=${name === next} />`;
        })}
      </div>
      <${Facts} ...${{ words, channel, order }} />
      <${Lines} ...${{ words, order }} />
      <${Notes} ...${{ words, order, act, busy }} />
      ${channel.Parts && html`<${channel.Parts} ...${{ words, order, session, again }} goesBack=${goesBack(order)} />`}
      ${order.refunds.length > 0 && html`<${Refunds} ...${{ words, order }} />`}
      ${isPaid && html`<${Receipt} ...${{ words, channel, order, outlet, printing }} clerk=${session.username} />`}
    </article>
  `;
}

/**
 * Why nothing is left to do.
 * @param {Record<string, any>} words
 * @param {DeskOrder} order
 */
function nothingToDo(words, order) {
  const byItself = order.state === "paid" || order.state === "received" ? words.whenPaid : null;
  return byItself ?? words.nothingToDo[order.state];
}

/** @param {{ words: any, channel: import("/web/counter/channel-of.js").CounterChannel, order: DeskOrder }} given */
function Facts({ words, channel, order }) {
  const isDue = order.actions.includes("cash");
  const facts = [
    [words.customer, order.phones.join(" · ") || channel.orderedBy?.(order) || words.noPhone],
    [isDue ? words.due : words.total, html`<span class=${isDue ? "money" : ""}>${symbol()}${order.due}</span>`],
    ...(Number(order.tax) > 0 ? [[words.taxOnTop, `${symbol()}${order.tax}`]] : []),
    [
      words.paid,
      order.paid === null
        ? "–"
        : `${symbol()}${order.paid} · ${words.ways[order.pay_way] ?? ""} · ${order.paid_at.slice(0, 16)}`,
    ],
    ...(order.payment?.tendered
      ? [[words.tendered, words.tenderedOf(order.payment.tendered, order.payment.change, order.payment.by)]]
      : []),
    ...(channel.facts?.(words, order) ?? []),
    [words.created, order.created.slice(0, 16)],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** @param {{ words: any, order: DeskOrder }} given */
function Lines({ words, order }) {
  return html`
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">${words.goods}</th>
          <th scope="col">${words.pieces}</th>
          <th scope="col">${words.price}</th>
        </tr>
      </thead>
      <tbody>
        ${order.lines.map((line) => html`<${Line} key=${line.id} ...${{ words, line }} />`)}
      </tbody>
    </table>
  `;
}

/** @param {{ words: any, line: import("/types/answers.d.ts").DeskLine }} given */
function Line({ words, line }) {
  const title = saidIn(words.language, line.title);
  const days = line.from && (line.from === line.until ? line.from : `${line.from} – ${line.until ?? ""}`);
  const about = [
    line.area && saidIn(words.language, line.area),
    days,
    line.minutes && words.minutes(line.minutes),
    line.phone,
    line.refunded && words.refundedLine,
  ];
  return html`
    <tr>
      <td>
        <strong lang=${title === line.title ? "zh-CN" : words.language}>${title}</strong>
        <span class="quiet" lang="zh-CN">${about.filter(Boolean).join(" · ")}</span>
        ${line.cards.map((iccid) => html`<span class="given" key=${iccid}>✓ ${words.card} ${iccid}</span>`)}
      </td>
      <td>${line.quantity}</td>
      <td class="money">${symbol()}${line.price}</td>
    </tr>
  `;
}
