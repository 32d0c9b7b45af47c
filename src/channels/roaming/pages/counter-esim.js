// The eSIMs of an order at the counter: whether their codes were shown, showing and printing them, and letting the
// money of one that was shown go back.

import { refusalText } from "/web/counter/words.js";
import { page } from "/web/lib/api.js";
import { QrDrawing } from "/web/lib/qr.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** Whether a code was shown and nobody has said that its money may go back. */
const isKept = (it) => it.state === "sold" && it.shown_at && !it.excused;

/** The codes that were shown last, for the receipt, which is drawn anew once the order was read again. */
let latest = { order: null, codes: [] };

export function Esims({ words, order, session, again, goesBack }) {
  const [codes, setCodes] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [busy, setBusy] = useState(false);
  const esims = order.esims ?? [];
  if (esims.length === 0) return null;
  const run = async (step) => {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      await step();
      again();
    } catch (refusal) {
      setTrouble(refusalText(words, refusal));
    }
    setBusy(false);
  };
  const show = () =>
    run(async () => {
      const { esims: shown } = await page("esims", { orderid: order.id }, session.sessionid);
      latest = { order: order.id, codes: shown };
      setCodes(shown);
    });
  const mayShow = order.paid !== null && !goesBack && esims.some((it) => it.state === "sold");
  const titleOf = (it) => order.lines.find((line) => line.id === it.line)?.title ?? "";
  return html`
    <section class="esims">
      <h3>${words.esims}</h3>
      <ul>
        ${esims.map(
          (it) => html`<li key=${it.id}>
            <span lang="zh-CN">${titleOf(it)}</span>
            <span class="badge">${stateOf(words, order, it)}</span>
          </li>`,
        )}
      </ul>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      ${
        mayShow &&
        !codes &&
        html`<p class="quiet">${words.esimShowHint}</p>
          <button type="button" disabled=${busy} onClick=${show}>${words.esimShow}</button>`
      }
      ${codes && html`<${Codes} ...${{ words, codes }} />`}
      ${
        order.actions.includes("refund") &&
        session.decides &&
        esims.some(isKept) &&
        html`<${Excuse} ...${{ words, order, session, busy, run }} />`
      }
    </section>
  `;
}

function stateOf(words, order, it) {
  if (it.state === "spent") return words.esimStates.spent;
  if (order.paid === null) return words.esimStates.held;
  return it.shown_at ? words.esimStates.shown(it.shown_at.slice(0, 16)) : words.esimStates.ready;
}

const Codes = ({ words, codes }) => html`
  <div class="esim-slip">${codes.map((it) => html`<${Code} key=${it.id} ...${{ words, it }} />`)}</div>
  <button type="button" onClick=${() => print()}>${words.esimPrint}</button>
`;

const Code = ({ words, it }) => html`
  <figure>
    ${it.qr && html`<${QrDrawing} qr=${it.qr} label=${words.esimQr} />`}
    <figcaption>
      <strong>${it.code}</strong>
      ${it.confirmation && html`<br />${words.esimConfirmation} <strong>${it.confirmation}</strong>`}
      ${it.asks && !it.confirmation && html`<br />${words.esimAsks}`}
    </figcaption>
  </figure>
`;

/** The codes on the receipt, once they were shown here: who pays at the counter takes them along on paper. */
export const PrintedEsims = ({ words, order }) =>
  latest.order === order.id && latest.codes.map((it) => html`<${Code} key=${it.id} ...${{ words, it }} />`);

/** Staff says why the money of a code goes back that somebody may have used. */
function Excuse({ words, order, session, busy, run }) {
  const send = (event) => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get("reason");
    run(() => page("esims/excuse", { orderid: order.id, reason: String(reason) }, session.sessionid));
  };
  return html`
    <form onSubmit=${send}>
      <p>${words.esimKept}</p>
      <label>${words.esimWhy} <input name="reason" required maxlength="200" autocomplete="off" /></label>
      <button disabled=${busy}>${words.esimExcuse}</button>
    </form>
  `;
}
