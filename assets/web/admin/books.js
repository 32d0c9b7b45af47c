// Accounting: receipts and their numbers from outside, invoices, tax by rate, the journal; rates and accounts.

import { Fiscal } from "/web/admin/books-fiscal.js";
import { Invoices } from "/web/admin/books-invoices.js";
import { Receipts } from "/web/admin/books-receipts.js";
import { Journal, TaxReport } from "/web/admin/books-reports.js";
import { nameIn } from "/web/admin/channel-of.js";
import { Noun } from "/web/admin/noun.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** Nouns that are made here and not in the set-up. */
export const BOOKS = ["tax-rates", "tax-defaults", "ledger-accounts"];

const PARTS = { receipts: Receipts, fiscal: Fiscal, invoices: Invoices, tax: TaxReport, journal: Journal };

export function Books(shared) {
  const { words, at } = shared;
  const [name, ...rest] = at.split("/");
  const part = [...Object.keys(PARTS), ...BOOKS].find((it) => it === name) ?? "receipts";
  const Part = PARTS[part];
  const caption = (it) => words.bookParts[it] ?? nameIn(words, "kinds", it);
  return html`
    <nav class="parts" aria-label=${words.accounting}>
      ${[...Object.keys(PARTS), ...BOOKS].map(
        (it) => html`
          <a href=${`#accounting/${it}`} aria-current=${it === part ? "true" : undefined}>${caption(it)}</a>
        `,
      )}
    </nav>
    ${
      Part
        ? html`<${Part} key=${part} ...${shared} at=${rest.join("/")} />`
        : html`
          <p class="quiet">${words.bookHints[part]}</p>
          <${Noun} key=${part} ...${shared} at="" kind=${part} />
        `
    }
  `;
}
