// What a list or a report shows, as a file: buttons for its forms, and what became of it.

import { Done, Trouble, useAction } from "/web/admin/ui.js";
import { html } from "/web/vendor/preact-htm.module.js";

const FORMS = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
];

/** The marks that say something, as a query. */
export const queryOf = (marks) => {
  const said = Object.entries(marks).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return new URLSearchParams(Object.fromEntries(said)).toString();
};

/**
 * The `buttons` that download `path` as `name`, narrowed by `query`, and what is `said` of it; the page puts each in
 * its place.
 */
export function useLeave({ words, api, path, name, query, isEmpty = false }) {
  const action = useAction();
  const leave = (format) => () => {
    const file = `${name}.${format}`;
    action.run(async () => {
      await api.download(`admin/${path}?${query}${query && "&"}format=${format}`, file);
      return words.exported(file);
    });
  };
  const buttons = FORMS.map(
    ([format, caption]) => html`
      <button disabled=${isEmpty || action.busy} onClick=${leave(format)}>${words.exportAs(caption)}</button>
    `,
  );
  const said = html`<${Trouble} words=${words} error=${action.error} /><${Done} text=${action.done} />`;
  return { buttons, said };
}
