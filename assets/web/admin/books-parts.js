// What the parts of accounting share: files that leave, a table of tax by rate, papers for the printer.

import { Dialog, Done, Trouble, useAction, yuan } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

const FORMS = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
];

/** Marks as a query; those that say nothing are left out. */
export const queryOf = (marks) =>
  new URLSearchParams(Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== ""))).toString();

/** An amount that came as text. */
export const amount = (text) => yuan(Number(text));

/** A rate as people write it. */
export const rateText = (words, rate) => (rate === null ? words.noRate : `${rate}%`);

/** Buttons that download what the marks show. */
export function Leave({ words, api, path, name, marks, children }) {
  const action = useAction();
  const leave = (format) => () =>
    action.run(async () => {
      const file = `${name}.${format}`;
      await api.download(`admin/${path}?${queryOf({ ...marks, page: "", format, language: words.language })}`, file);
      return words.exported(file);
    });
  return html`
    <div class="row">
      ${FORMS.map(
        ([format, caption]) =>
          html`<button disabled=${action.busy} onClick=${leave(format)}>${words.exportAs(caption)}</button>`,
      )}
      ${children}
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.done} />
  `;
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
