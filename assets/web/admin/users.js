// People: the staff, new ones, names, roles, permissions, disabling, one-time passwords that are shown once.

import { EditDialog } from "/web/admin/edit.js";
import { Ask, Field, Loading, Pill, Secret, Table, Trouble, useAction, useLoad, valuesOf } from "/web/admin/ui.js";
import { ROLE, STATE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const STAFF_ROLES = [ROLE.CLERK, ROLE.OPERATOR, ROLE.ADMIN];

export function Users({ words, api, session }) {
  const [search, setSearch] = useState("");
  const state = useLoad(() => api.page(`admin/users?search=${encodeURIComponent(search)}`), [search]);
  const [asked, setAsked] = useState(null);
  const [secret, setSecret] = useState(null);
  const [edited, setEdited] = useState(null);
  const change = (user, to) => async () => {
    const answer = await api.page("admin/user-status", { id: user.id, to });
    if (answer.password) setSecret(answer);
    state.again();
  };
  const closeEdited = (text) => {
    setEdited(null);
    if (text !== null) state.again();
  };
  const act = (user, to, caption) =>
    html`
      <button onClick=${() => setAsked({ user, to })} aria-label=${`${caption} ${user.username}`}>${caption}</button>
    `;
  const isOwn = (user) => user.id === session.userid;
  const isStaff = (user) => user.role !== ROLE.CUSTOMER;
  const actions = (user) => html`
    <div class="row">
      ${
        isStaff(user) &&
        html`
          <button onClick=${() => setEdited(user)} aria-label=${`${words.change} ${user.username}`}>
            ${words.change}
          </button>
        `
      }
      ${
        !isOwn(user) &&
        (user.status === STATE.ACCOUNT_ACTIVE
          ? act(user, "disabled", words.disable)
          : act(user, "enabled", words.enable))
      }
      ${!isOwn(user) && act(user, "new-password", words.oneTime)}
      ${!isOwn(user) && user.pin && act(user, "no-pin", words.removePin)}
    </div>
  `;
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
              {
                name: "username",
                label: words.username,
                by: (it) => it.username,
                show: (it) =>
                  html`
                    <strong>${it.display ?? it.username}</strong>
                    <small class="quiet">${[it.display && it.username, it.phone].filter(Boolean).join(" · ")}</small>
                  `,
              },
              {
                name: "role",
                label: words.role,
                by: (it) => it.role,
                show: (it) =>
                  html`
                    ${words.roles[it.role]}
                    ${it.role !== ROLE.ADMIN && html`<small class="quiet">${mayOf(words, it)}</small>`}
                  `,
              },
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
                    ${it.pin && html` <${Pill}>PIN<//>`}
                    ${it.first_password && html` <${Pill} tone="soon">${words.firstPasswordOpen}<//>`}
                  `,
              },
              { name: "created", label: words.created, by: (it) => it.created, show: (it) => it.created.slice(0, 10) },
              { name: "change", label: words.change, show: actions },
            ]}
          />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
    <${NewUser} ...${{ words, api, setSecret }} again=${state.again} />
    ${edited && html`<${Person} ...${{ words, api }} user=${edited} isOwn=${isOwn(edited)} close=${closeEdited} />`}
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

/** What somebody may do besides the role, in words. */
const mayOf = (words, { may }) =>
  PERMISSIONS.filter((name) => may.includes(name))
    .map((name) => words.permissions[name])
    .join(words.comma);

/** The permissions that something asks for. The server keeps `discount` and `price` too, for later. */
const PERMISSIONS = ["refund", "till"];

/** Names, role and permissions of somebody of the staff. */
function Person({ words, api, user, isOwn, close }) {
  const isAdmin = user.role === ROLE.ADMIN;
  const fields = [
    { name: "username", label: words.username, value: user.username, maxlength: 64, required: true },
    {
      name: "display",
      label: words.displayName,
      value: user.display ?? "",
      maxlength: 40,
      blank: true,
      hint: words.displayHint,
    },
    ...(isOwn
      ? []
      : [
          {
            name: "role",
            label: words.role,
            type: "select",
            value: user.role,
            options: STAFF_ROLES.map((role) => [role, words.roles[role]]),
          },
        ]),
    ...(isAdmin
      ? []
      : PERMISSIONS.map((name) => ({
          name,
          label: words.permissions[name],
          type: "tick",
          value: user.may.includes(name),
        }))),
  ];
  const save = async (values) => void (await api.page("admin/user-change", { id: user.id, ...values }));
  const title = `${words.change}${words.colon}${user.username}`;
  return html`
    <${EditDialog} ...${{ words, title, fields, save, close }} note=${isAdmin ? words.adminMayAll : words.personHint} />
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
