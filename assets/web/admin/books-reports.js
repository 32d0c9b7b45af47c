// The report of tax by rate, and the journal: a span of business days, on the screen, as files and on paper.

import { amount, Leave, rateText } from "/web/admin/books-parts.js";
import { Span } from "/web/admin/filters.js";
import { queryOf } from "/web/admin/leave.js";
import { Loading, Table, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** A span of days that a report is of; today where nothing is chosen. */
function useSpan(api, path) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({}));
  const query = queryOf(marks);
  const state = useLoad(() => api.page(`admin/${path}?${query}`), [query]);
  const change = (event) => setMarks({ ...marks, [event.currentTarget.name]: event.currentTarget.value });
  const shown = { from: marks.from ?? state.value?.from, to: marks.to ?? state.value?.to };
  return { marks, shown, change, state };
}

const SpanForm = ({ words, shown, change }) => html`
  <form class="inline" onSubmit=${(event) => event.preventDefault()}>
    <${Span} ...${{ words, marks: shown, change }} />
  </form>
`;

export function TaxReport({ words, api }) {
  const { marks, shown, change, state } = useSpan(api, "tax-report");
  const amounts = (of, label) =>
    ["gross", "net", "tax"].map((name) => ({
      name: `${of}-${name}`,
      label: `${label} ${words[name]}`,
      amount: true,
      show: (it) => amount(it[of][name]),
    }));
  const columns = [
    {
      name: "rate",
      label: words.taxRate,
      show: (it) => (it.isSum ? html`<strong>${words.invoiceTotal}</strong>` : rateText(words, it.rate)),
    },
    { name: "name", label: words.name },
    ...amounts("sales", words.taxSales),
    ...amounts("refunds", words.taxRefunds),
    ...amounts("total", words.taxTotal),
  ];
  const rows = state.value ? [...state.value.rates, { ...state.value.total, isSum: true }] : [];
  return html`
    <${SpanForm} ...${{ words, shown, change }} />
    ${
      state.value
        ? html`
          <div class="head no-print">
            <p class="quiet">${words.taxReportHint}</p>
            <${Leave} ...${{ words, api, marks }} path="tax-report" name="tax">
              <button onClick=${() => window.print()}>${words.print}</button>
            <//>
          </div>
          <p role="status">${words.spanOf(state.value.from, state.value.to)}</p>
          <${Table} ...${{ columns, rows }} caption=${words.taxByRate} empty=${words.noMoves} />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
  `;
}

export function Journal({ words, api }) {
  const { marks, shown, change, state } = useSpan(api, "journal");
  const columns = [
    { name: "account", label: words.account, by: (it) => it.account },
    { name: "name", label: words.accountName },
    { name: "debit", label: words.debit, amount: true, show: (it) => amount(it.debit) },
    { name: "credit", label: words.credit, amount: true, show: (it) => amount(it.credit) },
    { name: "balance", label: words.balance, amount: true, show: (it) => amount(it.balance) },
  ];
  return html`
    <${SpanForm} ...${{ words, shown, change }} />
    ${
      state.value
        ? html`
          <div class="head">
            <p class="quiet">${words.journalHint}</p>
            <${Leave} ...${{ words, api, marks }} path="journal" name="journal" />
          </div>
          <p role="status">
            ${words.journalSums(state.value.entries, amount(state.value.debit), amount(state.value.credit))}
          </p>
          <${Table} ...${{ columns, rows: state.value.accounts }} caption=${words.accounts} empty=${words.noMoves} />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
  `;
}
