// The ferry at the kiosk: its shelf shows the next crossing; seats are sold at the pier.

import { Gone } from "/web/kiosk/dialog.js";
import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

const PICTURE = "/web/channels/ferry/pages/shelf.svg";

const zh = { shelf: "渡轮", seatsLeft: (count) => `余 ${count} 座`, atThePier: "请到码头购票。" };
const en = { shelf: "Ferry", seatsLeft: (count) => `${count} seats left`, atThePier: "Seats are sold at the pier." };

/** The screen of a crossing. */
function Crossing(props) {
  const { id, words, shop, go } = props;
  const found = shop?.ferries.find((row) => row.id === id);
  if (!found) return html`<${Gone} ...${props} shelf="ferries" />`;
  return html`
    <article class="chooser">
      <div class="picture"><img src=${PICTURE} alt="" width="640" height="640" /></div>
      <div class="facts">
        <h2>${found.name}</h2>
        <p><strong class="money price-large">${symbol()}${found.price}</strong></p>
        <p>${words.atThePier}</p>
      </div>
      <footer class="bar card">
        <button onClick=${() => go({ name: "home", shelf: "ferries" })}>${words.back}</button>
      </footer>
    </article>
  `;
}

/** @type {import("/types/channels.d.ts").KioskChannel} */
export const channel = {
  words: { zh, en },
  shelf: {
    name: "ferries",
    image: PICTURE,
    screen: "ferry",
    caption: (_language, row) => row.name,
    picture: () => PICTURE,
    badge: (words, row) => words.seatsLeft(row.left),
  },
  screens: { ferry: Crossing },
};
