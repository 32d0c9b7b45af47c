// Redeem codes: templates of vouchers, and serials that whoever has one may redeem.

import { Done, Field, fromField, Loading, Table, Trouble, useAction, useLoad, valuesOf, yuan } from "/web/admin/ui.js";
import { TEMPLATE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

// Those that are given away as codes, the most usual first.
const KINDS = [TEMPLATE.DISCOUNT, TEMPLATE.MEMBER, TEMPLATE.DAYS, TEMPLATE.RECHARGE];

export function Codes({ words, api, admin }) {
  const state = useLoad(() => api.page("admin/templates"), []);
  const [made, setMade] = useState(null);
  const action = useAction();
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { templates } = state.value;
  const generate = (event) => {
    event.preventDefault();
    const { template, quantity } = valuesOf(event);
    action.run(async () => {
      const { evoucher_sns } = await api.once("evouchersn_generate", { evoucherid: template, quantity });
      setMade({ name: templates.find((it) => String(it.id) === template).name, codes: evoucher_sns });
      state.again();
    });
  };
  return html`
    <${Table}
      caption=${words.codes}
      rows=${templates}
      empty=${words.noTemplates}
      keyOf=${(it) => it.id}
      columns=${[
        { name: "id", label: words.number, by: (it) => it.id },
        { name: "name", label: words.name, by: (it) => it.name },
        { name: "kind", label: words.kind, by: (it) => it.kind, show: (it) => words.voucherKinds[it.kind] },
        {
          name: "money",
          label: words.worth,
          amount: true,
          by: (it) => it.money,
          show: (it) => (it.kind === TEMPLATE.DAYS ? words.days(it.money) : yuan(it.money)),
        },
        {
          name: "until",
          label: words.validWhen,
          show: (it) =>
            it.from || it.until
              ? html`
                <span class="whole-word">${it.from?.slice(0, 16)}</span> – <span class="whole-word">
                  ${it.until?.slice(0, 16) ?? words.openEnd}
                </span>
              `
              : words.always,
        },
        { name: "made", label: words.made, amount: true, by: (it) => it.made },
        { name: "open", label: words.unredeemed, amount: true, by: (it) => it.open },
        { name: "used", label: words.used, amount: true, by: (it) => it.used },
      ]}
    />
    ${
      admin &&
      html`
        <div class="halves">
          <section class="card">
            <h2>${words.makeCodes}</h2>
            <form class="inline" onSubmit=${generate}>
              <label>
                ${words.template}
                <select name="template" required>
                  ${templates
                    .filter((it) => it.kind !== TEMPLATE.PICK_UP)
                    .map(
                      (it) => html`
                        <option value=${it.id}>${it.id} ${it.name}</option>
                      `,
                    )}
                </select>
              </label>
              <${Field} label=${words.count} name="quantity" type="number" min="1" max="1000" value="10" required />
              <div class="actions"><button class="main-action" disabled=${action.busy}>${words.makeCodes}</button></div>
            </form>
            <${Trouble} words=${words} error=${action.error} />
            ${
              made &&
              html`
                <h3>${words.codesOf(made.name, made.codes.length)}</h3>
                <p class="quiet">${words.codesOnce}</p>
                <textarea class="mono" readonly rows="6" aria-label=${words.codes}>${made.codes.join("\n")}</textarea>
              `
            }
          </section>
          <${NewTemplate} ...${{ words, api }} again=${state.again} />
        </div>
      `
    }
  `;
}

function NewTemplate({ words, api, again }) {
  const action = useAction();
  const [kind, setKind] = useState(/** @type {number} */ (KINDS[0]));
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, money, least, until } = valuesOf(event);
    const evoucher = {
      name,
      type: kind,
      money,
      min_amount: least || undefined,
      failure_datetime: until ? fromField(until) : undefined,
    };
    action.run(async () => {
      await api.once("evoucher_create", { evoucher: JSON.stringify(evoucher) });
      form.reset();
      again();
      return words.saved;
    });
  };
  return html`
    <section class="card">
      <h2>${words.newTemplate}</h2>
      <form class="inline" onSubmit=${send}>
        <${Field} label=${words.name} name="name" maxlength="60" required />
        <label>
          ${words.kind}
          <select value=${kind} onChange=${(event) => setKind(Number(event.currentTarget.value))}>
            ${KINDS.map((it) => html`<option value=${it}>${words.voucherKinds[it]}</option>`)}
          </select>
        </label>
        <${Field}
          label=${kind === TEMPLATE.DAYS ? words.daysOff : words.worthIn}
          name="money"
          type="number"
          min="0"
          step=${kind === TEMPLATE.DAYS ? "1" : "0.01"}
          required
        />
        <${Field} label=${words.leastAmount} name="least" type="number" min="0" step="0.01" hint=${words.optional} />
        <${Field} label=${words.lastMoment} name="until" type="datetime-local" step="1" hint=${words.untilHint} />
        <div class="actions">
          <${Done} text=${action.done} />
          <button class="main-action" disabled=${action.busy}>${words.add}</button>
        </div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
    </section>
  `;
}
