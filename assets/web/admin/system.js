// The outlet itself: how it is, which settings are in effect, what the staff did.

import { Settings } from "/web/admin/settings.js";
import { Trail } from "/web/admin/trail.js";
import { Done, Loading, Pill, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const TABS = { audit: Trail, backups: Backups, settings: Settings, health: Health };
const MEGABYTE = 1024 * 1024;

export function System(shared) {
  const { words, at } = shared;
  const name = Object.hasOwn(TABS, at) ? at : "audit";
  return html`
    <nav class="tabs" aria-label=${words.system}>
      ${Object.keys(TABS).map(
        (tab) => html`
          <a href=${`#system/${tab}`} aria-current=${tab === name ? "true" : undefined}>${words[tab]}</a>
        `,
      )}
    </nav>
    <${TABS[name]} ...${shared} />
  `;
}

function Backups({ words, api }) {
  const state = useLoad(() => api.page("admin/backups"), []);
  const action = useAction();
  const [doing, setDoing] = useState("");
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { backups, folder, keep, failure, late, second } = state.value;
  const run = (told, act) => {
    setDoing(told);
    action.run(async () => {
      const text = await act();
      state.again();
      return text;
    });
  };
  const backUp = () =>
    run(words.backingUp, async () => words.backedUp((await api.page("admin/backup", { to: "make" })).name));
  const tryOut = (name) =>
    run(words.trying, async () => {
      const { opened, rows } = await api.page("admin/backup", { to: "try", name });
      return opened ? words.backupOpens(name, rows) : words.backupSealed(name);
    });
  const fetchFile = (name) => run("", () => api.download(`admin/backup-file?name=${encodeURIComponent(name)}`, name));
  const act = (name, caption, go) => html`
    <button disabled=${action.busy} aria-label=${`${caption} ${name}`} onClick=${() => go(name)}>${caption}</button>
  `;
  return html`
    <div class="head">
      <p class="quiet">${words.backupsKept(keep)} <code>${folder}</code></p>
      <button class="main-action" disabled=${action.busy} onClick=${backUp}>${words.backUpNow}</button>
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.busy ? doing : action.done} />
    ${
      (failure || late) &&
      html`
        <p class="trouble" role="alert">
          ${words.backupLate}
          ${failure && html`<br /><span lang="en">${failure}</span>`}
        </p>
      `
    }
    <dl class="facts">
      <div>
        <dt>${words.backup}</dt>
        <dd>${backupAge(words, state.value.age_seconds)}</dd>
      </div>
      ${second && html`<${SecondPlace} words=${words} second=${second} />`}
    </dl>
    <${Table}
      caption=${words.backups}
      rows=${backups}
      empty=${words.noBackups}
      keyOf=${(it) => it.name}
      columns=${[
        { name: "made", label: words.when, by: (it) => it.made },
        { name: "name", label: words.name, show: (it) => html`<code>${it.name}</code>` },
        {
          name: "bytes",
          label: words.megabytes,
          amount: true,
          by: (it) => it.bytes,
          show: (it) => (it.bytes / MEGABYTE).toFixed(1),
        },
        { name: "sealed", label: words.sealed, by: (it) => Number(it.sealed), show: (it) => (it.sealed ? "✓" : "—") },
        { name: "rows", label: words.rowsOf, amount: true, by: (it) => it.rows },
        {
          name: "whole",
          label: words.state,
          by: (it) => Number(it.whole),
          show: (it) =>
            it.whole ? html`<${Pill} tone="good">${words.fine}<//>` : html`<${Pill} tone="bad">${words.broken}<//>`,
        },
        {
          name: "actions",
          label: words.change,
          show: ({ name }) => html`
            <div class="row">${act(name, words.download, fetchFile)}${act(name, words.tryBackup, tryOut)}</div>
          `,
        },
      ]}
    />
    <p class="quiet">${words.restoreHint} ${words.keyApart}</p>
  `;
}

/** Where each backup lies once more: how old the newest there is, and what is wrong. */
function SecondPlace({ words, second }) {
  return html`
    <div>
      <dt>${words.secondBackup}</dt>
      <dd>
        ${backupAge(words, second.age_seconds)}
        <p class="quiet">${words.backupsSecond} <code>${second.folder}</code></p>
        ${
          (second.late || second.failure) &&
          html`
            <p class="trouble" role="alert">
              ${words.secondLate}
              ${second.failure && html`<br /><span lang="en">${second.failure}</span>`}
            </p>
          `
        }
      </dd>
    </div>
  `;
}

/** How long ago the last good backup was made. */
function backupAge(words, seconds) {
  return seconds === null || seconds === undefined
    ? words.backupNone
    : `${Math.floor(seconds / 3600)} ${words.hoursAgo}`;
}

function Health({ words }) {
  const state = useLoad(async () => {
    const response = await fetch("/readyz", { cache: "no-store" });
    return response.json();
  }, []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const line = (label, value, advice) =>
    html`
      <div>
        <dt>${label}</dt>
        <dd>
          ${
            value === "ok"
              ? html`
                <${Pill} tone="good">${words.fine}<//>
              `
              : html`<${Pill} tone="bad">${words.broken}<//> ${advice}`
          }
        </dd>
      </div>
    `;
  return html`
    <section class="card">
      <dl class="facts">
        ${line(words.storeHealth, state.value.store, words.storeAdvice)}
        ${line(words.integrity, state.value.integrity, words.integrityAdvice)}
        <div>
          <dt>${words.backup}</dt>
          <dd>
            ${backupAge(words, state.value.backup_age_seconds)} ${
              state.value.backup === "late"
                ? html`
                  <${Pill} tone="bad">${words.broken}<//> ${words.backupLate}
                `
                : ""
            }
          </dd>
        </div>
      </dl>
      <div class="actions"><button onClick=${state.again}>${words.lookAgain}</button></div>
    </section>
  `;
}
