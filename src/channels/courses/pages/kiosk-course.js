// A course voucher: what it costs, what it is worth, how many.

import { belowCourse, courseCaption, coursePicture } from "/web/channels/courses/pages/kiosk-words.js";
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
  const caption = courseCaption(language, found);
  const below = belowCourse(language, found, caption);
  const buy = () => {
    const { id, offer, name, worth } = found;
    setOrder({ trade: "course", choice: { id, offer, name, worth, quantity } });
    go({ name: "checkout" });
  };
  return html`
    <article class="chooser">
      <div class="picture"><img src=${coursePicture(found)} alt="" width="640" height="640" /></div>
      <div class="facts">
        <h2>${caption}</h2>
        <p class="quiet" lang=${below.lang}>${below.text}</p>
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
