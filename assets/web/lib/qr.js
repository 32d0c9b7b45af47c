// A QR code that the server has worked out, drawn in the page: what it says never stands in an address.

import { html } from "/web/vendor/preact-htm.module.js";

/**
 * @param {{ qr: { side: number, path: string }, label: string, class?: string }} given The modules of a side, and the
 *   path that draws the dark ones.
 */
export const QrDrawing = ({ qr, label, class: name }) => html`
  <svg
    class=${name}
    role="img"
    aria-label=${label}
    viewBox=${`0 0 ${qr.side} ${qr.side}`}
    width="240"
    height="240"
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d=${`M0 0h${qr.side}v${qr.side}H0z`} />
    <path fill="#000" d=${qr.path} />
  </svg>
`;
