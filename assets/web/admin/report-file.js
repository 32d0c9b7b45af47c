// A report on its way out: as a file, or on paper.

import { useLeave } from "/web/admin/leave.js";
import { page } from "/web/lib/api.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

/** The buttons that hand a report over. */
export function Leave({ words, api, language, query, isEmpty }) {
  const narrowed = `${query}&language=${language}`;
  const { buttons, said } = useLeave({ words, api, path: "report-export", name: "report", query: narrowed, isEmpty });
  return html`
    <div class="row no-print">
      ${buttons}
      <button disabled=${isEmpty} onClick=${() => window.print()}>${words.print}</button>
      ${said}
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
