// A sentence of the document as it is read.

import { html } from "/web/vendor/preact-htm.module.js";

/** What stands between backticks is code. */
export const Text = ({ text }) => text.split("`").map((part, place) => (place % 2 ? html`<code>${part}</code>` : part));
