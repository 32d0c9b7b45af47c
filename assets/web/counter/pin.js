// A fast change of clerk at an enrolled counter: the name is chosen, the PIN typed on the page's own keys.

import { page } from "/web/lib/api.js";
import { recall } from "/web/lib/keep.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** The token of this browser where it was enrolled. */
export const deviceToken = () => recall("counter.device", null, "localStorage");

/** What is sent with money: an enrolled counter numbers its receipts by itself. */
export const atThisTill = (fields) => {
  const device = deviceToken();
  return device ? { ...fields, device } : fields;
};

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** `session` works here now, or nobody; `enter` gets the one who goes on, `close` gives up. */
export function ChangeClerk({ words, session, enter, close }) {
  const [clerks, setClerks] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [pin, setPin] = useState("");
  const [trouble, setTrouble] = useState(null);
  const busy = useRef(false);
  const dialog = useRef(null);
  const field = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
    page("counter/clerks", { device: deviceToken() }).then(
      (answer) => setClerks(answer.clerks),
      (refusal) => setTrouble(words.pinFaults[refusal.message] ?? refusal.message),
    );
  }, []);
  useEffect(() => field.current?.focus(), [chosen]);
  const send = async (event) => {
    event.preventDefault();
    if (busy.current || pin === "") return;
    busy.current = true;
    setTrouble(null);
    try {
      const given = { device: deviceToken(), userid: chosen.id, pin };
      const next = await page("counter/pin", given, session?.sessionid ?? null);
      const me = await page("counter/me", null, next.sessionid);
      enter({ ...next, username: me.name, decides: me.decides });
    } catch (refusal) {
      setPin("");
      setTrouble(words.pinFaults[refusal.message] ?? refusal.message);
    }
    busy.current = false;
  };
  const press = (digit) => () => setPin((before) => (before + digit).slice(0, 8));
  return html`
    <dialog class="card pin" ref=${dialog} aria-labelledby="pin-title" onClose=${close}>
      <h2 id="pin-title">${chosen ? words.pinOf(chosen.name) : words.changeClerk}</h2>
      ${
        chosen
          ? html`
            <form onSubmit=${send}>
              <label>
                PIN
                <input
                  ref=${field}
                  type="password"
                  inputmode="none"
                  autocomplete="off"
                  value=${pin}
                  onInput=${(event) => setPin(event.currentTarget.value.replace(/\D/g, "").slice(0, 8))}
                />
              </label>
              <div class="keys">
                ${KEYS.map((digit) => html`<button type="button" onClick=${press(digit)}>${digit}</button>`)}
                <button type="button" aria-label=${words.pinErase} onClick=${() => setPin("")}>⌫</button>
                <button type="button" onClick=${press("0")}>0</button>
                <button class="main-action" disabled=${pin.length < 4}>${words.pinGo}</button>
              </div>
            </form>
          `
          : html`
            <div class="clerks">
              ${(clerks ?? []).map(
                (it) => html`<button type="button" key=${it.id} onClick=${() => setChosen(it)}>${it.name}</button>`,
              )}
            </div>
            ${clerks?.length === 0 && html`<p class="quiet">${words.noPins}</p>`}
          `
      }
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <button type="button" onClick=${() => dialog.current.close()}>${words.pinLeave}</button>
    </dialog>
  `;
}
