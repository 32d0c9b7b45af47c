// One product: where to, which days, how many minutes, how many pieces; the price follows every choice.

import { Calendar } from "/web/channels/roaming/pages/kiosk-calendar.js";
import { factsOf, PlanFacts } from "/web/channels/roaming/pages/kiosk-plans.js";
import { PriceTag } from "/web/channels/roaming/pages/kiosk-shelf.js";
import { areaCaption, productCaption, productDescription } from "/web/channels/roaming/pages/kiosk-words.js";
import { Gone } from "/web/kiosk/dialog.js";
import { Choices, Pieces } from "/web/kiosk/pieces.js";
import { page } from "/web/lib/api.js";
import { freshName } from "/web/lib/keep.js";
import { addressOf } from "/web/lib/pictures.js";
import { symbol } from "/web/lib/symbol.js";
import { altOf } from "/web/lib/texts.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const MINUTES = [40, 100, 200, 300, 600, 900];

/** What a product asks for, told from the attributes that its lines may have. */
function asks(product) {
  const names = new Set(product.prdattrs.map((row) => row.attr.varname));
  const areas = product.prdattrs.filter((row) => row.attr.varname === "areaname" && row.value).map((row) => row.value);
  const minutes = names.has("call_duration");
  // Minutes alone run from the order; with a number they are for days like it.
  const days = names.has("effect_datetime") && !(minutes && !product.is_package);
  return { areas, minutes, days };
}

/** The request parameters of a choice, or null while it is not whole. */
export function paramsOf(product, choice) {
  const { areas, minutes, days } = asks(product);
  if ((areas.length > 0 && !choice.area) || (days && !choice.last)) return null;
  return {
    productid: product.id,
    quantity: choice.quantity,
    areaname: choice.area,
    effect_datetime: days ? `${choice.first} 00:00:00` : undefined,
    failure_datetime: days ? `${choice.last} 23:59:59` : undefined,
    call_duration: minutes ? choice.minutes : undefined,
  };
}

/** The server's price of a choice; null while there is none. */
function useQuote(product, choice) {
  const [quote, setQuote] = useState(null);
  const params = paramsOf(product, choice);
  const asked = JSON.stringify(params);
  useEffect(() => {
    setQuote(null);
    if (!params) return undefined;
    let wanted = true;
    page("quote", params).then(
      (answer) => wanted && setQuote(answer),
      (refusal) => wanted && setQuote({ refusal }),
    );
    return () => (wanted = false);
  }, [asked]);
  return { params, quote };
}

/** The screen of a product. */
export function Product(props) {
  const { id, screen, language, words, shop, cart, setCart, go } = props;
  const product = shop?.products.find((row) => row.id === id);
  // Who came from a destination has said where to.
  const area = screen.area ?? null;
  const [choice, setChoice] = useState({ quantity: 1, area, first: null, last: null, minutes: MINUTES[0] });
  if (!product) return html`<${Gone} ...${props} shelf="roaming" />`;
  const back = screen.place ? { name: "destination", id: screen.place } : { name: "home", shelf: "roaming" };
  return html`<${Chooser} ...${{ product, choice, setChoice, language, words, shop, cart, setCart, go, back }} />`;
}

function Chooser({ product, choice, setChoice, language, words, shop, cart, setCart, go, back }) {
  const { areas, minutes, days } = asks(product);
  const { params, quote } = useQuote(product, choice);
  const description = productDescription(language, product);
  const plan = shop.plans[product.id];
  const facts = plan ? factsOf(language, words, { product, plan, price: shop.prices[product.id] }) : [];
  const set = (change) => setChoice({ ...choice, ...change });
  const add = () => {
    const line = {
      name: freshName(),
      id: product.id,
      quantity: choice.quantity,
      choice,
      params,
      payable: quote.payable,
    };
    setCart([...cart, line]);
    go({ name: "cart" });
  };
  return html`
    <article class="chooser">
      <div class="picture"><img
          src=${addressOf(product.image, productCaption(language, product))}
          alt=${altOf(product.image)}
          width="640"
          height="640"
        /></div>
      <div class="facts">
        <h2>${productCaption(language, product)}</h2>
        <p class="quiet" lang=${description.lang}>${description.text}</p>
        ${facts.length > 0 && html`<${PlanFacts} facts=${facts} />`}
        <p><${PriceTag} words=${words} product=${product} price=${shop.prices[product.id]} /></p>
        ${
          areas.length > 0 &&
          html`<${Choices}
          title=${words.area}
          options=${areas.map((area) => [area, areaCaption(language, area)])}
          chosen=${choice.area}
          choose=${(area) => set({ area })}
        />`
        }
        ${
          minutes &&
          html`<${Choices}
          title=${words.minutes}
          options=${MINUTES.map((count) => [count, String(count)])}
          chosen=${choice.minutes}
          choose=${(count) => set({ minutes: count })}
        />`
        }
        ${
          days &&
          html`<section>
          <h3>${words.days}</h3>
          <${Calendar} words=${words} today=${shop.today} first=${choice.first} last=${choice.last}
            change=${(first, last) => set({ first, last })} />
        </section>`
        }
        <${Pieces} words=${words} count=${choice.quantity} change=${(quantity) => set({ quantity })} />
      </div>
      <footer class="bar card">
        <button onClick=${() => go(back)}>${words.back}</button>
        <p class="sum" role="status">
          <${Sum} words=${words} params=${params} quote=${quote} lacksArea=${areas.length > 0 && !choice.area} />
        </p>
        <button class="main-action" disabled=${!quote?.payable} onClick=${add}>${words.add}</button>
      </footer>
    </article>
  `;
}

function Sum({ words, params, quote, lacksArea }) {
  if (!params) return html`<span class="quiet">${lacksArea ? words.chooseArea : words.choose}</span>`;
  if (quote?.refusal) return html`<span class="trouble">${words.refused.other}</span>`;
  if (!quote) return html`<span class="quiet">…</span>`;
  return html`
    ${quote.discount !== "0.00" && html`<s class="quiet">${symbol()}${quote.price}</s>`} <strong class="money">
      ${symbol()}${quote.payable}
    </strong>
    ${quote.discount !== "0.00" && html`<span class="badge">${words.saved(quote.discount)}</span>`}
  `;
}
