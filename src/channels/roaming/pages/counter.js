// The shop's orders at the counter: the usual ones, which are packed, picked up or sent, and go back line by line.

import { Esims, PrintedEsims } from "/web/channels/roaming/pages/counter-esim.js";
import { words as texts } from "/web/channels/roaming/pages/counter-words.js";

/**
 * @param {Record<string, any>} words
 * @param {import("/types/answers.d.ts").DeskOrder} order
 */
function deliveryText(words, order) {
  if (order.delivery === "pick-up")
    return [words.pickUp, order.outlet, order.obtain_at?.slice(0, 16)].filter(Boolean).join(" · ");
  if (order.delivery !== "courier") return words.noDelivery;
  const sent = order.waybill ? words.waybillIs(order.waybill) : null;
  return [order.carrier, order.address, sent].filter(Boolean).join(" · ");
}

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = {
  words: texts,
  isUsual: true,
  Parts: Esims,
  ReceiptParts: PrintedEsims,
  goesBackByLines: true,
  facts: (words, order) => [
    [words.delivery, deliveryText(words, order)],
    [words.voucher, order.voucher ? `${order.voucher.serial} · ${words.voucherStates[order.voucher.state]}` : "–"],
  ],
};
