// Cards, data, minutes and numbers at the kiosk: what is on sale, and how it is ordered, paid and handed over. Every
// function of the trade may be called again after a restart.

import { Cart } from "/web/channels/roaming/pages/kiosk-cart.js";
import { Destinations } from "/web/channels/roaming/pages/kiosk-destinations.js";
import { EsimCodes } from "/web/channels/roaming/pages/kiosk-esim.js";
import { Destination } from "/web/channels/roaming/pages/kiosk-plans.js";
import { Product } from "/web/channels/roaming/pages/kiosk-product.js";
import { Shelf } from "/web/channels/roaming/pages/kiosk-shelf.js";
import { areaCaption, productCaption, words as texts } from "/web/channels/roaming/pages/kiosk-words.js";
import { page, service } from "/web/lib/api.js";
import { PAY_WAY, PAYMENT, PRODUCT, STATE } from "/web/lib/constants.js";
import { fenOf, moneyText } from "/web/lib/money.js";

/** Whether an order line is something that is handed over at the counter. */
function isHandedOver(shop, productid) {
  const product = shop.products.find((row) => row.id === productid);
  const parts = product?.packages.map((part) => shop.products.find((row) => row.id === part.productid)) ?? [];
  return [product, ...parts].some((row) => [PRODUCT.CARD, PRODUCT.GOODS].includes(row?.typeid));
}

const read = (order) => service("order_gets", { orderid: order.id }, order.session).then(({ orders }) => orders[0]);
const pay = (order, payid) => service("order_paying", { orderid: order.id, payid }, order.session);

/** What is counted in pieces or codes. */
const COUNTED = [PRODUCT.CARD, PRODUCT.GOODS, PRODUCT.ESIM];

/** The products of which nothing is left, or of a part of which. */
function soldOutOf(products) {
  const byId = new Map(products.map((product) => [product.id, product]));
  const isGone = (product) => COUNTED.includes(product?.typeid) && product.stock_number <= 0;
  // A package is as many as its parts are: its own stock counts nothing.
  const parts = (product) => (product.is_package ? product.packages.map((it) => byId.get(it.productid)) : [product]);
  return new Set(products.filter((product) => parts(product).some(isGone)).map(({ id }) => id));
}

/** Where something that is on sale leads. */
function placesOf({ destinations }, onSale) {
  const known = new Set(onSale.map(({ id }) => id));
  const all = destinations.map((place) => ({ ...place, sold: place.sold.filter(({ product }) => known.has(product)) }));
  return all.filter(({ sold }) => sold.length > 0);
}

/** What is on sale, with today's prices, and where it leads. */
async function load() {
  const [{ products }, { prdcategorys }, { prices }, going] = await Promise.all([
    service("product_gets"),
    service("prdcategory_gets"),
    page("prices"),
    page("destinations"),
  ]);
  const rank = new Map(prdcategorys.map((category, index) => [category.id, index]));
  const rankOf = (product) => rank.get(product.categoryid) ?? rank.size;
  const places = new Map(prices.map((price) => [price.productid, price.sort]));
  const placeOf = (product) => places.get(product.id) ?? 0;
  const onSale = products
    .filter((product) => product.sale_state === STATE.PRODUCT_ON_SALE && !product.is_delete)
    .sort((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b) || a.id - b.id);
  return {
    products: onSale,
    soldOut: soldOutOf(products),
    places: placesOf(going, onSale),
    plans: Object.fromEntries(going.plans.map((plan) => [plan.product, plan])),
    categories: prdcategorys,
    prices: Object.fromEntries(prices.map((price) => [price.productid, price])),
  };
}

/** @type {import("/types/channels.d.ts").Trade} */
const trade = {
  /** Everything that is ordered here lies in the cart first. */
  beginning: () => ({ name: "cart" }),

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
    const paid = found.pay_status === PAYMENT.PAID;
    const esims = paid && found.orderdetails.some((line) => line.esims);
    return {
      paid,
      Parts: esims ? EsimCodes : null,
      number: found.id,
      time: found.createtime,
      total: moneyText(fenOf(found.payable_amount)),
      next: voucher ? words.toPickUp : esims ? words.esimNext : words.ready,
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

/** @type {import("/types/channels.d.ts").KioskChannel} */
export const channel = {
  words: texts,
  load,
  firstShelf: {
    name: "destinations",
    title: (own) => own.where,
    image: "/images/shop/destinations.svg",
    Show: Destinations,
    has: ({ places }) => places.length > 0,
  },
  shelf: { name: "roaming", Show: Shelf, has: ({ products }) => products.length > 0 },
  screens: { product: Product, cart: Cart, destination: Destination },
  trade,
};
