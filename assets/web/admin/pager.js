// A list that comes in pages: where one is, how many there are in all, and the way to the others.

import { html } from "/web/vendor/preact-htm.module.js";

/** `total` rows in pages of `size`; `turn` gets the page to go to. */
export function Pager({ words, page, size, total, turn }) {
  const pages = Math.max(1, Math.ceil(total / size));
  if (pages === 1) return null;
  const go = (to, label, mark) => html`
    <button disabled=${to < 1 || to > pages || to === page} onClick=${() => turn(to)} aria-label=${label}>
      ${mark}
    </button>
  `;
  return html`
    <nav class="actions pager" aria-label=${words.pageOf(page, pages)}>
      ${go(1, words.firstPage, "«")} ${go(page - 1, words.earlierPage, words.earlierPage)}
      <span role="status">${words.pageOf(page, pages)}</span>
      ${go(page + 1, words.nextPage, words.nextPage)} ${go(pages, words.lastPage, "»")}
    </nav>
  `;
}
