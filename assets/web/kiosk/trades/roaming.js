// How cards, data, minutes and numbers are ordered, paid and handed over. Every function may be called again after a
// restart.

import { areaCaption, productCaption } from "/web/kiosk/words.js";
import { page, service } from "/web/lib/api.js";
import { PAY_WAY, PAYMENT, PRODUCT } from "/web/lib/constants.js";
import { fenOf, moneyText } from "/web/lib/money.js";

/** Whether an order line is something that is handed over at the counter. */
function isHandedOver(shop, productid) {
  const product = shop.products.find((row) => row.id === productid);
  const parts = product?.packages.map((part) => shop.products.find((row) => row.id === part.productid)) ?? [];
  return [product, ...parts].some((row) => row?.typeid === PRODUCT.CARD);
}

const read = (order) => service("order_gets", { orderid: order.id }, order.session).then(({ orders }) => orders[0]);
const pay = (order, payid) => service("order_paying", { orderid: order.id, payid }, order.session);

export const roaming = {
  codeOf: "wechat", // whose app scans the code

  /** Goes on with an order where it stopped; `step` keeps what was reached. */
  async place(order, shop, step) {
    const cartids = [...(order.cartids ?? [])];
    for (const line of order.lines.slice(cartids.length)) {
      const { cart } = await service("cart_set", line.params, order.session);
      cartids.push(cart.id);
      step({ cartids: [...cartids] });
    }
    const submit = { cartids: cartids.join(","), client_ref: order.ref };
    const id = order.id ?? (await service("order_submit", submit, order.session)).order.id;
    step({ id });
    if (order.lines.some((line) => isHandedOver(shop, line.id))) {
      const { now } = await page("today");
      const pickUp = { orderid: id, obtainvoucher: "true", outletid: shop.here, obtaintime: now };
      await service("order_shipping", pickUp, order.session);
    }
  },

  /** What is due, and whether it was paid. */
  async state(order) {
    const found = await read(order);
    const due = fenOf(found.payable_amount) + fenOf(found.shipping_fee) - fenOf(found.voucher_amount);
    return { due: moneyText(due), paid: found.pay_status === PAYMENT.PAID };
  },

  /** The address that the traveller's phone opens to pay. */
  payByCode: async (order) => JSON.parse((await pay(order, PAY_WAY.WECHAT)).payparams).sandbox_url,
  payAtCounter: (order) => pay(order, PAY_WAY.COUNTER),
  cancel: (order) => service("order_cancel", { orderid: order.id }, order.session),

  /** What stands on the slip. */
  async slip(order, { language, words, shop }) {
    const [found, { evouchers }] = await Promise.all([
      read(order),
      service("evoucher_gets", { orderid: order.id }, order.session),
    ]);
    const voucher = evouchers.find((row) => row.orderid === order.id);
    return {
      paid: found.pay_status === PAYMENT.PAID,
      number: found.id,
      time: found.createtime,
      total: moneyText(fenOf(found.payable_amount)),
      next: voucher ? words.toPickUp : words.ready,
      codes: voucher ? [{ caption: words.voucher, text: String(voucher.evoucher_sn) }] : [],
      image: voucher?.image,
      lines: found.orderdetails.map((line) => lineOf(line, { language, words, shop })),
    };
  },
};

function lineOf(line, { language, words, shop }) {
  const product = shop.products.find((row) => row.id === line.productid);
  const facts = [
    line.areaname && areaCaption(language, line.areaname),
    line.effect_datetime && `${line.effect_datetime.slice(0, 10)} – ${line.failure_datetime.slice(0, 10)}`,
    line.call_duration && words.minutesOf(line.call_duration),
  ];
  const caption = product ? productCaption(language, product) : line.productid;
  return { caption: `${caption} × ${line.quantity}`, facts: facts.filter(Boolean).join(" · ") };
}
