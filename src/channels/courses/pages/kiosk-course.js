// A course voucher: what it costs, what it is worth, how many.

import { courseCaption, coursePicture } from "/web/channels/courses/pages/kiosk-words.js";
import { Gone } from "/web/kiosk/dialog.js";
import { Pieces } from "/web/kiosk/pieces.js";
import { fenOf, moneyText } from "/web/lib/money.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** The screen of a course. */
export function CourseProduct(props) {
  const { id, language, words, shop, setOrder, go } = props;
  const [quantity, setQuantity] = useState(props.screen.choice?.quantity ?? 1);
  const found = shop?.courses.find((row) => row.id === id);
  if (!found) return html`<${Gone} ...${props} shelf="courses" />`;
  const buy = () => {
    setOrder({ trade: "course", choice: { id: found.id, offer: found.offer, name: found.name, quantity } });
    go({ name: "checkout" });
  };
  return html`
    <article class="chooser">
      <div class="picture"><img src=${coursePicture(found)} alt="" width="640" height="640" /></div>
      <div class="facts">
        <h2>${courseCaption(language, found)}</h2>
        <p class="quiet" lang="zh-CN">${found.subname}</p>
        <p>
          <strong class="money price-large">
            ${symbol()}${found.price}
          </strong> <span class="badge">${words.worth(found.worth)}</span>
        </p>
        <p>${words.courseHow}</p>
        <${Pieces} words=${words} count=${quantity} change=${setQuantity} />
      </div>
      <footer class="bar card">
        <button onClick=${() => go({ name: "home", shelf: "courses" })}>${words.back}</button>
        <p class="sum" role="status">
          <strong class="money">${symbol()}${moneyText(fenOf(found.price) * quantity)}</strong>
        </p>
        <button class="main-action" onClick=${buy}>${words.buy}</button>
      </footer>
    </article>
  `;
}
