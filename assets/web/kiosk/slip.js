// The slip: what was bought, whether it is paid, and the pick-up number with its code; also what the printer gets.

import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";
import { service } from "/web/lib/api.js";
import { fenOf, moneyText } from "/web/lib/money.js";
import { areaCaption, productCaption, refusalText } from "/web/kiosk/words.js";

const PAID = 2; // pay_status

/** Everything that stands on the slip of an order. */
async function readSlip({ id, session }) {
  const [{ orders }, { evouchers }] = await Promise.all([
    service("order_gets", { orderid: id }, session),
    service("evoucher_gets", { orderid: id }, session),
  ]);
  return { order: orders[0], voucher: evouchers.find((voucher) => voucher.orderid === id) };
}

/** What the traveller does next. */
function nextOf(words, paid, voucher) {
  if (!paid) return words.toCounter;
  return voucher ? words.toPickUp : words.ready;
}

/** The last screen. */
export function Slip({ language, words, shop, order, start }) {
  const [slip, setSlip] = useState(null);
  const [trouble, setTrouble] = useState(null);
  useEffect(() => {
    readSlip(order).then(setSlip, (refusal) => setTrouble(refusalText(words, refusal)));
  }, []);
  if (trouble) return html`<p class="trouble" role="alert">${trouble}</p>`;
  if (!slip) return html`<p class="notice">${words.ordering}</p>`;
  const paid = slip.order.pay_status === PAID;
  const code = slip.voucher ? String(slip.voucher.evoucher_sn) : String(slip.order.id);
  return html`
    <section class="slip card">
      <p class="place" lang="zh-CN">${shop.outlet}${shop.place && ` · ${shop.place.name}`}</p>
      <h2>${paid ? words.paid : words.done}</h2>
      <p class="next">${nextOf(words, paid, slip.voucher)}</p>
      <img class="slip-code" src=${`/api/pages/qr?text=${code}`} alt=${words.codeOf(code)} width="240" height="240" />
      ${slip.voucher && html`<p>${words.voucher}<strong class="serial">${slip.voucher.evoucher_sn}</strong></p>`}
      <p>${words.orderNo}<strong class="serial">${slip.order.id}</strong></p>
      <ul class="slip-lines">
        ${slip.order.orderdetails.map((line) => html`<${Line} ...${{ language, words, shop, line }} />`)}
      </ul>
      <p class="total">${words.price} <strong class="money">¥${moneyText(fenOf(slip.order.payable_amount))}</strong></p>
      ${slip.voucher &&
      html`<img class="voucher no-print" src=${`/${slip.voucher.image}`} alt=${words.voucher} width="540" height="340" />`}
      <p class="quiet">${slip.order.createtime}${shop.place && html`<br /><span lang="zh-CN">${shop.place.address}</span>`}</p>
      <div class="actions no-print">
        <button onClick=${() => print()}>${words.print}</button>
        <button class="main-action" onClick=${start}>${words.finish}</button>
      </div>
    </section>
  `;
}

function Line({ language, words, shop, line }) {
  const product = shop.products.find((row) => row.id === line.productid);
  const facts = [
    line.areaname && areaCaption(language, line.areaname),
    line.effect_datetime && `${line.effect_datetime.slice(0, 10)} – ${line.failure_datetime.slice(0, 10)}`,
    line.call_duration && words.minutesOf(line.call_duration),
  ];
  return html`<li>
    <span>${product ? productCaption(language, product) : line.productid} × ${line.quantity}</span>
    <span class="quiet">${facts.filter(Boolean).join(" · ")}</span>
  </li>`;
}
