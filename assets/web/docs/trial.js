// The form that sends a call to this outlet, the line that does the same in a shell, and what was answered.

import { curl, keepCredentials, kept, request, send } from "/web/docs/send.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** @typedef {import("/web/docs/calls.js").Call} Call */

/** Schemes that sign each request. */
const SIGNED = ["hawk"];

/**
 * What stands in the form at first: what an earlier answer gave, else the examples.
 * @param {Call} call
 * @returns {Record<string, string>}
 */
function firstValues(call) {
  const credentials = kept();
  const values = call.fields.map(({ name, required, example }) => [
    name,
    credentials[name] ?? (required ? example : ""),
  ]);
  return Object.fromEntries([...values, ["Authorization", credentials.token ?? credentials.sessionid ?? ""]]);
}

/** @param {{ text: string, words: any }} props */
function Line({ text, words }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(text).then(() => setCopied(true));
  return html`
    <h3>${words.curl}</h3>
    <div class="line">
      <pre tabindex="0" aria-label=${words.curl}>${text}</pre>
      <button type="button" onClick=${copy}>${isCopied ? words.copied : words.copy}</button>
    </div>
  `;
}

/** @param {{ answer: any, words: any }} props */
function Answered({ answer, words }) {
  if (!answer) return null;
  if (answer.isAway) return html`<p class="trouble" role="status">${words.unreachable}</p>`;
  return html`
    <div class="answered">
      <p role="status">
        <strong>${answer.status}</strong> <span class="quiet">${answer.kind} · ${words.took(answer.ms)}</span>
        ${answer.names.length > 0 && html`<br />${words.kept(answer.names.join(", "))}`}
      </p>
      <pre tabindex="0" aria-label=${words.answers}>${answer.text || words.noBody}</pre>
    </div>
  `;
}

/** @param {{ call: Call, words: any }} props */
export function Trial({ call, words }) {
  const [values, setValues] = useState(() => firstValues(call));
  const [method, setMethod] = useState(call.methods.at(-1));
  const [answer, setAnswer] = useState(null);
  const [isSending, setSending] = useState(false);
  const isSigned = call.security.some((name) => SIGNED.includes(name));
  const hasToken = call.security.some((name) => name === "bearer");
  const fields = [...(hasToken ? [{ name: "Authorization", required: false, type: "Bearer" }] : []), ...call.fields];
  const now = request(call, method, values);
  const change = (name) => (event) => setValues({ ...values, [name]: event.target.value });
  const go = async (event) => {
    event.preventDefault();
    setSending(true);
    try {
      const came = await send(now);
      setAnswer({ ...came, names: keepCredentials(came.json) });
    } catch {
      setAnswer({ isAway: true });
    }
    setSending(false);
  };
  const input = ({ name, required, type }) => html`
    <label key=${name}>
      <span><code>${name}</code>${required && html` <span class="quiet">${words.required}</span>`}</span>
      <input name=${name} value=${values[name] ?? ""} placeholder=${type} onInput=${change(name)} autocomplete="off" />
    </label>
  `;
  return html`
    <h3>${words.tryIt}</h3>
    ${
      isSigned
        ? html`<p class="quiet">${words.signed}</p>`
        : html`
          <form class="trial" onSubmit=${go}>
            ${
              call.methods.length > 1 &&
              html`<label><span>${words.method}</span>
                <select value=${method} onChange=${(event) => setMethod(event.target.value)}>
                  ${call.methods.map((it) => html`<option key=${it} value=${it}>${it}</option>`)}
                </select></label>`
            }
            ${fields.map(input)}
            <div class="go">
              <button class="main-action" disabled=${isSending}>${isSending ? words.sending : words.send}</button>
              <span class="quiet">${words.realData}</span>
            </div>
          </form>
        `
    }
    <${Answered} answer=${answer} words=${words} />
    <${Line} text=${curl(now)} words=${words} />
  `;
}
