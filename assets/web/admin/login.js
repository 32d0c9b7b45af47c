// Log-in, and the change of a first password that staff must make before it works.

import { Field, Trouble, useAction, valuesOf } from "/web/admin/ui.js";
import { envelope, Refusal, service } from "/web/lib/api.js";
import { CODE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** A role that does not manage: a clerk, most likely. */

/** The door. Over a page whose session has `ended` it knows whose it was. */
export function Login({ words, enter, ended, known, speak }) {
  const [first, setFirst] = useState(null);
  const place = ended ? "div" : "main"; // The page below has a main part already.
  return html`
    <${place} class="door">
      <section class="card">
        <div class="brand">
          <img src="/web/favicon.svg" alt="" width="48" height="48" />
          <h1>${first ? words.newPassword : words.title}</h1>
        </div>
        ${ended && !first && html`<p class="trouble" role="status">${words.ended}</p>`}
        ${
          first
            ? html`
              <${FirstPassword} ...${{ words, first, enter }} />
            `
            : html`<${Credentials} ...${{ words, enter, setFirst, known }} />`
        }
        <div class="row">${speak}</div>
      </section>
    <//>
  `;
}

function Credentials({ words, enter, setFirst, known }) {
  const action = useAction();
  const [asks, setAsks] = useState(false);
  const send = (event) => {
    event.preventDefault();
    const { username, password, otp } = valuesOf(event);
    action.run(async () => {
      const answer = await envelope("login", { username, password, otp }, "om");
      if (answer.error_no === CODE.SECOND_FACTOR) setAsks(true);
      const known = answer.error_no === 0 || (answer.error_no === CODE.FIRST_PASSWORD && answer.sessionid);
      if (!known) throw new Refusal(answer.error_no, answer.error_info);
      const { userid, sessionid, result } = answer;
      const session = { userid, sessionid, type: result.type, username: result.username };
      const { error_no } = await envelope("refund_gets", { userid, sessionid }, "om");
      if (error_no === CODE.SECOND_FACTOR) window.location.assign("/security");
      else if (error_no === CODE.FIRST_PASSWORD) setFirst({ session, password });
      else enter(session);
    });
  };
  return html`
    <form onSubmit=${send}>
      <${Field}
        label=${words.username}
        name="username"
        autocomplete="username"
        value=${known ?? ""}
        required
        autofocus=${!known}
      />
      <${Field}
        label=${words.password}
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus=${Boolean(known)}
      />
      ${
        asks &&
        html`<${Field}
          label=${words.secondFactor}
          name="otp"
          autocomplete="one-time-code"
          inputmode="numeric"
          hint=${words.secondFactorHint}
          required
        />`
      }
      <${Trouble} words=${words} error=${action.error} />
      ${action.error?.no === CODE.PRIVILEGE && html`<p><a href="/counter">${words.toCounter}</a></p>`}
      <button class="main-action" disabled=${action.busy}>${words.logIn}</button>
    </form>
  `;
}

function FirstPassword({ words, first, enter }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const { fresh, again } = valuesOf(event);
    action.run(async () => {
      if (fresh !== again) throw new Refusal(0, "the passwords differ");
      await service("change_password", { opassword: first.password, npassword: fresh }, first.session);
      enter(first.session);
    });
  };
  return html`
    <form onSubmit=${send}>
      <p>${words.firstPassword(first.session.username)}</p>
      <${Field}
        label=${words.newPassword}
        name="fresh"
        type="password"
        autocomplete="new-password"
        minlength="8"
        maxlength="128"
        hint=${words.passwordHint}
        required
        autofocus
      />
      <${Field}
        label=${words.passwordAgain}
        name="again"
        type="password"
        autocomplete="new-password"
        minlength="8"
        maxlength="128"
        required
      />
      <${Trouble} words=${words} error=${action.error} />
      <button class="main-action" disabled=${action.busy}>${words.save}</button>
    </form>
  `;
}
