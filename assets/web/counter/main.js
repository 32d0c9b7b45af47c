// The clerk's page: log-in first, then the desk. The session lives as long as the browser's tab; everything else comes from
// the server.

import { html, render, useEffect, useState } from "/web/vendor/preact-htm.module.js";
import { page, service, watchAway } from "/web/lib/api.js";
import { keep, recall } from "/web/lib/keep.js";
import { Desk } from "/web/counter/desk.js";
import { Login } from "/web/counter/login.js";
import { wordsOf } from "/web/counter/words.js";

const SESSION = "counter.session";
const HAS_ENDED = new Set(["log in first", "the session has ended", "change the first password"]);

function Counter() {
  const [language, setLanguage] = useState(() => recall("language", "zh", "localStorage"));
  const [session, setSession] = useState(() => recall(SESSION, null));
  const [ended, setEnded] = useState(false);
  const [away, setAway] = useState(false);
  const [outlet, setOutlet] = useState("\u00a0");
  const words = wordsOf(language);

  useEffect(() => watchAway(setAway), []);
  useEffect(() => void page("today").then((today) => setOutlet(today.outlet)), []);
  useEffect(() => {
    keep("language", language, "localStorage");
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    document.title = words.title;
  }, [language]);

  const change = (next, byItself = false) => {
    keep(SESSION, next);
    setSession(next);
    setEnded(byItself);
  };
  const logOut = () => {
    service("logout", {}, session).catch(() => {}); // A session that has ended already is as good.
    change(null);
  };
  /** A call of the counter's API in the session; an ended one leads back to the log-in. */
  const ask = async (path, params = null) => {
    try {
      return await page(`counter/${path}`, params, session.sessionid);
    } catch (refusal) {
      if (HAS_ENDED.has(refusal.message)) change(null, true);
      throw refusal;
    }
  };
  const codes = () => page("checkcodes", null, session.sessionid).then(({ codes }) => codes);

  return html`
    <${Top} ...${{ words, language, setLanguage, session, outlet, logOut }} />
    ${session
      ? html`<${Desk} ...${{ words, session, outlet, ask, codes }} />`
      : html`<${Login} ...${{ words, ended, enter: change }} />`}
    ${away && html`<p class="toast" role="status"><span class="pulse" aria-hidden="true"></span>${words.away}</p>`}
  `;
}

function Top({ words, language, setLanguage, session, outlet, logOut }) {
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
        <p class="quiet" lang="zh-CN">${outlet}</p>
      </div>
      ${session && html`<p class="who">${session.username}</p>`}
      <div class="languages" role="group" aria-label="语言 / Language">${pick("zh", "中文", "zh-CN")} ${pick("en", "English", "en")}</div>
      ${session && html`<button type="button" onClick=${logOut}>${words.logOut}</button>`}
    </header>
  `;
}

render(html`<${Counter} />`, document.getElementById("counter"));
