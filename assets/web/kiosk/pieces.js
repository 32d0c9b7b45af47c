// What a choice is made of: one of several, and how many of something.

import { html } from "/web/vendor/preact-htm.module.js";

const MOST_PIECES = 20;

/** One of several. */
export function Choices({ title, options, chosen, choose }) {
  return html`
    <section>
      <h3>${title}</h3>
      <div class="choices">
        ${options.map(
          ([value, caption]) => html`
            <button type="button" aria-pressed=${String(value === chosen)} onClick=${() => choose(value)}>
              ${caption}
            </button>
          `,
        )}
      </div>
    </section>
  `;
}

/** How many of something. */
export function Pieces({ words, count, change, title = words.quantity, least = 1, most = MOST_PIECES }) {
  return html`
    <section>
      <h3>${title}</h3>
      <div class="choices">
        <button aria-label=${`${words.fewer}: ${title}`} disabled=${count <= least} onClick=${() => change(count - 1)}>
          −
        </button>
        <output class="count">${count}</output>
        <button aria-label=${`${words.more}: ${title}`} disabled=${count >= most} onClick=${() => change(count + 1)}>
          +
        </button>
      </div>
    </section>
  `;
}
