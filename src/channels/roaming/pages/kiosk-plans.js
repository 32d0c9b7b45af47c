// One destination: the plans that are good there, side by side, with all that tells them apart.

import { Flag } from "/web/channels/roaming/pages/kiosk-destinations.js";
import { PriceTag } from "/web/channels/roaming/pages/kiosk-shelf.js";
import { destinationName, planText, productCaption } from "/web/channels/roaming/pages/kiosk-words.js";
import { Gone } from "/web/kiosk/dialog.js";
import { PRODUCT } from "/web/lib/constants.js";
import { html } from "/web/vendor/preact-htm.module.js";

const MB_OF_GB = 1000;

/** An amount of data as people say it: 1.5 GB, 500 MB. */
function amountOf({ amount, unit }) {
  if (unit === "MB" && amount >= MB_OF_GB) return `${amount / MB_OF_GB} GB`;
  return `${amount} ${unit}`;
}

/** What a plan brings: captions and facts, those that are known. */
export function factsOf(language, words, { product, plan, price, through = "" }) {
  const facts = [];
  if (plan?.days) facts.push([words.planDays, words.daysOf(plan.days)]);
  else if (price?.unit === "day") facts.push([words.planDays, words.daysOfChoice]);
  else if (price?.unit === "period") facts.push([words.planDays, words.daysOf(price.days)]);
  if (plan?.per === "unlimited") facts.push([words.planData, words.unlimited]);
  else if (plan?.amount) facts.push([words.planData, words.dataOf(amountOf(plan), plan.per === "day")]);
  if (plan?.speed) facts.push([words.planSpeed, planText(language, "speed", plan)]);
  if (plan?.network) facts.push([words.planNetwork, planText(language, "network", plan)]);
  if (plan?.start_within) facts.push([words.planStart, words.startWithin(plan.start_within)]);
  if (through) facts.push([words.planReach, through]);
  if (product.typeid === PRODUCT.ESIM) facts.push([words.planKind, "eSIM"]);
  return facts;
}

/** Facts side by side, each below its caption. */
export const PlanFacts = ({ facts }) => html`
  <span class="plan-facts">
    ${facts.map(
      ([caption, fact]) => html`
        <span class="plan-fact"><span class="quiet">${caption}</span> <strong>${fact}</strong></span>
      `,
    )}
  </span>
`;

/** The screen of a destination. */
export function Destination(props) {
  const { id, language, words, shop, go } = props;
  const place = shop?.places.find((it) => it.id === id);
  if (!place) return html`<${Gone} ...${props} shelf="destinations" />`;
  const name = destinationName(language, place);
  const countries = place.countries.map((it) => shop.places.find((other) => other.id === it)).filter(Boolean);
  return html`
    <div class="place-head">
      <button onClick=${() => go({ name: "home", shelf: "destinations" })}>${words.back}</button>
      <${Flag} place=${place} name=${name} />
      <h2>${name}</h2>
    </div>
    ${
      countries.length > 0 &&
      html`<p class="quiet">
      ${words.goodIn(countries.map((it) => destinationName(language, it)))}
    </p>`
    }
    <ul class="plans">
      ${place.sold.map((sold) => html`<${PlanCard} key=${sold.product} ...${{ ...props, place, sold }} />`)}
    </ul>
  `;
}

function PlanCard({ language, words, shop, place, sold, go }) {
  const product = shop.products.find((it) => it.id === sold.product);
  const region = sold.through && shop.places.find((it) => it.id === sold.through);
  const price = shop.prices[product.id];
  const isGone = shop.soldOut.has(product.id);
  const facts = factsOf(language, words, {
    product,
    plan: shop.plans[product.id],
    price,
    through: region && destinationName(language, region),
  });
  const choose = () => go({ name: "product", id: product.id, area: sold.area, place: place.id });
  return html`
    <li class="card plan">
      <button class="plan-whole" disabled=${isGone} onClick=${choose}>
        <span class="name">${productCaption(language, product)}</span>
        <${PlanFacts} facts=${facts} />
        <span class="plan-price">
          ${
            isGone
              ? html`<span class="badge">${words.soldOut}</span>`
              : html`<${PriceTag} words=${words} product=${product} price=${price} />`
          }
        </span>
      </button>
    </li>
  `;
}
