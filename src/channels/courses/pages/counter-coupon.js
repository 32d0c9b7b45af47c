// A course voucher: what it is worth, whether it can be redeemed here and now, and redeeming it once.

import { useKeys } from "/web/counter/hooks.js";
import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** Redeems a voucher once; a refusal brings it as it is now. */
const redeem =
  (words, { code }) =>
  async (ask) => {
    try {
      const { coupon } = await ask("redeem", { code });
      return { shown: coupon, done: words.redeemed(coupon) };
    } catch (refusal) {
      const coupon = refusal.detail?.coupon;
      if (!coupon) throw refusal;
      return { shown: coupon, trouble: words.couponWhy(coupon) };
    }
  };

export function Coupon({ words, shown: coupon, work, open, busy, leave }) {
  const isReady = coupon.state === "ready";
  const take = () => isReady && work(redeem(words, coupon));
  useKeys({ F8: take });
  const facts = [
    [words.school, coupon.school],
    [words.couponOffer, coupon.offer],
    [
      words.couponWorth,
      html`<span class="money">${symbol()}${coupon.worth}</span> · ${words.couponPaid(coupon.value)}`,
    ],
    [words.couponDays, `${coupon.from} – ${coupon.until}`],
    [words.customer, coupon.phones.join(" · ") || words.noPhone],
    [words.couponCode, coupon.code],
  ];
  return html`
    <article class="card order" aria-label=${words.couponTitle(coupon.course)}>
      <header class="order-head">
        <h2 lang="zh-CN">${coupon.course}</h2>
        <span class=${`badge coupon-${coupon.state}`}>${words.couponStates[coupon.state]}</span>
        <div class="leave"><button type="button" onClick=${leave}>${words.close} <kbd>Esc</kbd></button></div>
      </header>
      <p class=${isReady ? "next-step" : "why"}>${words.couponWhy(coupon)}</p>
      ${
        isReady &&
        html`
          <div class="panels">
            <div class="panel">
              <p>${words.redeemHint}</p>
              <button type="button" class="main-action" disabled=${busy} onClick=${take}>
                ${words.redeem} <kbd>F8</kbd>
              </button>
            </div>
          </div>
        `
      }
      <dl class="facts">
        ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
      <div>
        <button type="button" disabled=${busy} onClick=${() => open(coupon.orderid)}>
          ${words.couponOrder(coupon.number)}
        </button>
      </div>
    </article>
  `;
}
