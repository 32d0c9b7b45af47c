// The clerk's page: log-in first, then the desk. The session lives as long as the browser's tab; everything else comes
// from the server.

import { Desk } from "/web/counter/desk.js";
import { Login } from "/web/counter/login.js";
import { ChangeClerk, deviceToken } from "/web/counter/pin.js";
import { wordsOf } from "/web/counter/words.js";
import { page, service, watchAway } from "/web/lib/api.js";
import { keep, recall } from "/web/lib/keep.js";
import { Over } from "/web/lib/over.js";
import { takeSymbol } from "/web/lib/symbol.js";
import { readTexts } from "/web/lib/texts.js";
import { html, render, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const SESSION = "counter.session";
const HAS_ENDED = new Set(["log in first", "the session has ended", "change the first password"]);

function Counter() {
  const [language, setLanguage] = useState(() => recall("language", "zh", "localStorage"));
  const [session, setSession] = useState(() => recall(SESSION, null));
  const [ended, setEnded] = useState(false);
  const [away, setAway] = useState(false);
  const [outlet, setOutlet] = useState(null);
  const [changes, setChanges] = useState(false);
  const words = wordsOf(language);

  const open = (today) => {
    takeSymbol(today.symbol);
    readTexts().then(() => setOutlet(today));
  };
  useEffect(() => watchAway(setAway), []);
  useEffect(() => void page("today").then(open), []);
  useEffect(() => {
    keep("language", language, "localStorage");
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    document.title = words.title;
  }, [language]);

  const change = (next) => {
    keep(SESSION, next);
    setSession(next);
    setEnded(false);
  };
  const live = useRef(null);
  live.current = ended ? null : session;
  const end = () => {
    live.current = null;
    keep(SESSION, null);
    setEnded(true);
  };
  const logOut = () => {
    service("logout", {}, session).catch(() => {}); // A session that has ended already is as good.
    change(null);
  };
  /** A call of the pages' API in the session that lives now; an ended one brings the log-in, over the desk as it is. */
  const call = async (path, params = null) => {
    const mine = live.current;
    if (!mine) throw Object.assign(new Error("the session has ended"), { isEnd: true });
    try {
      return await page(path, params, mine.sessionid);
    } catch (refusal) {
      refusal.isEnd = HAS_ENDED.has(refusal.message);
      if (refusal.isEnd && live.current === mine) end();
      throw refusal;
    }
  };
  const ask = (path, params) => call(`counter/${path}`, params);
  const codes = () => call("checkcodes").then(({ codes }) => codes);

  const toast =
    away && html`<p class="toast" role="status"><span class="pulse" aria-hidden="true"></span>${words.away}</p>`;
  return html`
    <${Top} ...${{ words, language, setLanguage, session, outlet, logOut }} changeClerk=${() => setChanges(true)} />
    ${
      changes &&
      html`
        <${ChangeClerk}
          ...${{ words, session }}
          enter=${(next) => {
            setChanges(false);
            change(next);
          }}
          close=${() => setChanges(false)}
        />
      `
    }
    ${
      session
        ? html`<${Desk} key=${session.userid} ...${{ words, session, outlet, ask, codes }} />`
        : html`<${Login} ...${{ words, enter: change }} />`
    }
    ${
      ended
        ? html`
          <${Over} label=${words.logIn}>
            <${Login} ...${{ words, ended, enter: change }} known=${session.username} />
            ${toast}
          <//>
        `
        : toast
    }
  `;
}

function Top({ words, language, setLanguage, session, outlet, logOut, changeClerk }) {
  const pick = (tongue, caption, lang) => html`
    <button type="button" lang=${lang} aria-pressed=${String(language === tongue)} onClick=${() => setLanguage(tongue)}>
      ${caption}
    </button>
  `;
  return html`
    <header class="top">
      <img class="mark" src="/web/favicon.svg" alt="" width="40" height="40" />
      <div class="heading">
        <h1>${words.title}</h1>
        <p class="quiet" lang="zh-CN">${outlet?.outlet ?? "\u00a0"}</p>
      </div>
      ${session && html`<p class="who">${session.username}</p>`}
      <div class="languages" role="group" aria-label="语言 / Language">
        ${pick("zh", "中文", "zh-CN")} ${pick("en", "English", "en")}
      </div>
      ${deviceToken() && html`<button type="button" onClick=${changeClerk}>${words.changeClerk}</button>`}
      ${session && html`<button type="button" onClick=${logOut}>${words.logOut}</button>`}
    </header>
  `;
}

render(html`<${Counter} />`, document.getElementById("counter"));
