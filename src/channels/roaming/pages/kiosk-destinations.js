// "Where are you going?": the destinations that something is sold for, found by name in either language, by pinyin or
// by its first letters.

import { destinationName } from "/web/channels/roaming/pages/kiosk-words.js";
import { addressOf } from "/web/lib/pictures.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** Letters that a field takes. */
const MOST_LETTERS = 40;
/** A word as it is compared: small letters without marks, blanks and signs; ü is typed as v. */
const plain = (text) =>
  text
    .toLowerCase()
    .replaceAll("ü", "v")
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** How well a destination fits what was typed: 0 begins with it, 1 has it, null neither. */
export function fitOf(place, typed) {
  const wanted = plain(typed);
  if (wanted === "") return 0;
  const names = [place.zh, place.en, place.typed, ...place.others].map(plain);
  const begins = [...names, place.initials].some((name) => name.startsWith(wanted)) || plain(place.code) === wanted;
  if (begins) return 0;
  return names.some((name) => name.includes(wanted)) ? 1 : null;
}

/** The destinations that fit, those that begin with what was typed first. */
const found = (places, typed) =>
  places
    .map((place) => ({ place, fit: fitOf(place, typed) }))
    .filter(({ fit }) => fit !== null)
    .sort((a, b) => a.fit - b.fit)
    .map(({ place }) => place);

const REACHES = { all: () => true, countries: (place) => !place.is_region, regions: (place) => place.is_region };

/** The shelf. */
export function Destinations({ language, words, shop, go }) {
  const [typed, setTyped] = useState("");
  const [reach, setReach] = useState("all");
  const places = shop.places ?? [];
  const shown = found(places, typed).filter(REACHES[reach]);
  const hasBoth = places.some(REACHES.countries) && places.some(REACHES.regions);
  const tab = (name) => html`
    <button type="button" aria-pressed=${String(name === reach)} onClick=${() => setReach(name)}>
      ${words.reaches[name]}
    </button>
  `;
  return html`
    <section class="where" aria-label=${words.where}>
      <div class="where-head">
      <h2>${words.where}</h2>
      <input
        type="search"
        class="where-field"
        aria-label=${words.whereHint}
        placeholder=${words.whereHint}
        maxlength=${MOST_LETTERS}
        autocomplete="off"
        spellcheck=${false}
        value=${typed}
        onInput=${(event) => setTyped(event.currentTarget.value)}
      />
      </div>
      ${
        hasBoth &&
        html`<div class="categories" role="group" aria-label=${words.reach}>
        ${Object.keys(REACHES).map(tab)}
      </div>`
      }
      <p class="unseen" role="status">${typed && words.placesFound(shown.length)}</p>
      ${
        shown.length > 0
          ? html`<ul class="places">
          ${shown.map((place) => html`<${Tile} key=${place.id} ...${{ language, words, shop, place, go }} />`)}
        </ul>`
          : html`<p class="notice">${words.noPlace}</p>`
      }
    </section>
  `;
}

function Tile({ language, words, shop, place, go }) {
  const name = destinationName(language, place);
  return html`
    <li class="card">
      <button class="place-tile" onClick=${() => go({ name: "destination", id: place.id })}>
        <${Flag} place=${place} name=${name} />
        <span class="name">${name}</span>
        <${LeastPrice} words=${words} shop=${shop} place=${place} />
      </button>
    </li>
  `;
}

/** What is shown of a destination: the owner's picture, its flag, or the first letters of its name. */
export const Flag = ({ place, name }) => html`
  <img class="flag" src=${addressOf(place.image, name)} alt="" width="72" height="72" loading="lazy" decoding="async" />
`;

/** From how much on one may go there; or that nothing is left. */
function LeastPrice({ words, shop, place }) {
  const left = place.sold.filter(({ product }) => !shop.soldOut.has(product));
  if (left.length === 0) return html`<span class="badge">${words.soldOut}</span>`;
  const prices = left.map(({ product }) => shop.prices[product]).filter(Boolean);
  if (prices.length === 0) return html`<span class="quiet">${words.noPrice}</span>`;
  const least = prices.reduce((known, price) => (Number(price.price) < Number(known.price) ? price : known));
  return html`<span class="quiet">
    ${words.fromPrice(html`<strong class="money">${symbol()}${least.price}</strong>`, words.unit(least))}
  </span>`;
}
