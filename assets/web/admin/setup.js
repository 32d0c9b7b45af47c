// What the outlet is run with: outlets, carriers and fees, ways of paying, reasons, the home page, vouchers,
// itineraries. A tab for each noun; what belongs to a row is a list of its own.

import { BOOKS } from "/web/admin/books.js";
import { nameIn } from "/web/admin/channel-of.js";
import { Noun } from "/web/admin/noun.js";
import { nameOf, nounsOf } from "/web/admin/nouns.js";
import { CATALOGUE } from "/web/admin/products.js";
import { OtherLanguages } from "/web/admin/texts.js";
import { Loading, useLoad } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** The tab that is no noun: what all of them say in other languages. */
const TEXTS = "texts";

export function Setup(shared) {
  const { words, api, at } = shared;
  const state = useLoad(() => nounsOf(api), [api]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const nouns = [...state.value.values()].filter((it) => ![...CATALOGUE, ...BOOKS].includes(it.name) && !it.elsewhere);
  const [name, within] = at.split("/");
  const isTexts = name === TEXTS;
  const noun = nouns.find((it) => it.name === name) ?? nouns.find((it) => !it.within);
  const parent = noun.within && parentOf(nouns, noun);
  return html`
    <nav class="parts" aria-label=${words.setup}>
      ${nouns
        .filter((it) => !it.within)
        .map(
          (it) => html`
            <a href=${`#setup/${it.name}`} aria-current=${!isTexts && it === (parent ?? noun) ? "true" : undefined}>
              ${nameIn(words, "kinds", it.name)}
            </a>
          `,
        )}
      <a href=${`#setup/${TEXTS}`} aria-current=${isTexts ? "true" : undefined}>${words.otherLanguages}</a>
    </nav>
    ${isTexts && html`<${OtherLanguages} ...${{ words, api }} />`}
    ${!isTexts && html`<${NounOf} key=${`${noun.name}/${within ?? ""}`} ...${{ shared, parent, noun, within }} />`}
  `;
}

function NounOf({ shared, parent, noun, within }) {
  const { words, api } = shared;
  return html`
    ${parent && html`<${Parent} key=${within} ...${{ words, api, parent, within }} />`}
    <${Noun} ...${shared} kind=${noun.name} within=${within} />
  `;
}

const parentOf = (nouns, noun) => {
  const { of } = noun.columns.find((it) => it.name === noun.within);
  return nouns.find((it) => it.name === of);
};

/** The row that a list belongs to, with the way back. */
function Parent({ words, api, parent, within }) {
  const query = new URLSearchParams({ kind: parent.name, column: "id", cell: within, ended: "any" });
  const state = useLoad(() => api.page(`admin/rows?${query}`), [within]);
  const row = state.value?.rows[0];
  return html`
    <p>
      <a href=${`#setup/${parent.name}`}>← ${nameIn(words, "kinds", parent.name)}</a>
      ${row && html` <strong>${nameOf(words, parent, row, state.value.names)}</strong>`}
    </p>
  `;
}
