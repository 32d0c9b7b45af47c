// A QR code that the server has worked out, drawn in the page: what it says never stands in an address.

import { html } from "/web/vendor/preact-htm.module.js";

/**
 * @param {{ qr: { side: number, path: string }, label: string, width?: number, class?: string }} given The modules of a
 *   side, and the path that draws the dark ones; `width` in pixels.
 */
export const QrDrawing = ({ qr, label, width = 240, class: name }) => html`
  <svg
    class=${name}
    role="img"
    aria-label=${label}
    viewBox=${`0 0 ${qr.side} ${qr.side}`}
    width=${width}
    height=${width}
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d=${`M0 0h${qr.side}v${qr.side}H0z`} />
    <path fill="#000" d=${qr.path} />
  </svg>
`;
