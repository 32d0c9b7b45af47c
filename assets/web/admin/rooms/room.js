// What the rooms share: their parts, a part that is read from the server, a truth as a pill, a page of a list that
// nobody counts.

import { Loading, Pill, useLoad } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** A room of several parts, `parts` by name: what it is called (of the words) and what shows it. */
export function Room({ room, parts, part, ...shared }) {
  const { words } = shared;
  const names = Object.keys(parts);
  const name = names.includes(part) ? part : names[0];
  return html`
    <nav class="parts" aria-label=${words.caption}>
      ${names.map(
        (it) => html`
          <a href=${`#rooms/${room}/${it}`} aria-current=${it === name ? "true" : undefined}>
            ${words[parts[it].label]}
          </a>
        `,
      )}
    </nav>
    <${parts[name].show} key=${name} ...${shared} />
  `;
}

/** Reads with `load` and hands what came to `show`, with `again` to read anew. */
export function Read({ words, load, keys = [], show }) {
  const state = useLoad(load, keys);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  return show(state.value, state.again);
}

/** Yes or no. */
export const truth = (words, holds) =>
  holds ? html`<${Pill} tone="good">${words.is}<//>` : html`<${Pill}>${words.isNot}<//>`;

/** A column of truths. */
export const truths = (words, name, label) => ({
  name,
  label,
  by: (it) => Number(Boolean(it[name])),
  show: (it) => truth(words, it[name]),
});

/** The way through the pages of a list of which only is known whether there are `more`. */
export function Turns({ words, page, more, turn }) {
  if (page === 1 && !more) return null;
  return html`<div class="actions">
    <button disabled=${page === 1} onClick=${() => turn(page - 1)}>${words.earlierPage}</button>
    <button disabled=${!more} onClick=${() => turn(page + 1)}>${words.nextPage}</button>
  </div>`;
}
