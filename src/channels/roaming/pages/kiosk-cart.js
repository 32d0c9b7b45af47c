// The cart: what was chosen, what it costs, and the way on.

import { areaCaption, productCaption } from "/web/channels/roaming/pages/kiosk-words.js";
import { sumOf } from "/web/lib/money.js";
import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** What was chosen, in a few words. */
export function describe(language, words, { area, first, last, minutes }, params) {
  const parts = [];
  if (area) parts.push(areaCaption(language, area));
  if (params.effect_datetime) parts.push(first === last ? first : `${first} – ${last}`);
  if (params.call_duration) parts.push(`${words.minutes} ${minutes}`);
  return parts.join(" · ");
}

/** The screen of the cart. */
export function Cart({ language, words, shop, cart, setCart, setOrder, go }) {
  if (cart.length === 0) {
    return html`<p class="notice">${words.cartEmpty}</p>
      <p class="centred"><button class="main-action" onClick=${() => go({ name: "home" })}>${words.goOn}</button></p>`;
  }
  const checkout = () => {
    setOrder({ trade: "roaming", lines: cart });
    go({ name: "checkout" });
  };
  return html`
    <h2>${words.cart}</h2>
    <ul class="lines">
      ${cart.map((line) => {
        const product = shop?.products.find((row) => row.id === line.id);
        return html`
          <li class="card line" key=${line.name}>
            ${product && html`<img src=${`/${product.image}`} alt="" width="96" height="96" />`}
            <div>
              <strong>${product ? productCaption(language, product) : line.id} × ${line.quantity}</strong>
              <p class="quiet">${describe(language, words, line.choice, line.params)}</p>
            </div>
            <span class="money">${symbol()}${line.payable}</span>
            <button onClick=${() => setCart(cart.filter((other) => other !== line))}>${words.remove}</button>
          </li>
        `;
      })}
    </ul>
    <footer class="bar card">
      <button onClick=${() => go({ name: "home" })}>${words.goOn}</button>
      <p class="sum">
        ${words.price} <strong class="money">${symbol()}${sumOf(cart.map((line) => line.payable))}</strong>
      </p>
      <button class="main-action" onClick=${checkout}>${words.checkout}</button>
    </footer>
  `;
}
