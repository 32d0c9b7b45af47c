// The slip: what was bought, whether it is paid, and the code to show for it; also what the printer gets.

import { tradeOf } from "/web/kiosk/channel-of.js";
import { refusalText } from "/web/kiosk/words.js";
import { watchPaper } from "/web/lib/paper.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const SHORT = 12;

/** The last screen. */
export function Slip({ language, words, shop, order, start }) {
  const [slip, setSlip] = useState(null);
  const [trouble, setTrouble] = useState(null);
  useEffect(() => {
    const show = { language, words, shop };
    tradeOf(order)
      .slip(order, show)
      .then(setSlip, (refusal) => setTrouble(refusalText(words, refusal)));
  }, [language]);
  useEffect(() => watchPaper(".slip"), []);
  if (trouble) {
    return html`<section class="slip card">
      <p class="trouble" role="alert">${trouble}</p>
      ${order.id && html`<p>${words.orderNo}<${Serial} text=${String(order.number ?? order.id)} /></p>`}
      <div class="actions no-print"><button class="main-action" onClick=${start}>${words.finish}</button></div>
    </section>`;
  }
  if (!slip) return html`<p class="notice">${words.ordering}</p>`;
  // A kiosk that is called by where it stands says it once.
  const place = shop.place?.name === shop.outlet ? undefined : shop.place?.name;
  const codes = slip.codes.length > 0 ? slip.codes : [{ text: String(slip.number) }];
  return html`
    <section class="slip card">
      <p class="place" lang="zh-CN">${shop.outlet}${place && ` · ${place}`}</p>
      ${shop.heading && html`<p class="quiet">${shop.heading}</p>`}
      <h2>${slip.paid ? words.paid : words.done}</h2>
      <p class="next">${slip.paid ? slip.next : (slip.toPay ?? words.toCounter)}</p>
      ${slip.Parts && html`<${slip.Parts} ...${{ words, order }} />`}
      ${(slip.Parts && slip.codes.length === 0 ? [] : codes).map((code) => html`<${Code} words=${words} ...${code} />`)}
      <p>${words.orderNo}<${Serial} text=${String(slip.number)} /></p>
      <ul class="slip-lines">
        ${slip.lines.map(
          ({ caption, facts, zh }) => html`<li>
            <span>${caption}</span>
            <span class="quiet" lang=${zh ? "zh-CN" : undefined}>${facts}</span>
          </li>`,
        )}
      </ul>
      <p class="total">${words.price} <strong class="money">${symbol()}${slip.total}</strong></p>
      ${
        slip.image &&
        html`
          <img
            class="voucher no-print"
            src=${`/${slip.image}${language === "en" ? "?language=en" : ""}`}
            alt=${words.voucher}
            width="540"
            height="340"
          />
        `
      }
      <p class="quiet">
        ${slip.time}
        ${slip.time && shop.place && html`<br />`}
        ${shop.place && html`<span lang="zh-CN">${shop.place.address}</span>`}
      </p>
      ${shop.note && html`<p class="quiet">${shop.note}</p>`}
      <div class="actions no-print">
        <button onClick=${() => print()}>${words.print}</button>
        <button class="main-action" onClick=${start}>${words.finish}</button>
      </div>
    </section>
  `;
}

/** A number to read out; a long one is written smaller, so that it stays in one line on a phone and on the paper. */
const Serial = ({ text }) => html`<strong class=${text.length > SHORT ? "serial long" : "serial"}>${text}</strong>`;

function Code({ words, caption, text }) {
  return html`
    <img class="slip-code" src=${`/api/pages/qr?text=${text}`} alt=${words.codeOf(text)} width="240" height="240" />
    ${caption && html`<p>${caption}<${Serial} text=${text} /></p>`}
  `;
}
