// The pictures that were given: what each shows, for people who do not see it, where it is used, and its end.

import { nameIn } from "/web/admin/channel-of.js";
import { EditDialog } from "/web/admin/edit.js";
import { Pager } from "/web/admin/pager.js";
import { Done, Loading, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const ON_A_PAGE = 48;

export function Pictures({ words, api }) {
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState(null);
  const [done, setDone] = useState("");
  const state = useLoad(() => api.page(`admin/pictures?page=${page}&size=${ON_A_PAGE}`), [page]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const close = (text) => {
    setOpen(null);
    setDone(text ?? "");
    if (text !== null) state.again();
  };
  const describe = (it) => ({
    title: words.altText,
    fields: [{ name: "alt", label: words.altText, hint: words.altHint, value: it.alt, maxlength: 200, blank: true }],
    save: ({ alt }) => api.page("admin/picture-set", { path: it.path, alt }).then(() => undefined),
  });
  const end = (it) => ({
    title: words.takeAway,
    note: words.askTakeAway(it.alt || it.path),
    caption: words.takeAway,
    fields: [],
    save: () => api.page("admin/picture-set", { path: it.path, end: true }).then(() => undefined),
  });
  const { pictures, total, size } = state.value;
  return html`
    <p class="quiet">${words.picturesHint}</p>
    <${Done} text=${done} />
    ${pictures.length === 0 && html`<p class="empty">${words.noPictures}</p>`}
    <ul class="gallery">
      ${pictures.map(
        (it) => html`
          <li key=${it.path} class="card">
            <img src=${`/${it.path}`} alt=${it.alt} width=${it.width} height=${it.height} loading="lazy" />
            <p>${it.alt || html`<span class="quiet">${words.noAlt}</span>`}</p>
            <p class="quiet">
              ${
                it.used.length > 0
                  ? it.used.map(({ kind, name }) => `${nameIn(words, "kinds", kind)}: ${name}`).join(" · ")
                  : words.notUsed
              }
            </p>
            <div class="row">
              <button onClick=${() => setOpen(describe(it))}>${words.altText}</button>
              ${it.used.length === 0 && html`<button onClick=${() => setOpen(end(it))}>${words.takeAway}</button>`}
            </div>
          </li>
        `,
      )}
    </ul>
    <${Pager} ...${{ words, page, size, total }} turn=${setPage} />
    ${open && html`<${EditDialog} key=${open.title} ...${{ words, ...open, close }} />`}
  `;
}
