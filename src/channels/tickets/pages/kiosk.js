// Tickets at the kiosk: how they look on their shelf, and how they are ordered, paid and handed over. The order
// carries a name made here, so that sending it again is the same order; the counter finds it by the number that the
// slip shows as a code, and hands the tickets over.

import { TicketProduct } from "/web/channels/tickets/pages/kiosk-ticket.js";
import { words as texts, ticketCaption, ticketPicture } from "/web/channels/tickets/pages/kiosk-words.js";
import { page } from "/web/lib/api.js";
import { PAY_WAY } from "/web/lib/constants.js";
import { symbol } from "/web/lib/symbol.js";

/** A call for an order that is there. */
const ask = (call, order, params) => page(`tickets/${call}`, { orderid: order.id, ...params }, order.session.sessionid);
const read = (order) =>
  page(`tickets/order/state?orderid=${order.id}`, null, order.session.sessionid).then((answer) => answer.order);

/** @type {import("/types/channels.d.ts").Trade} */
const trade = {
  codeOf: "wechat", // whose app scans the code

  async place(order, _shop, step) {
    const lines = order.choice.lines.map(({ id, quantity }) => ({ productid: id, quantity }));
    const wish = { client_ref: order.ref, lines: JSON.stringify(lines), phone: order.phone };
    const made = await page("tickets/order", wish, order.session.sessionid);
    step({ id: made.order.id });
  },

  async state(order) {
    const { due, paid } = await read(order);
    return { due, paid };
  },

  payByCode: async (order) => (await ask("pay", order, { payid: PAY_WAY.WECHAT })).pay_url,
  payAtCounter: (order) => ask("pay", order, { payid: PAY_WAY.COUNTER }),
  cancel: (order) => ask("cancel", order),

  async slip(order, { language, words }) {
    const found = await read(order);
    return {
      paid: found.paid,
      number: found.number,
      time: found.created,
      total: found.due,
      next: words.toTickets,
      toPay: words.toPayTickets,
      codes: [],
      lines: found.lines.map((line) => ({
        caption: `${ticketCaption(language, line)} × ${line.quantity}`,
        facts: `${symbol()}${line.price} ${words.perTicket(line.unit)}`,
      })),
    };
  },
};

/** @type {import("/types/channels.d.ts").KioskChannel} */
export const channel = {
  words: texts,
  shelf: {
    name: "tickets",
    screen: "ticket",
    caption: ticketCaption,
    picture: ticketPicture,
    after: (words, row) => ` ${words.perTicket(row.unit)}`,
    badge: (words, row) => row.left !== null && words.leftToday(row.left),
  },
  screens: { ticket: TicketProduct },
  trade,
};
