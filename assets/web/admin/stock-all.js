// Everything that can run out, in one table: what each channel has of its own.

import { channels, wordsFor } from "/web/admin/channel-of.js";
import { Loading, Pill, Table, Trouble, useLoad } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** All kinds of stock, each with the words that name it. */
const kindsOf = (words) =>
  channels.flatMap((channel) =>
    Object.entries(channel.stock ?? {}).map(([kind, read]) => ({ kind, read, words: wordsFor(words, channel) })),
  );

export function Everything({ words, api }) {
  const state = useLoad(async () => {
    const kinds = kindsOf(words);
    const found = await Promise.allSettled(kinds.map((it) => it.read(api, it.words)));
    const rows = found.flatMap((it, index) =>
      it.status === "fulfilled"
        ? it.value.map((row) => ({ ...row, kind: kinds[index].words.stockKinds[kinds[index].kind] }))
        : [],
    );
    return { rows, failed: found.find((it) => it.status === "rejected")?.reason };
  }, []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const left = (it) => {
    if (it.left === undefined) return html`<span class="quiet">${words.notCounted}</span>`;
    if (it.left === 0 && !it.usual) return html`<${Pill} tone="bad">0<//>`;
    return it.isLow ? html`<${Pill} tone="soon">${it.left}<//>` : it.left;
  };
  return html`
    <${Trouble} words=${words} error=${state.value.failed} />
    <p class="quiet">${words.everythingHint}</p>
    <${Table} caption=${words.everything} rows=${state.value.rows} empty=${words.nothingInStock} columns=${[
      {
        name: "kind",
        label: words.kind,
        by: (it) => it.kind,
        show: (it) => it.kind,
      },
      { name: "name", label: words.name, by: (it) => it.name, show: (it) => html`<a href=${it.href}>${it.name}</a>` },
      { name: "left", label: words.left, amount: true, by: (it) => it.left ?? Infinity, show: left },
      { name: "all", label: words.inAll, amount: true, by: (it) => it.all ?? -1, show: (it) => it.all ?? "—" },
      {
        name: "gone",
        label: words.soldCount,
        amount: true,
        by: (it) => it.gone ?? -1,
        show: (it) => it.gone ?? (it.all === undefined ? "—" : it.all - it.left),
      },
    ]} />
  `;
}
