// The activation codes of a paid order: shown when the traveller asks for them, as a QR code and to be typed.

import { refusalText } from "/web/kiosk/words.js";
import { page } from "/web/lib/api.js";
import { QrDrawing } from "/web/lib/qr.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** The codes of an order on its slip. Nobody sees them before they are asked for: who saw one cannot give it back. */
export function EsimCodes({ words, order }) {
  const [esims, setEsims] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const busy = useRef(false); // at once, where a state would come after the second tap
  const show = async () => {
    if (busy.current) return;
    busy.current = true;
    setTrouble(null);
    try {
      const answer = await page("esims", { orderid: order.id }, order.session.sessionid);
      setEsims(answer.esims);
    } catch (refusal) {
      setTrouble(refusalText(words, refusal));
    }
    busy.current = false;
  };
  if (!esims) {
    return html`<section class="esim no-print">
      <p>${words.esimHint}</p>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <button class="main-action" onClick=${show}>${words.esimShow}</button>
    </section>`;
  }
  return html`
    <section class="esim" aria-live="polite">
      ${esims.map(
        (esim, index) =>
          html`<${EsimCode} key=${esim.id} ...${{ words, esim, title: words.esimOf(index + 1, esims.length) }} />`,
      )}
      <ol class="esim-steps">${words.esimSteps.map((step) => html`<li>${step}</li>`)}</ol>
    </section>
  `;
}

function EsimCode({ words, esim, title }) {
  const [, server, id] = esim.code.split("$");
  return html`
    <figure class="esim-code">
      <figcaption>${title}</figcaption>
      ${esim.qr && html`<${QrDrawing} class="slip-code" qr=${esim.qr} label=${words.codeOf(title)} />`}
      <dl>
        <div><dt>${words.esimServer}</dt><dd>${server}</dd></div>
        <div><dt>${words.esimActivation}</dt><dd>${id}</dd></div>
        ${esim.confirmation && html`<div><dt>${words.esimConfirmation}</dt><dd>${esim.confirmation}</dd></div>`}
      </dl>
      ${esim.asks && !esim.confirmation && html`<p>${words.esimAsks}</p>`}
      <p class="esim-whole">${esim.code}</p>
    </figure>
  `;
}
