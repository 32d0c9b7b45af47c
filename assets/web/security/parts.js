// The parts of the page of log-ins: second factor, sessions, roles, counters.

import { keep } from "/web/lib/keep.js";
import { QrDrawing } from "/web/lib/qr.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

/**
 * Runs a step once at a time and shows why it failed.
 * @param {Record<string, any>} words
 * @returns {[(step: () => Promise<void>) => Promise<void>, any]}
 */
export function useStep(words) {
  const [trouble, setTrouble] = useState(null);
  const busy = useRef(false);
  const run = async (step) => {
    if (busy.current) return;
    busy.current = true;
    setTrouble(null);
    try {
      await step();
    } catch (error) {
      setTrouble(words.faultText(error));
    }
    busy.current = false;
  };
  return [run, trouble && html`<p class="trouble" role="alert">${trouble}</p>`];
}

/** What a form holds. */
export const typed = (event) => {
  event.preventDefault();
  return Object.fromEntries(new FormData(event.target));
};

export function Code({ label, go, send }) {
  return html`
    <form onSubmit=${send}>
      <label>
        ${label}
        <input name="code" required autocomplete="one-time-code" inputmode="numeric" maxlength="20" />
      </label>
      <button class="main-action">${go}</button>
    </form>
  `;
}

export function Factor({ words, state, ask, again }) {
  const [fresh, setFresh] = useState(null);
  const [codes, setCodes] = useState(null);
  const [run, trouble] = useStep(words);
  const begin = () => run(async () => setFresh(await ask("begin", {})));
  const enable = (event) => {
    const { code } = typed(event);
    run(async () => {
      setCodes((await ask("enable", { code })).recovery);
      setFresh(null);
      again();
    });
  };
  const disable = (event) => {
    const { code } = typed(event);
    run(async () => {
      await ask("disable", { code });
      again();
    });
  };
  const lacks = !state.enabled && state.demanded.includes(state.role);
  return html`
    <section class="card" id="factor">
      <h2>${words.factor}</h2>
      <p>${state.enabled ? words.factorOn : words.factorOff}</p>
      ${lacks && html`<p class="trouble" role="status">${words.factorDemanded}</p>`}
      ${
        codes &&
        html`
          <h3>${words.recovery}</h3>
          <p>${words.recoveryHint}</p>
          <ul class="recovery">${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ul>
          <button onClick=${() => setCodes(null)}>${words.written}</button>
        `
      }
      ${
        fresh &&
        html`
          <p>${words.scan} <code class="secret">${fresh.secret}</code></p>
          <${QrDrawing} qr=${fresh} label=${words.picture} width=${220} />
          <${Code} send=${enable} label=${words.firstCode} go=${words.enable} />
        `
      }
      ${!state.enabled && !fresh && html`<button class="main-action" onClick=${begin}>${words.begin}</button>`}
      ${state.enabled && !codes && html`<${Code} send=${disable} label=${words.code} go=${words.disable} />`}
      ${trouble}
    </section>
  `;
}

/** The PIN for a fast change of clerk; whoever sets it types the password, too. */
export function Pin({ words, state, ask, again }) {
  const [run, trouble] = useStep(words);
  const send = (event) => {
    const form = event.target;
    const { pin, password, otp } = typed(event);
    const isGone = event.submitter?.value === "remove";
    run(async () => {
      await ask("pin", { pin: isGone ? "" : pin, password, otp: otp || null });
      form.reset();
      again();
    });
  };
  return html`
    <section class="card" aria-labelledby="pin">
      <h2 id="pin">${words.pin}</h2>
      <p>${words.pinHint}</p>
      <p><strong>${state.pin ? words.pinOn : words.pinOff}</strong></p>
      <form onSubmit=${send}>
        <label>
          ${words.newPin}
          <input
            name="pin"
            type="password"
            inputmode="numeric"
            pattern="[0-9]{4,8}"
            maxlength="8"
            autocomplete="off"
            required=${!state.pin}
          />
        </label>
        <label>
          ${words.yourPassword}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        ${
          state.enabled &&
          html`
            <label>
              ${words.code}
              <input name="otp" autocomplete="one-time-code" inputmode="numeric" required />
            </label>
          `
        }
        <button class="main-action" value="set">${words.setPin}</button>
        ${state.pin && html`<button value="remove" formnovalidate>${words.removePin}</button>`}
      </form>
      ${trouble}
    </section>
  `;
}

export function Sessions({ words, state, ask, again }) {
  const [run, trouble] = useStep(words);
  const end = (id) =>
    run(async () => {
      await ask("end", { id });
      again();
    });
  return html`
    <section class="card" id="sessions">
      <h2>${words.sessions}</h2>
      <div class="wide-table">
        <table>
          <thead>
            <tr>
              <th>${words.place}</th><th>${words.agent}</th><th>${words.begun}</th><th>${words.used}</th>
              <th><span class="unseen">${words.end}</span></th>
            </tr>
          </thead>
          <tbody>
            ${state.sessions.map(
              (it) => html`
                <tr key=${it.id}>
                  <td>${it.address}</td><td>${it.agent}</td><td>${it.begun}</td><td>${it.used}</td>
                  <td>${it.own ? words.thisOne : html`<button onClick=${() => end(it.id)}>${words.end}</button>`}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${trouble}
    </section>
  `;
}

export function Roles({ words, state, ask, again }) {
  const [run, trouble] = useStep(words);
  const [saved, setSaved] = useState(false);
  const save = (event) => {
    event.preventDefault();
    const roles = new FormData(event.target).getAll("role").join(",");
    run(async () => {
      await ask("roles", { roles });
      setSaved(true);
      again();
    });
  };
  return html`
    <section class="card" id="roles">
      <h2>${words.roles}</h2>
      <form onSubmit=${save} onChange=${() => setSaved(false)}>
        ${[1, 2, 3, 4].map(
          (role) => html`
            <label key=${role} class="check">
              <input type="checkbox" name="role" value=${role} checked=${state.demanded.includes(role)} />
              ${words.role[role]}
            </label>
          `,
        )}
        <button class="main-action">${words.save}</button>
      </form>
      ${saved && html`<p role="status">${words.saved}</p>`}
      ${trouble}
    </section>
  `;
}

export function Devices({ words, state, ask, again }) {
  const [run, trouble] = useStep(words);
  const [done, setDone] = useState(false);
  const enrol = (event) => {
    const { name } = typed(event);
    run(async () => {
      keep("counter.device", (await ask("enrol", { name })).token, "localStorage");
      setDone(true);
      again();
    });
  };
  const remove = (name) =>
    run(async () => {
      await ask("remove", { name });
      again();
    });
  return html`
    <section class="card" id="devices">
      <h2>${words.devices}</h2>
      <p>${state.devices_only ? words.devicesOnly : words.devicesOff}</p>
      ${state.devices.length === 0 && html`<p>${words.none}</p>`}
      <ul>
        ${state.devices.map(
          (it) => html`
            <li key=${it.name}>
              ${it.name} (${it.enrolled}, ${it.by}) <button onClick=${() => remove(it.name)}>${words.remove}</button>
            </li>
          `,
        )}
      </ul>
      <form onSubmit=${enrol}>
        <label>${words.deviceName}<input name="name" required maxlength="40" autocomplete="off" /></label>
        <button class="main-action">${words.enrol}</button>
      </form>
      ${done && html`<p role="status">${words.enrolled}</p>`}
      ${trouble}
    </section>
  `;
}
