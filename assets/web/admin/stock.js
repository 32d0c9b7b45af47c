// The store room: everything in one table, data cards by state, the pool's numbers and who holds them when, redeem
// codes.

import { Codes } from "/web/admin/codes.js";
import { Esims } from "/web/admin/esims.js";
import { Turns } from "/web/admin/rooms/room.js";
import { Everything } from "/web/admin/stock-all.js";
import { Done, Field, Loading, Pill, Table, Trouble, useAction, useLoad, valuesOf } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const TONES = { "in stock": "good", blocked: "bad", reserved: "soon" };
const TABS = { everything: Everything, cards: Cards, esims: Esims, numbers: Numbers, codes: Codes };

export function Stock(shared) {
  const { words, at } = shared;
  const name = Object.hasOwn(TABS, at) ? at : "everything";
  return html`
    <nav class="tabs" aria-label=${words.stock}>
      ${Object.keys(TABS).map(
        (tab) => html`
          <a href=${`#stock/${tab}`} aria-current=${tab === name ? "true" : undefined}>${words[tab]}</a>
        `,
      )}
    </nav>
    <${TABS[name]} ...${shared} />
  `;
}

function Cards({ words, api, admin }) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({ state: "", iccid: "", page: 1 }));
  const query = new URLSearchParams(marks).toString();
  const state = useLoad(() => api.page(`admin/cards?${query}`), [query]);
  const action = useAction();
  const set = (params) =>
    action.run(async () => {
      await api.om("datacard_set", params);
      state.again();
      return words.saved;
    });
  const add = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { iccid, type } = valuesOf(event);
    set({ iccid: iccid.trim(), type }).then(() => form.reset());
  };
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { cards, states, more } = state.value;
  const all = states.reduce((sum, it) => sum + it.count, 0);
  const pick = (name, count) =>
    html`
      <button
        aria-pressed=${String(marks.state === name)}
        onClick=${() => setMarks({ ...marks, state: name, page: 1 })}
      >
        ${name === "" ? words.all : (words.cardStates[name] ?? name)} ${count}
      </button>
    `;
  const change = (card) => {
    if (card.state === "blocked" || card.state === "returned")
      return html`
        <button
          disabled=${action.busy}
          onClick=${() => set({ iccid: card.iccid, state: "in stock" })}
          aria-label=${`${words.putBack} ${card.iccid}`}
        >
          ${words.putBack}
        </button>
      `;
    return html`
      <button
        disabled=${action.busy}
        onClick=${() => set({ iccid: card.iccid, state: "blocked" })}
        aria-label=${`${words.block} ${card.iccid}`}
      >
        ${words.block}
      </button>
    `;
  };
  const columns = [
    { name: "id", label: words.number, by: (it) => it.id },
    { name: "iccid", label: "ICCID", by: (it) => it.iccid },
    {
      name: "state",
      label: words.state,
      by: (it) => it.state,
      show: (it) => html`<${Pill} tone=${TONES[it.state]}>${words.cardStates[it.state] ?? it.state}<//>`,
    },
    { name: "holder", label: words.holder, by: (it) => it.holder, show: (it) => it.holder ?? "—" },
    {
      name: "order",
      label: words.order,
      show: (it) => (it.order ? html`<a href=${`#orders/${it.order}`}>${it.order}</a>` : "—"),
    },
  ];
  if (admin) columns.push({ name: "change", label: words.change, show: change });
  return html`
    <div class="tools">
      <div class="row" role="group" aria-label=${words.state}>
        ${pick("", all)} ${states.map((it) => pick(it.state, it.count))}
      </div>
      <${Field}
        label=${words.iccidBegins}
        type="search"
        value=${marks.iccid}
        maxlength="32"
        onInput=${(event) => setMarks({ ...marks, iccid: event.currentTarget.value, page: 1 })}
      />
    </div>
    <${Trouble} words=${words} error=${action.error} />
    <${Done} text=${action.done} />
    <${Table} caption=${words.cards} rows=${cards} empty=${words.noCards} keyOf=${(it) => it.id} columns=${columns} />
    <${Turns} ...${{ words, page: marks.page, more }} turn=${(page) => setMarks({ ...marks, page })} />
    ${
      admin &&
      html`
        <section class="card">
          <h2>${words.newCard}</h2>
          <form class="inline" onSubmit=${add}>
            <${Field}
              label="ICCID"
              name="iccid"
              pattern="[0-9A-Za-z]{1,32}"
              title=${words.iccidHint}
              hint=${words.iccidHint}
              required
            />
            <label>
              ${words.cardKind}
              <select name="type">
                ${[1, 2, 3].map((kind) => html`<option value=${kind}>${words.cardKinds[kind]}</option>`)}
              </select>
            </label>
            <div class="actions"><button class="main-action" disabled=${action.busy}>${words.add}</button></div>
          </form>
          <p class="quiet">${words.manyCards} <a href="#import">${words.import}</a></p>
        </section>
      `
    }
  `;
}

function Numbers({ words, api }) {
  const state = useLoad(() => api.page("admin/numbers"), []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { numbers } = state.value;
  const free = (it) => !it.holds.some((hold) => hold.current);
  const order = (hold) =>
    hold.order ? html` · <a href=${`#orders/${hold.order}`}>${words.order} ${hold.order}</a>` : ` · ${words.byCode}`;
  return html`
    <p class="quiet">${words.numbersFree(numbers.filter(free).length, numbers.length)}</p>
    <${Table}
      caption=${words.numbers}
      rows=${numbers}
      empty=${words.noNumbers}
      keyOf=${(it) => it.phone}
      columns=${[
        { name: "phone", label: words.numbers, by: (it) => it.phone },
        { name: "device", label: words.device, by: (it) => it.device },
        {
          name: "now",
          label: words.rightNow,
          by: (it) => Number(free(it)),
          show: (it) =>
            free(it) ? html`<${Pill} tone="good">${words.free}<//>` : html`<${Pill} tone="soon">${words.held}<//>`,
        },
        {
          name: "holds",
          label: words.holders,
          show: (it) =>
            it.holds.length === 0
              ? "—"
              : html`
                <ul class="plain">
                  ${it.holds.map((hold) => html`<li>${hold.from} – ${hold.until} · ${hold.holder}${order(hold)}</li>`)}
                </ul>
              `,
        },
      ]}
    />
  `;
}
