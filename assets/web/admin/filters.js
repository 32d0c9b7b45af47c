// Pieces of the forms that narrow a list: a choice that narrows at once, and a span of days.

import { html } from "/web/vendor/preact-htm.module.js";

/** A function that makes a choice by its name, label and options; `marks` is what the list is narrowed by. */
export const picker = (words, marks, change) => (name, label, options) =>
  html`
  <label>
    ${label}
    <select name=${name} value=${marks[name] ?? ""} onChange=${change}>
      <option value="">${words.all}</option>
      ${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
  </label>
`;

/** The days from and to which a list goes. */
export function Span({ words, marks, change }) {
  return html`
    <label>
      ${words.fromDay}
      <input type="date" name="from" value=${marks.from ?? ""} max=${marks.to || undefined} onChange=${change} />
    </label>
    <label>
      ${words.toDay}
      <input type="date" name="to" value=${marks.to ?? ""} min=${marks.from || undefined} onChange=${change} />
    </label>
  `;
}

/** Whether a list is narrowed by anything. */
export const isNarrowed = (marks) => Object.entries(marks).some(([name, value]) => name !== "page" && value);
