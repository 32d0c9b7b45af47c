// Invoices: the list, an A4 page of each, making one for an order, taking one back.

import { amount, ByRate, PaperDialog, rateText, ShopHead } from "/web/admin/books-parts.js";
import { queryOf } from "/web/admin/leave.js";
import { Pager } from "/web/admin/pager.js";
import {
  Ask,
  Dialog,
  Done,
  Field,
  Loading,
  Pill,
  Table,
  Trouble,
  useAction,
  useLoad,
  valuesOf,
} from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Invoices({ words, api, at }) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({ page: 1 }));
  const query = queryOf(marks);
  const state = useLoad(() => api.page(`admin/invoices?${query}`), [query]);
  const [shown, setShown] = useState(null);
  const [making, setMaking] = useState(at || null); // the number of an order
  const [voiding, setVoiding] = useState(null);
  const [done, setDone] = useState("");
  const made = (invoice) => {
    setMaking(null);
    setShown(invoice.id);
    state.again();
  };
  const search = (event) => setMarks({ page: 1, text: event.currentTarget.value.trim() });
  return html`
    <${Find} words=${words} go=${setMaking} />
    <${Done} text=${done} />
    <form class="inline" onSubmit=${(event) => event.preventDefault()}>
      <label>
        ${words.invoiceText}
        <input type="search" name="text" value=${marks.text ?? ""} maxlength="60" onChange=${search} />
      </label>
    </form>
    ${
      state.value
        ? html`
          <${Rows} ...${{ words, rows: state.value.invoices, setShown, setVoiding }} />
          <${Pager} ...${{ words, ...state.value }} turn=${(page) => setMarks({ ...marks, page })} />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
    ${making && html`<${Make} ...${{ words, api, number: making, made }} close=${() => setMaking(null)} />`}
    ${shown && html`<${Sheet} ...${{ words, api, id: shown }} close=${() => setShown(null)} />`}
    ${
      voiding &&
      html`<${Ask}
        words=${words}
        title=${words.voidInvoice}
        text=${words.askVoid(voiding.number)}
        close=${() => setVoiding(null)}
        go=${async () => {
          const note = await api.page("admin/invoice-void", { id: voiding.id });
          setDone(words.invoiceVoided(voiding.number, note.number));
          state.again();
        }}
      />`
    }
  `;
}

/** The order that an invoice is for. */
function Find({ words, go }) {
  const send = (event) => {
    event.preventDefault();
    go(valuesOf(event).order.trim());
  };
  return html`
    <form class="inline" onSubmit=${send}>
      <${Field} label=${words.invoiceOrder} name="order" required maxlength="40" autocomplete="off" />
      <div class="actions"><button class="main-action">${words.newInvoice}</button></div>
    </form>
  `;
}

function Rows({ words, rows, setShown, setVoiding }) {
  const columns = [
    { name: "number", label: words.invoiceNumber },
    { name: "at", label: words.time, show: (it) => it.at.slice(0, 16) },
    { name: "title", label: words.buyer },
    { name: "order", label: words.order, show: (it) => html`<a href=${`#orders/${it.order}`}>${it.order}</a>` },
    { name: "gross", label: words.gross, amount: true, show: (it) => amount(it.gross) },
    { name: "tax", label: words.tax, amount: true, show: (it) => amount(it.tax) },
    { name: "state", label: words.state, show: (it) => standing(words, it) },
    {
      name: "edit",
      label: words.print,
      show: (it) => html`
        <button onClick=${() => setShown(it.id)}>${words.showPaper}</button>
        ${
          it.kind === "invoice" &&
          it.voided_by === null &&
          html`<button onClick=${() => setVoiding(it)}>${words.voidInvoice}</button>`
        }
      `,
    },
  ];
  return html`
    <${Table}
      ...${{ columns, rows }}
      caption=${words.bookParts.invoices}
      empty=${words.noInvoices}
      keyOf=${(it) => it.id}
    />
  `;
}

function standing(words, it) {
  if (it.kind !== "invoice") return html`<${Pill}>${words.creditNote}<//>`;
  return it.voided_by === null
    ? html`<${Pill} tone="good">${words.invoiceCounts}<//>`
    : html`<${Pill} tone="bad">${words.invoiceTakenBack}<//>`;
}

/** For whom the invoice is; below it what it will say. */
function Make({ words, api, number, made, close }) {
  const state = useLoad(() => api.page(`admin/invoice-page?${queryOf({ number })}`), [number]);
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const fields = { orderid: state.value.invoice.orderid, ...valuesOf(event) };
    action.run(async () => made(await api.page("admin/invoice", fields)));
  };
  const draft = state.value?.invoice;
  return html`
    <${Dialog} title=${words.newInvoice} close=${close}>
      ${
        draft
          ? html`
            <form class="form" onSubmit=${send}>
              <${Field} label=${words.buyer} name="title" required maxlength="100" value=${draft.title} />
              <${Field} label=${words.buyerTaxNumber} name="tax_no" maxlength="40" autocomplete="off" />
              <label class="whole">${words.invoiceNote}<textarea name="note" rows="2" maxlength="400" /></label>
              <p class="whole">${words.order} ${draft.order} · <strong>${amount(draft.gross)}</strong></p>
              <div class="whole"><${ByRate} ...${{ words, rates: state.value.rates }} /></div>
              <div class="whole"><${Trouble} words=${words} error=${action.error} /></div>
              <div class="actions whole">
                <button type="button" onClick=${close}>${words.cancel}</button>
                <button class="main-action" disabled=${action.busy}>${words.makeInvoice}</button>
              </div>
            </form>
          `
          : html`
            <${Loading} ...${{ words, state }} />
            <div class="actions"><button type="button" onClick=${close}>${words.close}</button></div>
          `
      }
    <//>
  `;
}

/** An invoice or a credit note as an A4 page. */
function Sheet({ words, api, id, close }) {
  const state = useLoad(() => api.page(`admin/invoice-page?id=${id}`), [id]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { invoice, lines, rates, shop } = state.value;
  const title = invoice.kind === "invoice" ? words.invoice : words.creditNote;
  return html`
    <${PaperDialog} ...${{ words, close }} title=${`${title} ${invoice.number}`} wide>
      <section class="paper a4">
        <header class="a4-head">
          <p><${ShopHead} ...${{ words, shop }} /></p>
          <p><strong class="a4-title">${title}</strong><br />${invoice.number}<br />${invoice.date}</p>
        </header>
        <p>
          ${words.buyer}${words.colon}<strong>${invoice.title}</strong>
          ${invoice.tax_no && html`<br />${words.taxNumber} ${invoice.tax_no}`}
          ${invoice.note && html`<br />${invoice.note}`}
          <br />${words.order} ${invoice.order}
        </p>
        <table>
          <caption class="unseen">${words.lines}</caption>
          <thead>
            <tr>
              <th scope="col">${words.invoiceWhat}</th>
              <th scope="col" class="amount">${words.pieces}</th>
              <th scope="col" class="amount">${words.net}</th>
              <th scope="col" class="amount">${words.taxRate}</th>
              <th scope="col" class="amount">${words.tax}</th>
              <th scope="col" class="amount">${words.gross}</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              (it, place) => html`
                <tr key=${place}>
                  <th scope="row">${it.title || words.deliveryPart}</th>
                  <td class="amount">${it.quantity}</td>
                  <td class="amount">${amount(it.net)}</td>
                  <td class="amount">${rateText(words, it.rate)}</td>
                  <td class="amount">${amount(it.tax)}</td>
                  <td class="amount">${amount(it.gross)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
        <${ByRate} ...${{ words, rates }} />
        <p class="paper-sum"><span>${words.invoiceTotal}</span><strong>${amount(invoice.gross)}</strong></p>
      </section>
    <//>
  `;
}
