// Receipts: the list, narrowed and exported, and each of them on paper.

import { amount, ByRate, Leave, PaperDialog, ShopHead } from "/web/admin/books-parts.js";
import { isNarrowed, picker, Span } from "/web/admin/filters.js";
import { queryOf } from "/web/admin/leave.js";
import { Pager } from "/web/admin/pager.js";
import { Loading, Pill, Table, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KINDS = ["sale", "refund", "deposit", "deposit back", "top-up"];
const FISCAL = ["waiting", "done"];

export function Receipts({ words, api }) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({ page: 1 }));
  const [open, setOpen] = useState(null);
  const query = queryOf(marks);
  const state = useLoad(() => api.page(`admin/receipts?${query}`), [query]);
  const narrow = (event) => setMarks({ ...marks, page: 1, [event.currentTarget.name]: event.currentTarget.value });
  const choice = picker(words, marks, narrow);
  const options = (list, names) => list.map((it) => [it, names[it]]);
  return html`
    <form class="inline" onSubmit=${(event) => event.preventDefault()}>
      <${Span} ...${{ words, marks, change: narrow }} />
      ${choice("kind", words.receiptKind, options(KINDS, words.receiptKinds))}
      ${choice("fiscal", words.fiscalState, options(FISCAL, words.fiscalStates))}
      <label>
        ${words.receiptText}
        <input type="search" name="text" value=${marks.text ?? ""} maxlength="60" onChange=${narrow} />
      </label>
      ${isNarrowed(marks) && html`<button onClick=${() => setMarks({ page: 1 })}>${words.showAll}</button>`}
    </form>
    ${
      state.value
        ? html`
          <div class="head">
            <p class="quiet" role="status">${words.receiptsFound(state.value.total)}</p>
            <${Leave} ...${{ words, api, marks }} path="receipts" name="receipts" />
          </div>
          <${Rows} ...${{ words, rows: state.value.receipts, setOpen }} />
          <${Pager} ...${{ words, ...state.value }} turn=${(page) => setMarks({ ...marks, page })} />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
    ${open && html`<${Paper} ...${{ words, api, id: open }} close=${() => setOpen(null)} />`}
  `;
}

function Rows({ words, rows, setOpen }) {
  const columns = [
    { name: "number", label: words.receiptNumber },
    { name: "at", label: words.time, show: (it) => it.at.slice(0, 16) },
    {
      name: "kind",
      label: words.receiptKind,
      show: (it) => words.receiptKinds[it.kind],
    },
    {
      name: "order",
      label: words.order,
      show: (it) => it.order && html`<a href=${`#orders/${it.order}`}>${it.order}</a>`,
    },
    { name: "way", label: words.way },
    { name: "gross", label: words.gross, amount: true, show: (it) => amount(it.gross) },
    { name: "tax", label: words.tax, amount: true, show: (it) => amount(it.tax) },
    { name: "fiscal", label: words.fiscalNumber, show: (it) => fiscal(words, it) },
    {
      name: "edit",
      label: words.print,
      show: (it) => html`<button onClick=${() => setOpen(it.id)}>${words.showPaper}</button>`,
    },
  ];
  return html`
    <${Table}
      ...${{ columns, rows }}
      caption=${words.bookParts.receipts}
      empty=${words.noReceipts}
      keyOf=${(it) => it.id}
    />
  `;
}

function fiscal(words, it) {
  if (it.fiscal_number) return it.fiscal_number;
  return it.fiscal === "waiting" ? html`<${Pill} tone="soon">${words.fiscalStates[it.fiscal]}<//>` : "";
}

function Paper({ words, api, id, close }) {
  const state = useLoad(() => api.page(`admin/receipt?id=${id}`), [id]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { receipt, parts, shop } = state.value;
  const isBack = Number(receipt.gross) < 0;
  return html`
    <${PaperDialog} ...${{ words, close }} title=${`${words.receiptNumber} ${receipt.number}`}>
      <section class="paper">
        <p class="paper-head">
          <${ShopHead} ...${{ words, shop }} />
          <br /><strong>${isBack ? words.refundReceipt : words.receiptPaper}</strong>
          <br />${receipt.number}<br />${receipt.at}
          ${receipt.order && html`<br />${words.order} ${receipt.order}`}
        </p>
        ${
          parts.length > 0 &&
          html`
            <table>
              <caption class="unseen">${words.lines}</caption>
              <tbody>
                ${parts.map(
                  (it, place) => html`
                    <tr key=${place}>
                      <th scope="row">${it.title ?? words.deliveryPart}</th>
                      <td class="amount">${amount(it.gross)}</td>
                    </tr>
                  `,
                )}
              </tbody>
            </table>
          `
        }
        <p class="paper-sum"><span>${receipt.way}</span><strong>${amount(receipt.gross)}</strong></p>
        <${ByRate} ...${{ words, rates: receipt.rates }} />
        ${receipt.fiscal_number && html`<p>${words.fiscalNumber} ${receipt.fiscal_number}</p>`}
        ${receipt.fiscal_signature && html`<p class="signature">${receipt.fiscal_signature}</p>`}
        ${shop.note && html`<p>${shop.note}</p>`}
      </section>
    <//>
  `;
}
