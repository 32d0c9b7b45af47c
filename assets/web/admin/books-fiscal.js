// Receipts that wait for a number from outside: typed in one by one, or brought by a file.

import { amount, Leave } from "/web/admin/books-parts.js";
import { Done, Loading, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** Receipts of one answer; where there are as many, there may be more. */
const MOST = 100;

export function Fiscal({ words, api }) {
  const [after, setAfter] = useState(0);
  const state = useLoad(() => api.page(`admin/fiscal?after=${after}`), [after]);
  const action = useAction();
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { receipts, wanted } = state.value;
  const take = (fields) =>
    action.run(async () => {
      const { taken, before } = await api.page("admin/fiscal", fields);
      state.again();
      return words.fiscalTaken(taken, before);
    });
  return html`
    <p class="quiet">${wanted ? words.fiscalHint : words.fiscalOff}</p>
    <div class="head">
      <p class="quiet" role="status">${words.fiscalWaiting(receipts.length)}</p>
      <${Leave} ...${{ words, api, marks: {} }} path="fiscal" name="fiscal">
        <${Results} ...${{ words, take, busy: action.busy }} />
      <//>
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.done} />
    <${Waiting} ...${{ words, receipts, take, busy: action.busy }} />
    <div class="actions">
      ${after > 0 && html`<button onClick=${() => setAfter(0)}>${words.firstPage}</button>`}
      ${
        receipts.length === MOST &&
        html`<button onClick=${() => setAfter(receipts[MOST - 1].id)}>${words.nextPage}</button>`
      }
    </div>
  `;
}

/** A file with numbers; the same file again changes nothing. */
function Results({ words, take, busy }) {
  const field = useRef(null);
  const read = async (event) => {
    const [file] = event.currentTarget.files;
    if (!file) return;
    await take({ results: await file.text() });
    if (field.current) field.current.value = "";
  };
  return html`
    <label class="file-button">
      ${words.fiscalImport}
      <input ref=${field} type="file" name="results" accept=".csv,text/csv" disabled=${busy} onChange=${read} />
    </label>
  `;
}

function Waiting({ words, receipts, take, busy }) {
  const columns = [
    { name: "number", label: words.receiptNumber },
    { name: "at", label: words.time, show: (it) => it.at.slice(0, 16) },
    { name: "kind", label: words.receiptKind, show: (it) => words.receiptKinds[it.kind] },
    { name: "order", label: words.order },
    { name: "gross", label: words.gross, amount: true, show: (it) => amount(it.gross) },
    { name: "tax", label: words.tax, amount: true, show: (it) => amount(it.tax) },
    {
      name: "edit",
      label: words.fiscalNumber,
      show: (it) => html`<${TypeIn} key=${it.id} ...${{ words, receipt: it, take, busy }} />`,
    },
  ];
  return html`
    <${Table}
      ...${{ columns, rows: receipts }}
      caption=${words.bookParts.fiscal}
      empty=${words.nothingWaits}
      keyOf=${(it) => it.id}
    />
  `;
}

function TypeIn({ words, receipt, take, busy }) {
  const send = (event) => {
    event.preventDefault();
    const number = new FormData(event.currentTarget).get("number");
    take({ id: receipt.id, number });
  };
  return html`
    <form class="row" onSubmit=${send}>
      <input
        name="number"
        required
        maxlength="60"
        autocomplete="off"
        aria-label=${`${words.fiscalNumber} ${receipt.number}`}
      />
      <button disabled=${busy}>${words.save}</button>
    </form>
  `;
}
