// The scanner of this device is learnt: it scans a code that the page knows, and what comes shows what it puts around
// codes, how it ends them, and whether it types on another layout than this computer reads.

import { keepLearnt, learnScans, learntHere } from "/web/counter/scan-watch.js";
import { learn, textOf, UNLEARNT } from "/web/counter/scanner.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** What both codes say: letters that lie elsewhere on other layouts, both cases, digits and a sign. */
export const TEST_CODE = "TEST-azqy-2958";
// Code 128: the widths of its bars and gaps in turn.
const BARS = "2112142133111321132131132133111221321211242141211211422121411221321131413222113123112141212331112";
// QR code of 21 by 21: a row each, its modules as the bits of a number.
const ROWS =
  "1fc97f 104841 17425d 174b5d 17415d 105041 1fd57f 000a00 12dea0 06b992 08516d " +
  "022e7b 196b8f 00154a 1fcbb2 105883 17408c 175f3b 174df5 104718 1fdbea";
const SIDE = 21;

function barsPath() {
  let at = 0;
  return [...BARS].reduce((path, digit, place) => {
    const width = Number(digit);
    const bar = place % 2 === 0 ? `M${at} 0h${width}v40h-${width}z` : "";
    at += width;
    return path + bar;
  }, "");
}
const BARS_WIDTH = [...BARS].reduce((sum, digit) => sum + Number(digit), 0);

const modulesPath = () =>
  ROWS.split(" ")
    .flatMap((row, y) =>
      [...Number.parseInt(row, 16).toString(2).padStart(SIDE, "0")].map((bit, x) =>
        bit === "1" ? `M${x} ${y}h1v1h-1z` : "",
      ),
    )
    .join("");

/** The dialog; `close` gives the desk its scans again. */
export function ScannerSetup({ words, close }) {
  const [learnt, setLearnt] = useState(learntHere);
  const [tried, setTried] = useState(null);
  const [caps, setCaps] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
    return learnScans((scan) => {
      const next = learn(scan, TEST_CODE);
      setCaps(scan.caps);
      setWrong(false);
      if (next) {
        keepLearnt(next);
        setLearnt(next);
        return setTried(null);
      }
      const text = textOf(scan, learntHere());
      setWrong(text.toLowerCase().includes(TEST_CODE.toLowerCase().slice(0, 4)));
      setTried(text);
    });
  }, []);
  const forget = () => {
    keepLearnt(null);
    setLearnt(UNLEARNT);
    setTried(null);
  };
  const isKnown = learnt.end !== "unknown";
  return html`
    <dialog class="card pin scanner" ref=${dialog} aria-labelledby="scanner-title" onClose=${close}>
      <h2 id="scanner-title">${words.scanner}</h2>
      <p>${words.scannerHint}</p>
      <div class="codes-to-scan">
        <svg role="img" aria-label=${words.barcode} viewBox=${`-10 -4 ${BARS_WIDTH + 20} 48`}>
          <path fill="#fff" d=${`M-10 -4h${BARS_WIDTH + 20}v48h-${BARS_WIDTH + 20}z`} />
          <path fill="#000" d=${barsPath()} />
        </svg>
        <svg role="img" aria-label=${words.qrCode} viewBox="-4 -4 29 29" shape-rendering="crispEdges">
          <path fill="#fff" d="M-4 -4h29v29h-29z" />
          <path fill="#000" d=${modulesPath()} />
        </svg>
      </div>
      <div aria-live="polite">
        ${
          isKnown
            ? html`
              <p class="note">${words.scannerKnown}</p>
              <dl class="facts">
                <div><dt>${words.scannerPrefix}</dt><dd>${learnt.prefix || words.scannerNothing}</dd></div>
                <div><dt>${words.scannerSuffix}</dt><dd>${learnt.suffix || words.scannerNothing}</dd></div>
                <div><dt>${words.scannerEnd}</dt><dd>${words.scannerEnds[learnt.end]}</dd></div>
                <div><dt>${words.scannerLayout}</dt><dd>${words.scannerReads[learnt.reads]}</dd></div>
              </dl>
            `
            : html`<p class="quiet">${words.scannerUnknown}</p>`
        }
        ${caps && html`<p class="trouble" role="alert">${words.capsLock}</p>`}
        ${isWrong && html`<p class="trouble" role="alert">${words.scannerWrong}</p>`}
        ${tried !== null && html`<p>${words.scannerTried} <strong>${tried}</strong></p>`}
      </div>
      <div class="pair">
        <button type="button" class="main-action" onClick=${() => dialog.current.close()}>${words.scannerDone}</button>
        ${isKnown && html`<button type="button" onClick=${forget}>${words.scannerForget}</button>`}
      </div>
    </dialog>
  `;
}
