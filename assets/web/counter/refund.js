// Money that goes back: some lines or all that is left, worked out by the server before anybody asks for it; and the
// decision.

import { atThisTill } from "/web/counter/pin.js";
import { refusalText } from "/web/counter/words.js";
import { REFUND } from "/web/lib/constants.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

/** @typedef {import("/types/answers.d.ts").DeskOrder} DeskOrder */
/** @typedef {import("/types/answers.d.ts").Quote} Quote */

/** @type {Set<number>} */
const IS_RUNNING = new Set([REFUND.OPEN, REFUND.CONFIRMED, REFUND.REFUNDING]);

/**
 * Where the money of a refund goes.
 * @param {Record<string, any>} words
 * @param {Pick<Quote, "cash" | "way">} refund
 */
const wayText = (words, { cash, way }) => (cash ? words.backInCash : words.backThrough(words.ways[way] ?? ""));

/** The customer wants money back; hidden until asked for, because it is rarely what comes next. */
export function Refund({ words, channel, order, ask, act, busy }) {
  const [isOpen, setOpen] = useState(false);
  if (!isOpen)
    return html`
      <div class="panel slim"><button type="button" onClick=${() => setOpen(true)}>${words.refundAsk}</button></div>
    `;
  return html`<${RefundForm} ...${{ words, channel, order, ask, act, busy }} close=${() => setOpen(false)} />`;
}

function RefundForm({ words, channel, order, ask, act, busy, close }) {
  const lines = order.lines.filter((line) => line.refundable);
  const isWhole = !channel.goesBackByLines;
  const [chosen, setChosen] = useState(() => new Set(lines.map((line) => line.id)));
  const [reason, setReason] = useState(words.reasons[0]);
  const picked = lines.map((line) => line.id).filter((id) => chosen.has(id));
  const wanted = isWhole || (picked.length === lines.length && !isInParts(order)) ? "" : picked.join(",");
  const quote = useQuote({ words, order, ask, wanted, isEmpty: picked.length === 0 });
  const toggle = (id) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const send = async (event) => {
    event.preventDefault();
    const asked = { orderid: order.id, reason, lines: wanted };
    if (quote.money && (await act("refund", asked, words.refundAsked(quote.money, wayText(words, quote))))) close();
  };
  return html`
    <form class="panel wide" onSubmit=${send}>
      ${
        isWhole
          ? null
          : html`<fieldset>
        <legend>${words.refundWhich}</legend>
        ${lines.map(
          (line) => html`<label class="choice" key=${line.id}>
            <input type="checkbox" checked=${chosen.has(line.id)} onChange=${() => toggle(line.id)} />
            <span lang="zh-CN">${line.title} × ${line.quantity}</span>
            <span class="money">${symbol()}${line.price}</span>
          </label>`,
        )}
      </fieldset>`
      }
      <label>
        ${words.reason}
        <select value=${reason} onChange=${(event) => setReason(event.target.value)}>
          ${words.reasons.map((text) => html`<option key=${text} value=${text}>${text}</option>`)}
        </select>
      </label>
      <div class="quote" aria-live="polite">
        ${quote.trouble && html`<p class="trouble">${quote.trouble}</p>`}
        ${
          quote.money &&
          html`<p class="amount">
          <span>${words.goesBack}</span> <strong class="money">${symbol()}${quote.money}</strong>
        </p>
          <p>${wayText(words, quote)}</p>
          <p class="quiet">${words.refundNext}</p>`
        }
      </div>
      <div class="pair">
        <button class="main-action" disabled=${busy || !quote.money}>${words.refundSend}</button>
        <button type="button" onClick=${close}>${words.cancel}</button>
      </div>
    </form>
  `;
}

/**
 * Whether the money of an order as a whole was asked back and is still here: nothing of it is handed out.
 * @param {DeskOrder} order
 */
export const goesBack = (order) => order.refunds.some((it) => it.line === null && IS_RUNNING.has(it.status));

/**
 * Whether a part of an order is on its way back already: then the rest goes back by its lines, not as a whole.
 * @param {DeskOrder} order
 */
const isInParts = (order) => order.refunds.some((it) => it.line !== null && IS_RUNNING.has(it.status));

/**
 * What would go back for the wanted lines (all that is left for none), asked again whenever they change.
 * @param {{
 *   words: any, order: DeskOrder, ask: (path: string) => Promise<any>, wanted: string, isEmpty: boolean,
 * }} asked
 * @returns {Quote}
 */
function useQuote({ words, order, ask, wanted, isEmpty }) {
  const [quote, setQuote] = useState(/** @type {Quote} */ ({}));
  useEffect(() => {
    if (isEmpty) return void setQuote({ trouble: words.refundNone });
    let isLate = false;
    setQuote({});
    ask(`refund/quote?orderid=${order.id}&lines=${wanted}`).then(
      (answer) => isLate || setQuote(answer),
      (refusal) => isLate || setQuote({ trouble: refusalText(words, refusal) }),
    );
    return () => {
      isLate = true;
    };
  }, [wanted, isEmpty, order.id]);
  return quote;
}

const titleOf = (words, order, refund) =>
  order.lines.find((line) => line.id === refund.line)?.title ?? words.refundWhole;

/** An operator's word on refunds that were asked for, or that staff must send back. */
export function Decide(shared) {
  return shared.order.refunds.map((it) => {
    if (it.status === REFUND.OPEN) return html`<${Open} key=${it.id} ...${shared} it=${it} />`;
    return it.by_hand && html`<${ByHand} key=${it.id} ...${shared} it=${it} />`;
  });
}

function Open({ words, order, act, busy, it }) {
  const [isBack, setBack] = useState(false);
  const [asks, setAsks] = useState(false); // Cash is gone once it is over the counter: it is asked for twice.
  const decide = (agreed) =>
    act(
      "refund/decide",
      atThisTill({ refundid: it.id, agreed, goods_back: isBack }),
      agreed ? words.refundAgreed(it.money, it.cash) : words.refundRefused,
    );
  return html`
    <div class="panel">
      <p>${words.refundOpen(it.money, it.reason)}</p>
      <p class="quiet"><span lang="zh-CN">${titleOf(words, order, it)}</span> · ${wayText(words, it)}</p>
      ${
        it.goods_out &&
        html`
          <label class="choice">
            <input type="checkbox" checked=${isBack} onChange=${() => setBack(!isBack)} />${" "}
            <span>${words.goodsBack}</span>
          </label>
        `
      }
      ${asks && html`<p class="trouble" role="alert">${words.agreeSure(it.money)}</p>`}
      ${
        asks
          ? html`
            <div class="pair">
              <button type="button" class="main-action" disabled=${busy} onClick=${() => decide(true)}>
                ${words.agreeYes(it.money)}
              </button>
              <button type="button" onClick=${() => setAsks(false)}>${words.cancel}</button>
            </div>
          `
          : html`
            <div class="pair">
              <button type="button" disabled=${busy} onClick=${() => (it.cash ? setAsks(true) : decide(true))}>
                ${it.cash ? words.agreeCash(it.money) : words.agree}
              </button>
              <button type="button" disabled=${busy} onClick=${() => decide(false)}>${words.refuse}</button>
            </div>
          `
      }
    </div>
  `;
}

/** Money that its provider pays back without telling anybody. Asks once more. */
function ByHand({ words, order, act, busy, it }) {
  const [asks, setAsks] = useState(false);
  const say = () =>
    asks
      ? act("refund/decide", atThisTill({ refundid: it.id, refunded: true }), words.byHandDone(it.money))
      : setAsks(true);
  return html`
    <div class="panel">
      <p>${words.byHandHint(it.money, words.ways[it.way] ?? "")}</p>
      <p class="quiet" lang="zh-CN">${titleOf(words, order, it)}</p>
      ${asks && html`<p class="trouble" role="alert">${words.byHandSure(it.money)}</p>`}
      <button type="button" class=${asks ? "main-action" : ""} disabled=${busy} onClick=${say}>
        ${asks ? words.byHandYes : words.byHand}
      </button>
    </div>
  `;
}

/** What became of an order's refunds. */
export function Refunds({ words, order }) {
  return html`
    <section class="refunds">
      <h3>${words.refunds}</h3>
      <ul>
        ${order.refunds.map(
          (it) => html`
            <li key=${it.id}>
              <span class="money">${symbol()}${it.money}</span> <span lang="zh-CN">
                ${titleOf(words, order, it)}
              </span> · ${it.reason} · ${wayText(words, it)} · ${(it.paid_back_at ?? it.asked_at).slice(0, 16)}
              <span class="badge">${words.refundStates[it.status]}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
