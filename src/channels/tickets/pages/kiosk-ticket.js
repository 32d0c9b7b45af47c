// A ticket: what it costs, how many, and which others go with it.

import { ticketCaption, ticketPicture } from "/web/channels/tickets/pages/kiosk-words.js";
import { Gone } from "/web/kiosk/dialog.js";
import { Pieces } from "/web/kiosk/pieces.js";
import { fenOf, moneyText } from "/web/lib/money.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const MOST_OF_EACH = 20;
/** Others that are offered beside a ticket; more would hide what was chosen. */
const MOST_OTHERS = 6;

/** The screen of a ticket. */
export function TicketProduct(props) {
  const found = props.shop?.tickets.find((row) => row.id === props.id);
  return found ? html`<${Chooser} ...${props} found=${found} />` : html`<${Gone} ...${props} shelf="tickets" />`;
}

function Chooser({ found, language, words, shop, screen, setOrder, go }) {
  const before = screen.choice?.lines.map(({ id, quantity }) => [id, quantity]);
  const [counts, setCounts] = useState(() => (before ? Object.fromEntries(before) : { [found.id]: 1 }));
  const others = shop.tickets.filter((row) => row.id !== found.id).slice(0, MOST_OTHERS);
  const lines = [found, ...others]
    .map((row) => ({ ...row, quantity: counts[row.id] ?? 0 }))
    .filter((row) => row.quantity > 0);
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const soldOut = found.left !== null && pieces > found.left;
  const total = moneyText(lines.reduce((sum, line) => sum + fenOf(line.price) * line.quantity, 0));
  // What is left counts for all tickets together.
  const most = (row) =>
    Math.min(
      MOST_OF_EACH,
      found.left === null ? MOST_OF_EACH : (counts[row.id] ?? 0) + Math.max(0, found.left - pieces),
    );
  const set = (row) => (quantity) => setCounts({ ...counts, [row.id]: quantity });
  const buy = () => {
    setOrder({ trade: "ticket", choice: { id: found.id, lines: lines.map(({ id, quantity }) => ({ id, quantity })) } });
    go({ name: "checkout" });
  };
  return html`
    <article class="chooser">
      <div class="picture"><img src=${ticketPicture(found)} alt="" width="640" height="640" /></div>
      <div class="facts">
        <h2>${ticketCaption(language, found)}</h2>
        ${ticketCaption(language, found) !== found.name && html`<p class="quiet" lang="zh-CN">${found.name}</p>`}
        <p>
          <strong class="money price-large">
            ${symbol()}${found.price}
          </strong> <span class="quiet">${words.perTicket(found.unit)}</span>
        </p>
        <p>${words.ticketHow}</p>
        ${found.until && html`<p class="quiet">${words.validUntil(found.until)}</p>`}
        ${found.left !== null && html`<p><span class="badge">${words.leftToday(found.left)}</span></p>`}
        <${Pieces} words=${words} count=${counts[found.id]} most=${most(found)} change=${set(found)} />
        ${
          others.length > 0 &&
          html`
            <section>
              <h3>${words.otherTickets}</h3>
              <ul class="others">
                ${others.map(
                  (row) => html`
                    <li class="card" key=${row.id}>
                      <img src=${ticketPicture(row)} alt="" width="84" height="84" />
                      <${Pieces}
                        words=${words}
                        title=${`${ticketCaption(language, row)} ${symbol()}${row.price}`}
                        least=${0}
                        most=${most(row)}
                        count=${counts[row.id] ?? 0}
                        change=${set(row)}
                      />
                    </li>
                  `,
                )}
              </ul>
            </section>
          `
        }
      </div>
      <footer class="bar card">
        <button onClick=${() => go({ name: "home", shelf: "tickets" })}>${words.back}</button>
        <p class="sum" role="status">
          ${
            soldOut
              ? html`
                <span class="quiet">${words.notEnoughTickets}</span>
              `
              : html`<strong class="money">${symbol()}${total}</strong>`
          }
        </p>
        <button class="main-action" disabled=${soldOut} onClick=${buy}>${words.buy}</button>
      </footer>
    </article>
  `;
}
