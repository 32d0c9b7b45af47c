// The kiosk: a traveller chooses, pays and gets a slip. What is on the screen is one value of `screen`; what must
// outlive a reload (language, cart, an order in the making) is kept by the browser, everything else comes from the
// server.

import { channels, wordsFor } from "/web/kiosk/channel-of.js";
import { Checkout } from "/web/kiosk/checkout.js";
import { Dialog } from "/web/kiosk/dialog.js";
import { Home } from "/web/kiosk/home.js";
import { useIdle } from "/web/kiosk/idle.js";
import { isKiosk, Keyboard } from "/web/kiosk/keyboard.js";
import { useScreen } from "/web/kiosk/screens.js";
import { wordsOf } from "/web/kiosk/words.js";
import { page, watchAway } from "/web/lib/api.js";
import { keep, recall } from "/web/lib/keep.js";
import { takeSymbol } from "/web/lib/symbol.js";
import { readTexts } from "/web/lib/texts.js";
import { html, render, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const REFRESH_MS = 60_000; // A kiosk stands all day: a price that changes at midnight shows within a minute.
/** Each screen by its name, with the channel that brings it; what no name leads to is the first one. */
const SCREENS = Object.assign(
  { checkout: { Screen: Checkout, channel: undefined } },
  ...channels.map((channel) => {
    const own = Object.entries(channel.screens ?? {});
    return Object.fromEntries(own.map(([name, Screen]) => [name, { Screen, channel }]));
  }),
);
const FIRST = { Screen: Home, channel: undefined };
// Seconds without a touch; who pays by phone touches the phone.
const PATIENCE = { idle: 90, paying: 300 };
const AT_HOME_S = 900; // Somebody's own phone or laptop: the slip stays a while.
const FIRST_LANGUAGE = "zh";
const LANGUAGES = ["zh", "en"];

/** Everything that is sold, with today's prices, in one round of requests. */
async function loadShop() {
  const [today, { here, outlets }, window, , ...own] = await Promise.all([
    page("today"),
    page("outlets"),
    page("window"),
    readTexts(),
    ...channels.map((channel) => channel.load?.()),
  ]);
  takeSymbol(today.symbol);
  return Object.assign({}, window, ...own, {
    here,
    place: outlets.find((outlet) => outlet.id === here) ?? null,
    holdMinutes: today.hold_minutes,
    scan: today.scan,
    today: today.now.slice(0, 10),
    demo: today.demo,
    outlet: today.outlet,
    awaitsOwner: today.awaits_owner,
    language: today.language,
    heading: today.receipt_heading,
    note: today.receipt_note,
    patience: { idle: today.idle_seconds, paying: today.paying_seconds },
  });
}

function useShop() {
  const [shop, setShop] = useState(null);
  useEffect(() => {
    let loading = false; // While the server is away, one round of requests waits for it, not one more every minute.
    const load = async () => {
      if (loading) return;
      loading = true;
      await loadShop().then(setShop, (error) => console.warn("The shop could not be read:", error.message));
      loading = false;
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return shop;
}

function useKept(name, fallback, storage) {
  const [value, setValue] = useState(() => recall(name, fallback, storage));
  const change = (next) => {
    keep(name, next, storage);
    setValue(next);
  };
  return [value, change];
}

function Kiosk() {
  const [kept, setLanguage] = useKept("language", null, "localStorage");
  const [keptCart, setCart] = useKept("cart", []);
  const [order, setOrder] = useKept("order", null);
  const [screen, setScreen] = useScreen(order, setOrder);
  const [away, setAway] = useState(false);
  const [round, setRound] = useState(0); // One more for each traveller.
  const [touched, setTouched] = useState(false);
  const shop = useShop();
  const first = shop?.language ?? FIRST_LANGUAGE; // What the outlet's settings say.
  const language = LANGUAGES.includes(kept) ? kept : first; // What a browser kept may be anything.
  const cart = Array.isArray(keptCart) ? keptCart : [];
  const words = wordsOf(language);
  const { Screen, channel } = SCREENS[screen.name] ?? FIRST;

  useEffect(() => watchAway(setAway), []);
  useEffect(() => {
    const touch = () => setTouched(true);
    addEventListener("pointerdown", touch);
    return () => removeEventListener("pointerdown", touch);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    document.title = words.title;
  }, [language]);
  useEffect(() => window.scrollTo(0, 0), [screen.name]);

  const start = () => {
    setCart([]);
    setOrder(null);
    setScreen({ name: "home" });
    setRound(round + 1);
    setTouched(false);
    if (isKiosk) setLanguage(first); // The next traveller begins where everybody begins.
  };
  const busy = screen.name !== "home" || cart.length > 0 || (isKiosk && touched);
  const { idle, paying: patient } = shop?.patience ?? PATIENCE;
  const paying = order?.code && !order.finished ? patient : idle;
  const secondsLeft = useIdle(busy, start, order?.finished && !isKiosk ? AT_HOME_S : paying);
  const shared = { language, words, shop, cart, setCart, order, setOrder, go: setScreen, start };

  return html`
    <${Top} ...${shared} setLanguage=${setLanguage} screen=${screen} />
    <main>
      <${Screen}
        key=${`${round} ${screen.name}`}
        ...${shared}
        ...${{ words: wordsFor(words, channel), screen, id: screen.id }}
      />
    </main>
    ${isKiosk && html`<${Keyboard} words=${words} />`}
    ${away && html`<p class="toast" role="status"><span class="pulse" aria-hidden="true"></span>${words.away}</p>`}
    ${
      secondsLeft !== null &&
      html`<${Dialog} text=${words.idle(secondsLeft)}>
      <button class="main-action">${words.stay}</button>
    <//>`
    }
  `;
}

function Top({ words, shop, language, setLanguage, cart, go, screen, order }) {
  const pick = (tongue, caption, lang) => html`
    <button type="button" lang=${lang} aria-pressed=${String(language === tongue)} onClick=${() => setLanguage(tongue)}>
      ${caption}
    </button>
  `;
  const pieces = cart.reduce((sum, line) => sum + line.quantity, 0);
  return html`
    <header class="top">
      <div class="top-inner">
        <img class="mark" src="/web/favicon.svg" alt="" width="64" height="64" />
        <div class="heading">
          <p class="outlet" lang="zh-CN">${shop?.outlet ?? "\u00a0"}</p>
          <h1>${words.title}</h1>
          <p class="quiet">${shop ? words.prices(shop.today) : "\u00a0"}</p>
        </div>
        ${
          pieces > 0 &&
          !order &&
          screen.name !== "cart" &&
          html`<button class="main-action" onClick=${() => go({ name: "cart" })}>${words.cartOf(pieces)}</button>`
        }
        <div class="languages" role="group" aria-label="语言 / Language">
          ${pick("zh", "中文", "zh-CN")} ${pick("en", "English", "en")}
        </div>
      </div>
    </header>
  `;
}

render(html`<${Kiosk} />`, document.getElementById("kiosk"));
