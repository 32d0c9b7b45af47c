// Accounts: the staff, new ones, disabling, one-time passwords that are shown once.

import { Ask, Field, Loading, Pill, Secret, Table, Trouble, useAction, useLoad, valuesOf } from "/web/admin/ui.js";
import { ROLE, STATE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const STAFF_ROLES = [ROLE.CLERK, ROLE.OPERATOR, ROLE.ADMIN];

export function Users({ words, api, session }) {
  const [search, setSearch] = useState("");
  const state = useLoad(() => api.page(`admin/users?search=${encodeURIComponent(search)}`), [search]);
  const [asked, setAsked] = useState(null);
  const [secret, setSecret] = useState(null);
  const change = (user, to) => async () => {
    const answer = await api.page("admin/user-status", { id: user.id, to });
    if (answer.password) setSecret(answer);
    state.again();
  };
  const act = (user, to, caption) =>
    html`
      <button onClick=${() => setAsked({ user, to })} aria-label=${`${caption} ${user.username}`}>${caption}</button>
    `;
  const actions = (user) =>
    user.id !== session.userid &&
    html`<div class="row">
    ${user.status === STATE.ACCOUNT_ACTIVE ? act(user, "disabled", words.disable) : act(user, "enabled", words.enable)}
    ${act(user, "new-password", words.oneTime)}
  </div>`;
  return html`
    <div class="tools">
      <${Field}
        label=${words.findUser}
        type="search"
        value=${search}
        hint=${words.findUserHint}
        onInput=${(event) => setSearch(event.currentTarget.value.trim())}
      />
    </div>
    ${
      state.value
        ? html`
          <${Table}
            caption=${words.users}
            rows=${state.value.users}
            empty=${words.noUsers}
            keyOf=${(it) => it.id}
            columns=${[
              { name: "id", label: words.number, by: (it) => it.id },
              {
                name: "username",
                label: words.username,
                by: (it) => it.username,
                show: (it) =>
                  html`<strong>${it.username}</strong>${it.phone && html`<small class="quiet">${it.phone}</small>`}`,
              },
              { name: "role", label: words.role, by: (it) => it.role, show: (it) => words.roles[it.role] },
              {
                name: "status",
                label: words.state,
                by: (it) => it.status,
                show: (it) =>
                  html`
                    ${
                      it.status === STATE.ACCOUNT_ACTIVE
                        ? html`
                          <${Pill} tone="good">${words.active}<//>
                        `
                        : html`<${Pill} tone="bad">${words.disabled}<//>`
                    }
                    ${it.first_password && html` <${Pill} tone="soon">${words.firstPasswordOpen}<//>`}
                  `,
              },
              { name: "created", label: words.created, by: (it) => it.created },
              { name: "change", label: words.change, show: actions },
            ]}
          />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
    <${NewUser} ...${{ words, api, setSecret }} again=${state.again} />
    ${
      asked &&
      html`
        <${Ask}
          words=${words}
          title=${words.askTitles[asked.to]}
          text=${words.askUser[asked.to](asked.user.username)}
          go=${change(asked.user, asked.to)}
          close=${() => setAsked(null)}
        />
      `
    }
    ${
      secret &&
      !asked &&
      html`
        <${Secret}
          words=${words}
          title=${words.oneTimeOf(secret.username)}
          secret=${secret.password}
          hint=${words.oneTimeHint}
          close=${() => setSecret(null)}
        />
      `
    }
  `;
}

function NewUser({ words, api, setSecret, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = valuesOf(event);
    action.run(async () => {
      setSecret(await api.page("admin/user", values));
      form.reset();
      again();
    });
  };
  return html`
    <section class="card">
      <h2>${words.newUser}</h2>
      <form class="inline" onSubmit=${send}>
        <${Field} label=${words.username} name="username" maxlength="64" autocomplete="off" required />
        <label>
          ${words.role}
          <select name="role">
            ${STAFF_ROLES.map((role) => html`<option value=${role}>${words.roles[role]}</option>`)}
          </select>
        </label>
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.add}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
    </section>
  `;
}
