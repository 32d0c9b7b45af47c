// Tickets at the counter: whose they are, who will come, and a list of those that nobody has collected.

import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

const zh = {
  caption: "门票",
  list: "待交门票",
  next: { deal: "下一步：把门票交给顾客，然后确认交票。" },
  cashDone: (money) => `已收 ${symbol()}${money}，门票已交付。`,
  deal: "确认交票",
  dealAnyway: "仍然交票",
  dealt: "门票已交付。",
  dealHint: "票款已付，请核对订单号和人数后交票。",
  dealOnAccount: (agency) => `${agency}的订单尚未付款。挂账取票时不收款，直接交票。`,
  dealSure: "没有收款，票款记在旅行社账上。确定交票吗？",
  visitors: (count) => `游客 ${count} 人`,
  cashHandsOver: "收款后门票即视为已交给顾客。",
};

const en = {
  caption: "Tickets",
  list: "Tickets to hand over",
  next: { deal: "Next: hand the tickets over, then confirm it." },
  cashDone: (money) => `${symbol()}${money} taken, the tickets are handed over.`,
  deal: "Tickets handed over",
  dealAnyway: "Hand them over all the same",
  dealt: "The tickets are handed over.",
  dealHint: "The tickets are paid. Compare number and people, then hand them over.",
  dealOnAccount: (agency) => `${agency} has not paid. On its account the tickets leave without money.`,
  dealSure: "No money is taken; the agency owes it. Hand the tickets over?",
  visitors: (count) => `${count} ${count === 1 ? "visitor" : "visitors"}`,
  cashHandsOver: "With the money the tickets are handed over.",
};

/** Who will come, as the server lets this account see them. */
function Visitors({ words, order }) {
  const visitors = order.tickets?.visitors ?? [];
  if (visitors.length === 0) return null;
  return html`
    <section class="visitors">
      <h3>${words.visitors(visitors.length)}</h3>
      <ul>
        ${visitors.map(
          ({ name, document }, place) => html`
            <li key=${place}><span lang="zh-CN">${name}</span> <span class="quiet">${document}</span></li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = {
  words: { zh, en },
  list: "tickets",
  orderedBy: (order) => order.tickets?.agency,
  Parts: Visitors,
};
