// The first screen: everything that is sold, with pictures and today's prices; a shelf for each channel.

import { shelves, wordsFor } from "/web/kiosk/channel-of.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** @param {import("/types/channels.d.ts").Shelf} shelf */
const pictureOf = ({ name, image }) => image ?? `/images/shop/category-${name}.png`;

/** The shelves that have something on them, each with its picture. */
function Shelves({ words, shop, shelf, go }) {
  if (!shop) return html`<div class="shelves"></div>`;
  const filled = shelves.filter(({ shelf: { name, Show } }) => Show || shop[name]?.length > 0);
  if (filled.length < 2) return null;
  return html`
    <nav class="shelves" aria-label=${words.shelves}>
      ${filled.map(
        (channel) => html`
          <button
            type="button"
            key=${channel.shelf.name}
            aria-pressed=${String(channel === shelf)}
            onClick=${() => go({ name: "home", shelf: channel.shelf.name })}
          >
            <img src=${pictureOf(channel.shelf)} alt="" width="96" height="96" />
            ${wordsFor(words, channel).shelf}
          </button>
        `,
      )}
    </nav>
  `;
}

/** The first screen: the shelves, and what is on the chosen one. */
export function Home(props) {
  const { screen, shop } = props;
  const channel = shelves.find(({ shelf }) => shelf.name === screen.shelf) ?? shelves[0];
  const { name, Show } = channel.shelf;
  const words = wordsFor(props.words, channel);
  const rows = shop?.[name] ?? [];
  return html`
    <${Shelves} ...${props} shelf=${channel} />
    ${
      Show
        ? html`<${Show} ...${props} words=${words} />`
        : html`<ul class="products">
      ${rows.map((row) => html`<${WindowTile} key=${row.id} ...${props} ...${{ words, row }} look=${channel.shelf} />`)}
    </ul>`
    }
    ${shop && !Show && rows.length === 0 && html`<p class="notice">${words.empty}</p>`}
  `;
}

function WindowTile({ language, words, look, row, go }) {
  const { screen, caption, picture, before, after, badge } = look;
  const name = caption(language, row);
  const below = badge?.(words, row);
  return html`
    <li class="product card">
      <button class="whole" onClick=${() => go({ name: screen, id: row.id })}>
        <span class="picture"><img src=${picture(row)} alt="" width="640" height="640" /></span>
        <span class="words">
          <span class="name">${name}</span>
          <span class="subname quiet" lang="zh-CN">${row.subname ?? (name === row.name ? "" : row.name)}</span>
          <span class="price quiet">
            ${before?.(words)} <strong class="money">¥${row.price}</strong>
            ${after?.(words, row)}
          </span>
          ${below && html`<span class="badge">${below}</span>`}
        </span>
      </button>
    </li>
  `;
}
