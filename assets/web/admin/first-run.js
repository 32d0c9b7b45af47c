// A new outlet, which has nobody yet: what it is called, when its days begin, and its first admin. Whoever has sent
// this is logged in and goes on with the first steps.

import { told } from "/web/admin/faults.js";
import { named } from "/web/admin/settings.js";
import { Field, Trouble, useAction, valuesOf } from "/web/admin/ui.js";
import { envelope, page, Refusal } from "/web/lib/api.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const MINUTES = 60;
/** Offsets that people live by, in minutes; the browser's own comes to them. */
const OFFSETS = [
  -600, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360,
  390, 420, 480, 525, 540, 570, 600, 660, 720, 765, 780,
];
const SIGNS = ["¥", "€", "$", "£", "HK$", "NT$", "S$", "฿", "₩"];

/** An offset as the settings have it: +08:00. */
function offsetText(minutes) {
  const two = (number) => String(number).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / MINUTES))}:${two(size % MINUTES)}`;
}

/** The offsets to choose from; the first one shown is that of this browser. */
function zonesOf() {
  const own = -new Date().getTimezoneOffset();
  return { own: offsetText(own), all: [...new Set([...OFFSETS, own])].sort((a, b) => a - b).map(offsetText) };
}

/** The door of an outlet that waits for its owner; `state` is what the server says of it. */
export function FirstRun({ words, language, state, enter, speak }) {
  const action = useAction();
  const [zones] = useState(zonesOf);
  const known = Object.fromEntries(state.settings.map((it) => [it.name, it]));
  const send = (event) => {
    event.preventDefault();
    const { again, username, password, code, ...values } = valuesOf(event);
    action.run(async () => {
      if (password !== again) throw new Refusal(0, "the passwords differ");
      try {
        await page("first-run", { username, password, ...(code && { code }), values: JSON.stringify(values) });
      } catch (error) {
        // An answer that was lost on its way: the owner is who comes in with this name and password.
        if (error.message !== "the outlet has its owner") throw named(words, language, error);
      }
      const answer = await envelope("login", { username: username.trim(), password }, "om");
      if (answer.error_no !== 0) throw told(words.hasOwner);
      const { userid, sessionid, result } = answer;
      window.location.hash = "first-steps";
      enter({ userid, sessionid, type: result.type, username: result.username });
    });
  };
  const text = (name, label, more) => html`
    <${Field}
      label=${label}
      name=${name}
      value=${known[name].fixed ? known[name].value : more.value}
      readonly=${known[name].fixed}
      ...${more.given}
      hint=${known[name].fixed ? words.fixedElsewhere : more.hint}
    />
  `;
  const select = (name, label, options, chosen) => html`
    <div class="field">
      <label>
        ${label}
        <select name=${name} disabled=${known[name].fixed}>
          ${options.map(
            ([value, caption]) => html`<option value=${value} selected=${value === chosen}>${caption}</option>`,
          )}
        </select>
      </label>
      ${known[name].fixed && html`<small class="quiet">${words.fixedElsewhere}</small>`}
    </div>
  `;
  const zone = known["outlet.zone"].fixed ? known["outlet.zone"].value : zones.own;
  return html`
    <main class="door wide">
      <section class="card">
        <div class="brand">
          <img src="/web/favicon.svg" alt="" width="48" height="48" />
          <h1>${words.welcome}</h1>
        </div>
        <p>${words.welcomeHint}</p>
        <form class="inline" onSubmit=${send}>
          ${
            state.code &&
            html`<${Field}
              label=${words.setUpCode}
              name="code"
              hint=${words.setUpCodeHint}
              autocomplete="off"
              maxlength="20"
              required
              autofocus
            />`
          }
          <h2 class="whole">${words.yourOutlet}</h2>
          ${text("outlet.name", words.outletName, {
            value: "",
            hint: words.outletNameHint,
            given: { required: true, maxlength: 60, autofocus: !state.code },
          })}
          ${select(
            "outlet.language",
            words.firstLanguage,
            [
              ["zh", "中文"],
              ["en", "English"],
            ],
            language,
          )}
          ${select(
            "outlet.zone",
            words.zone,
            zones.all.map((it) => [it, `UTC${it}`]),
            zone,
          )}
          ${text("outlet.currency_symbol", words.currencySign, {
            value: known["outlet.currency_symbol"].value,
            given: { required: true, maxlength: 4, list: "signs" },
          })}
          <datalist id="signs">${SIGNS.map((sign) => html`<option value=${sign} />`)}</datalist>
          ${text("outlet.day_cutoff", words.dayBegins, {
            value: known["outlet.day_cutoff"].value,
            hint: words.dayBeginsHint,
            given: { type: "time", required: true },
          })}
          <h2 class="whole">${words.yourself}</h2>
          <${Field}
            label=${words.username}
            name="username"
            value="admin"
            autocomplete="username"
            maxlength="60"
            hint=${words.firstAdminHint}
            required
          />
          <${Field}
            label=${words.password}
            name="password"
            type="password"
            autocomplete="new-password"
            minlength="12"
            maxlength="128"
            hint=${words.ownPasswordHint}
            required
          />
          <${Field}
            label=${words.passwordOnce}
            name="again"
            type="password"
            autocomplete="new-password"
            minlength="12"
            maxlength="128"
            required
          />
          <div class="whole"><${Trouble} words=${words} error=${action.error} /></div>
          <div class="actions">
            <button class="main-action" disabled=${action.busy}>${words.goOn}</button>
            ${speak}
          </div>
        </form>
      </section>
    </main>
  `;
}
