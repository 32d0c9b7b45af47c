// The page of log-ins: whoever works here sees to the own second factor and sessions;
// admins to roles and counters, too.

import { envelope, page, Refusal, watchAway } from "/web/lib/api.js";
import { CODE, ROLE } from "/web/lib/constants.js";
import { keep, recall } from "/web/lib/keep.js";
import { Devices, Factor, Pin, Roles, Sessions, typed, useStep } from "/web/security/parts.js";
import { wordsOf } from "/web/security/words.js";
import { html, render, useEffect, useState } from "/web/vendor/preact-htm.module.js";

/** Managers log in at their own door, which asks for no counter; everybody else as at the counter. */
async function logIn(fields) {
  const answer = await envelope("login", fields, "om");
  if (answer.error_no !== CODE.PRIVILEGE && answer.sessionid) return answer;
  if (answer.error_no !== CODE.PRIVILEGE) return answer;
  return envelope("login", { ...fields, device: recall("counter.device", null, "localStorage") });
}

function Login({ words, enter }) {
  const [asks, setAsks] = useState(false);
  const [run, trouble] = useStep(words);
  const send = (event) => {
    const { username, password, otp } = typed(event);
    run(async () => {
      const answer = await logIn({ username, password, otp: otp || null });
      if (answer.error_no === CODE.SECOND_FACTOR) setAsks(true);
      if (answer.error_no !== 0) throw new Refusal(answer.error_no, answer.error_info);
      enter(answer.sessionid);
    });
  };
  return html`
    <form class="card" onSubmit=${send}>
      <label>
        ${words.username}
        <input name="username" autocomplete="username" required autofocus autocapitalize="none" />
      </label>
      <label>${words.password}<input name="password" type="password" autocomplete="current-password" required /></label>
      ${
        asks &&
        html`
          <label>
            ${words.code}
            <input name="otp" autocomplete="one-time-code" inputmode="numeric" required />
            <small>${words.codeHint}</small>
          </label>
        `
      }
      ${trouble}
      <button class="main-action">${words.logIn}</button>
    </form>
  `;
}

function Desk({ words, session, leave }) {
  const [state, setState] = useState(null);
  const ask = (name, params) => page(`security/${name}`, params, session);
  const again = () => page("security", null, session).then(setState, leave);
  useEffect(() => void again(), [session]);
  if (!state) return null;
  const parts = { words, state, ask, again };
  return html`
    <p>
      ${state.username} <button onClick=${leave}>${words.logOut}</button> ${" "}
      <a href=${state.role === ROLE.CLERK ? "/counter" : "/admin"}>
        ${state.role === ROLE.CLERK ? words.toCounter : words.toAdmin}
      </a>
    </p>
    <${Factor} ...${parts} />
    <${Pin} ...${parts} />
    <${Sessions} ...${parts} />
    ${state.role === ROLE.ADMIN && html`<${Roles} ...${parts} /><${Devices} ...${parts} />`}
  `;
}

function Security() {
  const [language, setLanguage] = useState(() => (recall("language", "zh", "localStorage") === "en" ? "en" : "zh"));
  const [session, setSession] = useState(() => recall("security.session", null));
  const [away, setAway] = useState(false);
  const words = wordsOf(language);
  const enter = (next) => {
    keep("security.session", next);
    setSession(next);
  };
  const leave = () => {
    if (session) envelope("logout", { sessionid: session });
    enter(null);
  };
  useEffect(() => watchAway(setAway), []);
  useEffect(() => {
    keep("language", language, "localStorage");
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    document.title = `${words.title} · Outpost`;
  }, [language]);
  return html`
    <main class="security">
      <h1>${words.title}</h1>
      ${
        session
          ? html`<${Desk} key=${session} ...${{ words, session, leave }} />`
          : html`<${Login} ...${{ words, enter }} />`
      }
      <button
        lang=${language === "en" ? "zh-CN" : "en"}
        onClick=${() => setLanguage(language === "en" ? "zh" : "en")}
      >
        ${language === "en" ? "中文" : "English"}
      </button>
      ${away && html`<p class="toast" role="status">${words.away}</p>`}
    </main>
  `;
}

render(html`<${Security} />`, document.getElementById("security"));
