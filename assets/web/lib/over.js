// The log-in over a page whose session has ended. The page stays as it is, with all that was typed; nobody sees or
// reaches it before somebody has logged in.

import { html, useEffect, useRef } from "/web/vendor/preact-htm.module.js";

/** Whether the page is covered, so that its keys and scans are not its own. */
export const isCovered = () => document.querySelector("dialog.over[open]") !== null;

/** @param {{ label: string, children?: unknown }} parts */
export function Over({ label, children }) {
  /** @type {{ current: HTMLDialogElement | null }} */
  const dialog = useRef(null);
  const cover = () => {
    const { current } = dialog;
    if (current?.isConnected && !current.open) current.showModal();
  };
  useEffect(() => {
    const { current } = dialog;
    cover();
    return () => current?.close(); // It brings the focus back to where it was.
  }, []);
  // A browser may close a dialog at the second Escape, whatever the page says.
  return html`
    <dialog
      class="over"
      ref=${dialog}
      aria-label=${label}
      onCancel=${(/** @type {Event} */ event) => event.preventDefault()}
      onClose=${cover}
    >
      ${children}
    </dialog>
  `;
}
