// Tour packages at the kiosk: how they look on their shelf, and how they are ordered and paid. The travellers are
// written down first, each once; the order carries a number made here, so that sending it again is the same order.

import { tour } from "/web/channels/tours/pages/api.js";
import { TourProduct } from "/web/channels/tours/pages/kiosk-tour.js";
import { belowTour, partCaption, words as texts, tourCaption } from "/web/channels/tours/pages/kiosk-words.js";
import { Travellers } from "/web/channels/tours/pages/travellers.js";
import { PAYMENT } from "/web/lib/constants.js";

const IDENTITY_CARD = 1; // cert_type

const detail = (order) => tour("order_detail", { order_id: order.id }, order.session);

/** The chosen parts as the tour shop wants them. */
function partsOf({ date, flight, hotel, nights, rooms, extras }) {
  const lists = { scenerys: [], insurances: [], cars: [], others: [] };
  for (const { list, key, count } of extras) lists[list].push({ ...key, date, num: String(count) });
  return {
    hotels: JSON.stringify([{ ...hotel.key, date, night_num: String(nights), num: String(rooms) }]),
    planes: JSON.stringify({ combo_id: flight.combo, goods_price_max: flight.price }),
    ...Object.fromEntries(Object.entries(lists).map(([name, items]) => [name, JSON.stringify(items)])),
  };
}

/** @type {import("/types/channels.d.ts").Trade} */
const trade = {
  /** Who travels is asked before the phone number. */
  form: (order) => (order.travellers ? null : Travellers),
  /** One step back from the phone number: the travellers keep what they typed. */
  back: (order) => (order.travellers ? { ...order, travellers: undefined } : null),

  codeOf: "alipay", // whose app scans the code

  async place(order, _shop, step) {
    const { choice, travellers } = order;
    const contacts = [...(order.contacts ?? [])];
    for (const { name, card } of travellers.slice(contacts.length)) {
      const certs = JSON.stringify([{ cert_type: IDENTITY_CARD, cert_no: card }]);
      const { pid } = await tour("contact_set", { name, certs }, order.session);
      contacts.push(pid);
      step({ contacts: [...contacts] });
    }
    const wish = {
      client_order_no: order.ref,
      product_id: choice.id,
      date: choice.date,
      adult_num: choice.adults,
      child_num: choice.children,
      sum_money: choice.total,
      ...partsOf(choice),
      receiver: travellers[0].name,
      mobile: order.phone,
      email: order.email,
      contact_ids: contacts.join(","),
    };
    const made = await tour("order_submit", wish, order.session);
    step({ id: made.order_id, payUrl: made.pay_url });
  },

  async state(order) {
    const found = await detail(order);
    return { due: found.pay_money, paid: Number(found.pay_status) === PAYMENT.PAID };
  },

  payByCode: async (order) => order.payUrl,
  payAtCounter: async () => {}, // The counter finds the order by its number.
  cancel: (order) => tour("order_cancel", { order_id: order.id }, order.session),

  async slip(order, { language, words, shop }) {
    const found = await detail(order);
    const party = words.party(Number(found.adult_num), Number(found.child_num));
    const goods = found.goods.map((row) => ({
      caption: words.partOf(partCaption(language, row.goods_name), row.num, row.night_num),
      facts: row.date,
    }));
    return {
      paid: Number(found.pay_status) === PAYMENT.PAID,
      number: found.order_sn, // the counter knows no other
      time: found.ctime,
      total: found.pay_money,
      next: words.toTravel(found.date),
      toPay: words.toPayWithin(shop.holdMinutes),
      codes: [],
      lines: [{ caption: tourCaption(language, order.choice), facts: `${found.date} · ${party}` }, ...goods],
    };
  },
};

/** @type {import("/types/channels.d.ts").KioskChannel} */
export const channel = {
  words: texts,
  shelf: {
    name: "tours",
    screen: "tour",
    caption: tourCaption,
    subname: belowTour,
    picture: (row) => `/${row.image}`,
    before: (words) => words.from,
    after: (words) => words.fromAfter,
  },
  screens: { tour: TourProduct },
  trade,
};
