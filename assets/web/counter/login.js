// Log-in, and the first password that must be changed before anything else.

import { refusalText } from "/web/counter/words.js";
import { envelope, page, service } from "/web/lib/api.js";
import { CODE } from "/web/lib/constants.js";
import { recall } from "/web/lib/keep.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const LEAST_LETTERS = 8;

/**
 * The screens before the desk, or over it when its session has `ended`, `known` who had it; `enter` gets the session.
 */
export function Login({ words, ended, known, enter }) {
  const [first, setFirst] = useState(null);
  const [trouble, setTrouble] = useState(ended ? words.sessionEnded : null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);

  /** Runs a step once at a time and shows why it failed. */
  const run = async (step) => {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      await step();
    } catch (refusal) {
      if (refusal.message === "set up the second factor") window.location.assign("/security");
      setTrouble(refusal.message === "this role may not see it" ? words.notStaff : refusalText(words, refusal));
    }
    setBusy(false);
  };
  const goIn = async (session) => {
    const me = await page("counter/me", null, session.sessionid);
    enter({ ...session, username: me.name, decides: me.decides });
  };
  const logIn = ({ username, password, otp }) =>
    run(async () => {
      const device = recall("counter.device", null, "localStorage");
      const answer = await envelope("login", { username, password, otp, device });
      if (answer.error_no === CODE.SECOND_FACTOR) setAsks(true);
      const session = { userid: answer.userid, sessionid: answer.sessionid };
      if (answer.error_no === CODE.FIRST_PASSWORD) return setFirst({ session, username, password });
      if (answer.error_no !== 0) throw Object.assign(new Error(answer.error_info), { no: answer.error_no });
      await goIn(session);
    });
  const changePassword = ({ password, again }) =>
    run(async () => {
      if (password.length < LEAST_LETTERS) return setTrouble(words.tooShort(LEAST_LETTERS));
      if (password !== again) return setTrouble(words.notTheSame);
      const { session, password: old } = first;
      await service("change_password", { opassword: old, npassword: password }, session);
      await goIn(session);
    });

  const fields = first
    ? [
        { name: "password", caption: words.newPassword, type: "password", autocomplete: "new-password" },
        { name: "again", caption: words.again, type: "password", autocomplete: "new-password" },
      ]
    : [
        {
          name: "username",
          caption: words.username,
          type: "text",
          autocomplete: "username",
          defaultValue: known ?? "",
        },
        { name: "password", caption: words.password, type: "password", autocomplete: "current-password" },
        ...(asks ? [{ name: "otp", caption: words.secondFactor, type: "text", autocomplete: "one-time-code" }] : []),
      ];
  return html`<${Sheet}
    key=${first ? "first" : "login"}
    title=${first ? words.firstTitle(first.username) : words.logInTitle}
    hint=${first ? words.firstHint : words.logInHint}
    caption=${first ? words.firstGo : words.logIn}
    submit=${first ? changePassword : logIn}
    ...${{ fields, trouble, busy }}
    place=${ended ? "div" : "main"}
  />`;
}

function Sheet({ title, hint, caption, fields, submit, trouble, busy, place }) {
  const form = useRef(null);
  const first = fields.find((field) => !field.defaultValue).name;
  useEffect(() => form.current.elements[first].focus(), []);
  const send = (event) => {
    event.preventDefault();
    submit(Object.fromEntries(new FormData(form.current)));
  };
  return html`
    <${place} class="entry">
      <form class="card sheet" ref=${form} onSubmit=${send}>
        <h2>${title}</h2>
        <p class="quiet">${hint}</p>
        ${fields.map(
          ({ name, caption, ...field }) => html`
            <label key=${name}>
              ${caption}
              <input
                ...${{ name, ...field }}
                autofocus=${name === first}
                required
                autocapitalize="none"
                spellcheck=${false}
              />
            </label>
          `,
        )}
        ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
        <button class="main-action" disabled=${busy}>${caption}</button>
      </form>
    <//>
  `;
}
