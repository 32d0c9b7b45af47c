// Traffic of leases: who has less left than they want to be warned at, and what one account has left and used.

import { Read } from "/web/admin/rooms/room.js";
import { Dialog, Field, Loading, Table, Trouble, useLoad, valuesOf } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Traffic({ words, api }) {
  const [shown, setShown] = useState(null);
  const look = (event) => {
    event.preventDefault();
    setShown(Number(valuesOf(event).account));
  };
  const name = (it) => html`<button onClick=${() => setShown(it.account)}>${it.username}</button>`;
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("lease_warning_gets")}
      show=${({ warnings }) => html`
        <section class="card">
          <h2>${words.trafficWarnings}</h2>
          <p class="quiet">${words.trafficWarningsHint}</p>
          <${Table}
            caption=${words.trafficWarnings}
            rows=${warnings}
            empty=${words.noTrafficWarnings}
            columns=${[
              { name: "account", label: words.number },
              { name: "username", label: words.username, show: name },
              { name: "flow_left", label: words.trafficLeft, amount: true },
              { name: "flow_warning", label: words.trafficWarning, amount: true },
              { name: "phone", label: words.phone, show: (it) => it.phone || "—" },
            ]}
          />
        </section>
      `}
    />
    <section class="card">
      <h2>${words.trafficOfAccount}</h2>
      <form class="inline" onSubmit=${look}>
        <${Field} label=${words.accountNumber} name="account" type="number" min="1" required />
        <div class="actions"><button class="main-action">${words.show}</button></div>
      </form>
    </section>
    ${shown && html`<${OfAccount} ...${{ words, api, account: shown }} close=${() => setShown(null)} />`}
  `;
}

/** What an account has left and used, its authentication accounts and its white list. */
function OfAccount({ words, api, account, close }) {
  const state = useLoad(() => api.om("lease_traffic_gets", { account }), [account]);
  return html`
    <${Dialog} title=${words.trafficOf(state.value?.username ?? account)} close=${close} wide>
      ${
        state.value
          ? html`<${Kept} words=${words} kept=${state.value} />`
          : state.error
            ? html`<${Trouble} words=${words} error=${state.error} />`
            : html`<${Loading} words=${words} state=${state} />`
      }
      <div class="actions"><button class="main-action" onClick=${close}>${words.close}</button></div>
    <//>
  `;
}

function Kept({ words, kept }) {
  return html`
    <p>${words.trafficLeft}: <strong>${kept.flow_left}</strong></p>
    <p>${words.whiteList}: ${kept.white_list.join(", ") || "—"}</p>
    <${Table}
      caption=${words.authAccounts}
      rows=${kept.accounts}
      empty=${words.noAuthAccounts}
      columns=${[
        { name: "id", label: words.number },
        { name: "account", label: words.username },
        { name: "region", label: words.region },
        { name: "flow_used", label: words.trafficUsed, amount: true },
        { name: "flow_limit", label: words.trafficLimit, amount: true, show: (it) => it.flow_limit || "—" },
      ]}
    />
    <${Table}
      caption=${words.trafficUsed}
      rows=${kept.usage}
      empty=${words.noTrafficUsed}
      columns=${[{ name: "date", label: words.when }, { name: "flow", label: words.trafficUsed, amount: true }]}
    />
  `;
}
