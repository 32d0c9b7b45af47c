// The desk: one search field, what waits today, and the order that is being worked on.

import { channels, wordsFor } from "/web/counter/channel-of.js";
import { useEvery, useKeys, useNewest, useToday } from "/web/counter/hooks.js";
import { List, stepThroughRows, Today } from "/web/counter/lists.js";
import { MemberVoucher } from "/web/counter/member.js";
import { OrderView } from "/web/counter/order.js";
import { watchScanner } from "/web/counter/scan-watch.js";
import { ScannerSetup } from "/web/counter/scanner-setup.js";
import { refusalText } from "/web/counter/words.js";
import { freshName } from "/web/lib/keep.js";
import { put } from "/web/lib/typing.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** The desk of somebody who is logged in; `ask` calls the counter's API, `codes` the check codes. */
export function Desk({ words, session, outlet, ask, codes }) {
  const [text, setText] = useState(numberOfAddress);
  const [order, setOrder] = useState(null);
  const [member, setMember] = useState(null);
  const [thing, setThing] = useState(null); // What one channel knows, with that channel.
  const [found, setFound] = useState(null);
  const [message, setMessage] = useState(null);
  const [busy, setBusy] = useState(false);
  const { today, refresh, turn } = useToday(ask, codes);
  const field = useRef(null);
  const version = useRef(0); // Grows with each order shown, so that an older look never covers a newer one.
  const running = useRef(false); // A second click may come before the first one is drawn.
  const [runs, setRuns] = useState(0);
  const scans = useRef([]); // A scan that comes while something runs waits: none is lost.
  const [change, setChange] = useState(null); // What goes back over the counter, until the next action.
  const [printing, setPrinting] = useState(null);
  const [capsLock, setCapsLock] = useState(false);
  const [setsScanner, setSetsScanner] = useState(false);

  const toSearch = () => {
    field.current?.focus();
    field.current?.select();
  };
  const show = (next) => {
    version.current += 1;
    setOrder(next);
    setPrinting(null);
    setMember(null);
    setThing(null);
  };
  /** Runs one step at a time: a second click while it runs does nothing. Tells whether it worked. */
  const run = async (step, keepsChange = false) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setMessage(null);
    if (!keepsChange) setChange(null);
    let worked = true;
    try {
      await step();
    } catch (refusal) {
      worked = false;
      if (!refusal.isEnd) setMessage({ kind: "trouble", text: refusalText(words, refusal) });
      if (document.activeElement === field.current) field.current.select(); // Typing starts anew.
    }
    running.current = false;
    setBusy(false);
    setRuns((before) => before + 1);
    refresh();
    return worked;
  };
  /** An action on an order; after a refusal the order is read again, because somebody else may have worked on it. */
  const act = (path, params, done) =>
    run(async () => {
      try {
        const answer = await ask(path, params);
        show(answer.order);
        setMessage({ kind: "done", text: done });
        if (path === "cash" && answer.order.payment?.tendered) setChange(answer.order.payment);
        toSearch();
      } catch (refusal) {
        if (order)
          ask(`order?orderid=${order.id}`).then(
            ({ order: now }) => show(now),
            () => {},
          );
        throw refusal;
      }
    });
  /** A step with a channel's thing: `step` answers it as it is then (`shown`), and what is `done` or the `trouble`. */
  const work = (step) =>
    run(async () => {
      const { shown, done, trouble } = await step(ask);
      if (shown) setThing({ ...thing, shown });
      setMessage({ kind: trouble ? "trouble" : "done", text: trouble ?? done });
      if (!trouble) toSearch();
    });
  const open = (id) =>
    run(async () => {
      show((await ask(`order?orderid=${id}`)).order);
      toSearch();
    });
  const search = (wanted) =>
    wanted &&
    run(async () => {
      const answer = await ask(`find?text=${encodeURIComponent(wanted)}`);
      if (answer.card?.in_store && order?.actions.includes("card")) {
        const given = await ask("card", { orderid: order.id, iccid: answer.card.iccid });
        show(given.order);
        setMessage({ kind: "done", text: words.cardGiven(answer.card.iccid) });
        setText("");
        return toSearch();
      }
      const orders = answer.orders;
      setFound(orders.length > 1 ? { text: wanted, orders, total: answer.total } : null);
      const channel = channels.find(({ thing: own }) => own && answer[own.name]);
      const isNothing = orders.length === 0 && !channel && !answer.voucher;
      if (!isNothing) show(answer.order); // A wrong scan does not close the order that is open.
      if (channel) setThing({ channel, shown: answer[channel.thing.name] });
      else if (answer.voucher && !answer.voucher.orderid) setMember(answer.voucher);
      else if (answer.card?.in_store) setMessage({ kind: "note", text: words.cardInStore(answer.card.iccid) });
      else if (orders.length === 0) setMessage({ kind: "trouble", text: words.nothingFound(wanted) });
      toSearch();
    });
  /** Somebody's phone may pay for the open order, or another clerk work on it. */
  useEvery(async () => {
    const seen = version.current;
    const answer = order && !running.current && (await ask(`order?orderid=${order.id}`).catch(() => null));
    if (answer && seen === version.current && !running.current) setOrder(answer.order);
  });
  /** The next scan that waits: the field that wanted it gets it, or else it is searched for. */
  const serve = useNewest(() => {
    if (running.current) return;
    const next = scans.current.shift();
    if (!next) return;
    if (next.field?.isConnected) {
      put(next.field, next.text);
      next.field.form.requestSubmit();
      if (!running.current) serve();
      return;
    }
    setText(next.text);
    search(next.text);
  });
  const scanned = useNewest((scan) => {
    if (scan.text !== "") scans.current.push(scan);
    serve();
  });
  useEffect(() => watchScanner(scanned, setCapsLock), []);
  useEffect(serve, [runs]); // With the order as it has become.
  useEffect(() => {
    toSearch();
    if (!text) return;
    history.replaceState(null, "", location.pathname); // A reload must not bring the voucher back.
    search(text);
  }, []);

  /** The first receipt of a payment is the receipt, the next ones are copies: the server knows. */
  const printReceipt = () =>
    run(async () => {
      const { copy } = await ask("receipt", { orderid: order.id, client_ref: freshName() });
      setPrinting({ copy });
    }, true);
  const leave = () => {
    show(null);
    setChange(null);
    setFound(null);
    setMessage(null);
    setText("");
    toSearch();
  };
  const hands = { ask, act, busy, leave, again: () => open(order.id), printing, printReceipt };
  useKeys({ F2: toSearch, Escape: leave });

  /** The arrow keys go from the search through the lists. */
  const arrows = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && stepThroughRows(step)) event.preventDefault();
  };
  const isOpen = order || member || thing;
  return html`
    <main class=${isOpen ? "desk is-open" : "desk"}>
      <${Search} ...${{ words, text, setText, search, field, arrows, capsLock }} />
      <div class="message" aria-live="polite">
        ${
          message &&
          html`
            <p class=${message.kind} role=${message.kind === "trouble" ? "alert" : "status"}>${message.text}</p>
          `
        }
        ${!message && html`<p class="quiet keys">${words.keys}</p>`}
      </div>
      <div class="columns">
        <aside class="lists" aria-label=${words.lists} onKeyDown=${arrows}>
          ${
            found
              ? html`
                <${List}
                  words=${words}
                  title=${words.found(found.orders.length, found.text)}
                  rows=${found.orders}
                  total=${found.total}
                  ...${{ open, order }}
                />
                ${
                  found.total > found.orders.length &&
                  html`<p class="quiet">${words.newestOf(found.orders.length, found.total)}</p>`
                }
                <button type="button" onClick=${() => setFound(null)}>${words.toToday}</button>
              `
              : html`<${Today} ...${{ words, today, turn, open, order }} />`
          }
          ${
            // Below lists that are not there yet it would move when they come.
            (today || found) &&
            html`<button type="button" onClick=${() => setSetsScanner(true)}>${words.scannerOpen}</button>`
          }
        </aside>
        ${
          order
            ? html`<${OrderView} key=${order.id} ...${{ words, session, outlet, order, change, ...hands }} />`
            : member
              ? html`<${MemberVoucher} ...${{ words, voucher: member, act, busy, leave }} />`
              : thing
                ? html`
                  <${thing.channel.thing.View}
                    words=${wordsFor(words, thing.channel)}
                    ...${{ ...thing, work, open, busy, leave }}
                  />
                `
                : html`
                  <section class="empty">
                    <p>${found ? words.chooseOne : words.emptyTitle}</p>
                    <p class="quiet">${words.emptyHint}</p>
                  </section>
                `
        }
      </div>
      ${setsScanner && html`<${ScannerSetup} words=${words} close=${() => setSetsScanner(false)} />`}
    </main>
  `;
}

/** The number of a channel's thing whose address was opened with a scanner or a phone. */
function numberOfAddress() {
  const query = new URLSearchParams(location.search);
  const names = channels.map(({ thing }) => thing && query.get(thing.name));
  return names.find(Boolean) ?? "";
}

function Search({ words, text, setText, search, field, arrows, capsLock }) {
  const send = (event) => {
    event.preventDefault();
    search(text.trim());
  };
  return html`
    <form class="search" role="search" onSubmit=${send}>
      <label>
        <span>
          ${words.search} <kbd>F2</kbd>
          ${capsLock && html` <span class="badge" role="status">${words.capsLockShort}</span>`}
        </span>
        <input
          ref=${field}
          type="text"
          data-scan
          data-search
          maxlength="200"
          autocomplete="off"
          autocapitalize="none"
          spellcheck=${false}
          placeholder=${words.searchHint}
          value=${text}
          onInput=${(event) => setText(event.target.value)}
          onKeyDown=${arrows}
        />
      </label>
      <button class="main-action">${words.find}</button>
    </form>
  `;
}
