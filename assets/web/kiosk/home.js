// The first screen: everything that is sold, with pictures and today's prices; a shelf for each channel.

import { shelves, wordsFor } from "/web/kiosk/channel-of.js";
import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** @param {import("/types/channels.d.ts").Shelf} shelf */
const pictureOf = ({ name, image }) => image ?? `/images/shop/category-${name}.png`;

/** The shelf whose place is kept while nothing is known yet. */
const usual = shelves.find(({ channel, shelf }) => shelf === channel.shelf);

/** The shelves that have something on them. */
const filledOf = (shop) =>
  shelves.filter(({ shelf: { name, has } }) => (has ? has(shop) : (shop[name]?.length ?? 0) > 0));

/** What stands on a shelf's button. */
function titleOf(words, { channel, shelf }) {
  const own = wordsFor(words, channel);
  return shelf.title?.(own) ?? own.shelf;
}

/** A button for each shelf that has something on it, with its picture. */
function Shelves({ words, filled, chosen, go }) {
  if (filled.length < 2) return null;
  return html`
    <nav class="shelves" aria-label=${words.shelves}>
      ${filled.map(
        (one) => html`
          <button
            type="button"
            key=${one.shelf.name}
            aria-pressed=${String(one === chosen)}
            onClick=${() => go({ name: "home", shelf: one.shelf.name })}
          >
            <img src=${pictureOf(one.shelf)} alt="" width="96" height="96" />
            ${titleOf(words, one)}
          </button>
        `,
      )}
    </nav>
  `;
}

/** What a traveller sees while there is nothing to buy; whose outlet it is sees the way to set it up. */
function Nothing({ words, shop }) {
  return html`
    <section class="card nothing">
      <img src="/web/favicon.svg" alt="" width="96" height="96" />
      <h2>${shop.awaitsOwner ? words.newOutlet : words.soon}</h2>
      <p class="quiet">${shop.awaitsOwner ? words.newOutletHint : words.soonHint}</p>
      ${shop.awaitsOwner && html`<a class="button main-action" href="/admin">${words.setUp}</a>`}
    </section>
  `;
}

/** The first screen: the shelves, and what is on the chosen one, or on the first that has something. */
export function Home(props) {
  const { screen, shop } = props;
  const filled = shop ? filledOf(shop) : [];
  if (shop && filled.length === 0) return html`<${Nothing} ...${props} />`;
  const chosen = filled.find(({ shelf }) => shelf.name === screen.shelf) ?? filled[0] ?? usual;
  const { name, Show } = chosen.shelf;
  const words = wordsFor(props.words, chosen.channel);
  const rows = shop?.[name] ?? [];
  return html`
    ${shop ? html`<${Shelves} ...${props} filled=${filled} chosen=${chosen} />` : html`<div class="shelves"></div>`}
    ${
      Show
        ? html`<${Show} ...${props} words=${words} />`
        : html`<ul class="products">
      ${rows.map((row) => html`<${WindowTile} key=${row.id} ...${props} ...${{ words, row }} look=${chosen.shelf} />`)}
    </ul>`
    }
  `;
}

function WindowTile({ language, words, look, row, go }) {
  const { screen, caption, picture, before, after, badge, subname } = look;
  const name = caption(language, row);
  const sign = badge?.(words, row);
  const own = { text: row.subname ?? (name === row.name ? "" : row.name), lang: "zh-CN" };
  const below = subname?.(language, row, name) ?? own;
  return html`
    <li class="product card">
      <button class="whole" onClick=${() => go({ name: screen, id: row.id })}>
        <span class="picture"><img src=${picture(row)} alt="" width="640" height="640" /></span>
        <span class="words">
          <span class="name">${name}</span>
          <span class="subname quiet" lang=${below.lang}>${below.text}</span>
          <span class="price quiet">
            ${before?.(words)} <strong class="money">${symbol()}${row.price}</strong>
            ${after?.(words, row)}
          </span>
          ${sign && html`<span class="badge">${sign}</span>`}
        </span>
      </button>
    </li>
  `;
}
