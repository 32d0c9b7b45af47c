// A report on its way out: as a file, or on paper.

import { Done, Trouble, useAction } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const FORMS = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
];

/** The buttons that hand a report over. */
export function Leave({ words, api, language, query, isEmpty }) {
  const action = useAction();
  const leave = (format) => () => {
    const name = `report.${format}`;
    action.run(async () => {
      await api.download(`admin/report-export?${query}&format=${format}&language=${language}`, name);
      return words.exported(name);
    });
  };
  return html`
    <div class="row no-print">
      ${FORMS.map(
        ([format, name]) => html`
          <button disabled=${isEmpty || action.busy} onClick=${leave(format)}>${words.exportAs(name)}</button>
        `,
      )}
      <button disabled=${isEmpty} onClick=${() => window.print()}>${words.print}</button>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </div>
  `;
}

/** What stands on top of a printed report alone. */
export function PaperHead({ words, title }) {
  const [today, setToday] = useState(null);
  useEffect(() => void page("today").then(setToday), []);
  return html`
    <div class="print-only report-head">
      <p><strong>${title}</strong></p>
      <p>${today && `${today.outlet} · ${words.printedAt(today.now.slice(0, 16))}`}</p>
    </div>
  `;
}
