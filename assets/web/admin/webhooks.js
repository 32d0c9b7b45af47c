// Webhooks: who outside the house is told of what, and what became of each message. Off until somebody names a target.

import { Turns } from "/web/admin/rooms/room.js";
import { Ask, Dialog, Done, Field, Loading, Pill, Secret, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { freshName } from "/web/lib/keep.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

const EVENTS = ["order.paid", "order.refunded", "order.handed_over", "stock.low"];
const STATES = ["waiting", "failed", "parked", "taken"];
const TONES = { waiting: "plain", failed: "soon", parked: "bad", taken: "good" };

export function Webhooks({ words, api }) {
  const [marks, setMarks] = useState({ state: "", page: 1 });
  const query = new URLSearchParams(/** @type {any} */ (marks)).toString();
  const state = useLoad(() => api.page(`admin/webhooks?${query}`), [query]);
  const [form, setForm] = useState(null); // the target that is changed, or {} for a new one
  const [secret, setSecret] = useState(null);
  const [asked, setAsked] = useState(null);
  const action = useAction();
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { targets, counts, messages, more } = state.value;
  const tell = (target, to, text) =>
    action.run(async () => {
      const answer = await api.page("admin/webhook", { id: target.id, to });
      if (answer.secret) setSecret(answer.secret);
      state.again();
      return text;
    });
  const replay = (message) =>
    action.run(async () => {
      await api.page("admin/webhook-replay", { number: message.number });
      state.again();
      return words.saved;
    });
  const saved = (answer) => {
    setForm(null);
    if (answer?.secret) setSecret(answer.secret);
    state.again();
  };
  return html`
    <div class="head">
      <p class="quiet">${words.webhooksHint}</p>
      <button class="main-action" onClick=${() => setForm({})}>${words.newTarget}</button>
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.done} />
    <${Targets} ...${{ words, targets, setForm, setAsked, tell, busy: action.busy }} />
    ${
      (messages.length > 0 || counts.length > 0) &&
      html`<${Messages} ...${{ words, targets, counts, messages, more, marks, setMarks, replay, busy: action.busy }} />`
    }
    ${form && html`<${TargetForm} ...${{ words, api, target: form, saved, close: () => setForm(null) }} />`}
    ${
      secret &&
      html`<${Secret}
        words=${words}
        title=${words.newSecret}
        secret=${secret}
        hint=${words.secretOnce}
        close=${() => setSecret(null)}
      />`
    }
    ${asked && html`<${Ask} words=${words} ...${asked} close=${() => setAsked(null)} />`}
  `;
}

function Targets({ words, targets, setForm, setAsked, tell, busy }) {
  const ask = (target, to, title, text) => setAsked({ title, text, go: () => tell(target, to, words.saved) });
  const act = (target, caption, go) =>
    html`<button disabled=${busy} aria-label=${`${caption} ${target.host}`} onClick=${go}>${caption}</button>`;
  const actions = (it) => html`
    <div class="row">
      ${act(it, words.change, () => setForm(it))}
      ${it.enabled && act(it, words.sendTest, () => tell(it, "test", words.testOwed))}
      ${act(it, words.newSecret, () => ask(it, "secret", words.newSecret, words.newSecretAsk))}
      ${act(it, words.endTarget, () => ask(it, "end", words.endTarget, words.endTargetAsk(it.host)))}
    </div>
  `;
  return html`
    <${Table}
      caption=${words.webhookTargets}
      rows=${targets}
      empty=${words.noTargets}
      keyOf=${(it) => it.id}
      columns=${[
        { name: "host", label: words.targetHost, by: (it) => it.host, show: (it) => html`<strong>${it.host}</strong>` },
        {
          name: "events",
          label: words.eventsWanted,
          show: (it) => it.events.map((event) => words.webhookEvents[event]).join(" · "),
        },
        {
          name: "enabled",
          label: words.state,
          by: (it) => it.enabled,
          show: (it) => html`
            <${Pill} tone=${it.enabled ? "good" : "plain"}>${it.enabled ? words.targetOn : words.targetOff}<//>
            ${it.old_until && html`<small class="quiet">${words.oldSecretUntil(it.old_until)}</small>`}
          `,
        },
        { name: "change", label: words.change, show: actions },
      ]}
    />
  `;
}

function Messages({ words, targets, counts, messages, more, marks, setMarks, replay, busy }) {
  const countOf = (name) =>
    counts.filter((it) => name === "" || it.state === name).reduce((sum, it) => sum + it.count, 0);
  const hostOf = (id) => targets.find((it) => it.id === id)?.host ?? "—";
  return html`
    <div class="row" role="group" aria-label=${words.state}>
      ${["", ...STATES].map(
        (name) => html`
          <button aria-pressed=${String(marks.state === name)} onClick=${() => setMarks({ state: name, page: 1 })}>
            ${name === "" ? words.all : words.webhookStates[name]} ${countOf(name)}
          </button>
        `,
      )}
    </div>
    <${Table}
      caption=${words.webhookMessages}
      rows=${messages}
      empty=${words.noMessages}
      keyOf=${(it) => it.number}
      columns=${[
        { name: "at", label: words.when, by: (it) => it.at, show: (it) => it.at },
        {
          name: "event",
          label: words.webhookEvent,
          by: (it) => it.event,
          show: (it) => html`
            ${words.webhookEvents[it.event] ?? it.event}
            ${it.order && html` <a href=${`#orders/${it.order}`}>${it.order}</a>`}
            <small class="quiet">${hostOf(it.target)}</small>
          `,
        },
        {
          name: "state",
          label: words.state,
          by: (it) => it.state,
          show: (it) => html`<${Pill} tone=${TONES[it.state]}>${words.webhookStates[it.state]}<//>`,
        },
        { name: "tries", label: words.triesCount, amount: true, by: (it) => it.tries, show: (it) => it.tries },
        {
          name: "result",
          label: words.lastAnswer,
          show: (it) => html`
            ${it.result || "—"} ${it.tried && html`<small class="quiet">${it.tried}</small>`}
          `,
        },
        { name: "next", label: words.nextTry, by: (it) => it.next, show: (it) => it.next ?? "—" },
        {
          name: "change",
          label: words.change,
          show: (it) => html`
            <button disabled=${busy} aria-label=${`${words.replay} ${it.number}`} onClick=${() => replay(it)}>
              ${words.replay}
            </button>
          `,
        },
      ]}
    />
    <${Turns} ...${{ words, page: marks.page, more }} turn=${(page) => setMarks({ ...marks, page })} />
  `;
}

/** A new target, or one that is changed: its address is typed anew or stays. */
function TargetForm({ words, api, target, saved, close }) {
  const action = useAction();
  const isNew = target.id === undefined;
  const [wanted, setWanted] = useState(() => new Set(target.events ?? EVENTS));
  const [lacks, setLacks] = useState(false);
  // The server knows a wish by its reference: after an answer that was lost, another try makes no second target.
  const sent = useRef({ wish: "", reference: "" });
  const toggle = (event) => {
    const next = new Set(wanted);
    if (!next.delete(event)) next.add(event);
    setWanted(next);
    setLacks(next.size === 0);
  };
  const send = (event) => {
    event.preventDefault();
    if (wanted.size === 0) return setLacks(true);
    const form = new FormData(event.currentTarget);
    const params = {
      id: target.id,
      url: String(form.get("url") ?? ""),
      events: EVENTS.filter((it) => wanted.has(it)).join(","),
      private: String(form.has("private")),
      enabled: String(isNew || form.has("enabled")),
    };
    const wish = JSON.stringify(params);
    if (sent.current.wish !== wish) sent.current = { wish, reference: freshName() };
    const client_ref = sent.current.reference;
    return action.run(async () => saved(await api.page("admin/webhook", { ...params, client_ref })));
  };
  return html`
    <${Dialog} title=${isNew ? words.newTarget : `${words.changeTarget} · ${target.host}`} close=${close}>
      <form onSubmit=${send}>
        <${Field}
          label=${words.targetUrl}
          name="url"
          type="url"
          maxlength="500"
          placeholder="https://"
          autocomplete="off"
          required=${isNew}
          hint=${isNew ? words.targetUrlHint : words.targetUrlKept}
        />
        <fieldset>
          <legend>${words.eventsWanted}</legend>
          ${EVENTS.map(
            (it) => html`
              <label class="tick">
                <input type="checkbox" checked=${wanted.has(it)} onChange=${() => toggle(it)} />
                ${words.webhookEvents[it]}
              </label>
            `,
          )}
        </fieldset>
        ${lacks && html`<p class="trouble" role="alert">${words.noEventWanted}</p>`}
        <label class="tick">
          <input type="checkbox" name="private" checked=${target.private === true} /> ${words.targetPrivate}
        </label>
        ${
          !isNew &&
          html`<label class="tick">
            <input type="checkbox" name="enabled" checked=${target.enabled} /> ${words.targetOn}
          </label>`
        }
        <${Trouble} words=${words} error=${action.error} />
        <div class="actions">
          <button type="button" onClick=${close}>${words.cancel}</button>
          <button class="main-action" disabled=${action.busy}>${words.save}</button>
        </div>
      </form>
    <//>
  `;
}
