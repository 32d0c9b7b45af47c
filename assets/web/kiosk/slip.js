// The slip: what was bought, whether it is paid, and the pick-up voucher with its codes.

import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";
import { service } from "/web/lib/api.js";

const PAID = 2;

/** Everything that stands on the slip of an order. */
async function readSlip({ id, session }) {
  const [{ orders }, { evouchers }] = await Promise.all([
    service("order_gets", { orderid: id }, session),
    service("evoucher_gets", { orderid: id }, session),
  ]);
  return { order: orders[0], voucher: evouchers.find((voucher) => voucher.orderid === id) };
}

/** The last screen; also what the printer gets. */
export function Slip({ words, shop, order, start }) {
  const [slip, setSlip] = useState(null);
  useEffect(() => {
    readSlip(order).then(setSlip);
  }, []);
  if (!slip) return html`<p class="notice">${words.ordering}</p>`;
  const paid = slip.order.pay_status === PAID;
  const next = slip.voucher ? (paid ? words.toPickUp : words.toCounter) : paid ? words.ready : words.toCounter;
  return html`
    <section class="slip card">
      <h2>${paid ? words.paid : words.done}</h2>
      <p class="next">${next}</p>
      ${slip.voucher &&
      html`<p>${words.voucher} <strong class="serial">${slip.voucher.evoucher_sn}</strong></p>
        <img class="voucher" src=${`/${slip.voucher.image}`} alt=${words.voucher} width="540" height="340" />`}
      <p>${words.orderNo} <strong>${slip.order.id}</strong> · ${slip.order.createtime}</p>
      <ul class="slip-lines">
        ${slip.order.orderdetails.map((line) => {
          const product = shop.products.find((row) => row.id === line.productid);
          const days = line.effect_datetime ? `${line.effect_datetime.slice(0, 10)} – ${line.failure_datetime.slice(0, 10)}` : "";
          return html`<li>${product?.name} × ${line.quantity} <span class="quiet">${days}</span></li>`;
        })}
      </ul>
      <p>${words.price} <strong class="money">¥${Number(slip.order.payable_amount).toFixed(2)}</strong></p>
      <div class="actions no-print">
        <button onClick=${() => print()}>${words.print}</button>
        <button class="main-action" onClick=${start}>${words.finish}</button>
      </div>
    </section>
  `;
}
