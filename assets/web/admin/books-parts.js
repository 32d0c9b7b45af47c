// What the parts of accounting share: files that leave, a table of tax by rate, papers for the printer.

import { queryOf, useLeave } from "/web/admin/leave.js";
import { Dialog, yuan } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** An amount that came as text. */
export const amount = (text) => yuan(Number(text));

/** A rate as people write it. */
export const rateText = (words, rate) => (rate === null ? words.noRate : `${rate}%`);

/** Buttons that download what the marks show. */
export function Leave({ words, api, path, name, marks, children }) {
  const query = queryOf({ ...marks, page: "", language: words.language });
  const { buttons, said } = useLeave({ words, api, path, name, query });
  return html`<div class="row">${buttons}${children}</div>${said}`;
}

/** Net, tax and gross by rate, as papers show it. */
export function ByRate({ words, rates }) {
  if (rates.length === 0) return null;
  return html`
    <table>
      <caption class="unseen">${words.taxByRate}</caption>
      <thead>
        <tr>
          <th scope="col">${words.taxRate}</th>
          <th scope="col" class="amount">${words.net}</th>
          <th scope="col" class="amount">${words.tax}</th>
          <th scope="col" class="amount">${words.gross}</th>
        </tr>
      </thead>
      <tbody>
        ${rates.map(
          (it) => html`
            <tr key=${it.rate}>
              <th scope="row">${rateText(words, it.rate)}</th>
              <td class="amount">${amount(it.net)}</td>
              <td class="amount">${amount(it.tax)}</td>
              <td class="amount">${amount(it.gross)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** What stands on top of every paper. */
export const ShopHead = ({ words, shop }) => html`
  <strong>${shop.name}</strong>
  ${shop.heading && html`<br />${shop.heading}`}
  ${shop.address && html`<br />${shop.address}`}
  ${shop.tax_id && html`<br />${words.taxNumber} ${shop.tax_id}`}
`;

/** A paper to look at and to print. */
export const PaperDialog = ({ words, title, wide, close, children, more }) => html`
  <${Dialog} title=${title} close=${close} wide=${wide}>
    ${children}
    <div class="actions no-print">
      <button type="button" onClick=${close}>${words.close}</button>
      ${more}
      <button class="main-action" onClick=${() => window.print()}>${words.print}</button>
    </div>
  <//>
`;
