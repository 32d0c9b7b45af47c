// Coupons for tours by the batch, and partners that ask for customers of their own with a key.

import { Editor, put } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Read, truths } from "/web/admin/rooms/room.js";
import { Dialog, Secret, yuan } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Batches({ words, api }) {
  const [made, setMade] = useState(null);
  const fields = (row) => [
    { name: "name", label: words.name, value: row?.name, maxlength: 100, required: true },
    { name: "kind", label: words.kind, type: "select", options: Object.entries(words.couponKinds), value: row?.kind },
    {
      name: "money",
      label: words.worthIn,
      type: "money",
      min: "0.01",
      max: 1_000_000,
      value: row?.money,
      required: true,
    },
    { name: "min_amount", label: words.leastAmount, type: "money", max: 1_000_000, value: row?.min_amount ?? 0 },
    { name: "starts_at", label: words.from, type: "datetime", value: row?.starts_at, required: true },
    { name: "ends_at", label: words.lastMoment, type: "datetime", value: row?.ends_at, required: true },
  ];
  const save = (values, row) => {
    if (values.starts_at > values.ends_at) throw told(words.daysTurned);
    return put(api, "tour_batch_set", "batchid", row, values);
  };
  const issue = (row) => ({
    label: words.issue,
    fields: [
      { name: "count", label: words.count, type: "number", min: 1, max: 1000, value: 10, required: true },
      { name: "uid", label: words.forAccount, type: "number", min: 1, hint: words.forAccountHint },
    ],
    save: async (values) => {
      const { coupon_sns } = await api.once("tour_coupon_issue", { batchid: row.batchid, ...values });
      setMade({ name: row.name, codes: coupon_sns });
      return words.issued(coupon_sns.length);
    },
  });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("tour_batch_gets")}
      show=${({ batches }, again) => html`
        <${Editor}
          ...${{ words, again, rows: batches, fields, save }}
          title=${words.tourCoupons}
          note=${words.batchesHint}
          empty=${words.noBatches}
          add=${words.newBatch}
          keyOf=${(it) => it.batchid}
          nameOf=${(it) => it.name}
          actions=${(row) => [issue(row)]}
          columns=${[
            { name: "batchid", label: words.number, by: (it) => it.batchid },
            {
              name: "name",
              label: words.name,
              by: (it) => it.name,
              show: (it) => html`<strong>${it.name}</strong><small class="quiet">${words.couponKinds[it.kind]}</small>`,
            },
            {
              name: "money",
              label: words.worth,
              amount: true,
              by: (it) => Number(it.money),
              show: (it) =>
                html`
                  ${yuan(it.money)}
                  ${
                    Number(it.min_amount) > 0 &&
                    html`
                      <small class="quiet">${words.fromAmount(yuan(it.min_amount))}</small>
                    `
                  }
                `,
            },
            {
              name: "ends_at",
              label: words.validWhen,
              by: (it) => it.ends_at,
              show: (it) =>
                html`
                  <span class="whole-word">
                    ${it.starts_at.slice(0, 10)}
                  </span> – <span class="whole-word">${it.ends_at.slice(0, 10)}</span>
                `,
            },
            { name: "issued", label: words.made, amount: true, by: (it) => it.issued },
            { name: "used", label: words.used, amount: true, by: (it) => it.used },
          ]}
        />
      `}
    />
    ${
      made &&
      html`<${Dialog} title=${words.codesOf(made.name, made.codes.length)} close=${() => setMade(null)}>
      <textarea class="mono" readonly rows="8" aria-label=${words.codes}>${made.codes.join("\n")}</textarea>
      <div class="actions"><button class="main-action" onClick=${() => setMade(null)}>${words.close}</button></div>
    <//>`
    }
  `;
}

export function Partners({ words, api, admin }) {
  const [secret, setSecret] = useState(null);
  const fields = (row) => [
    { name: "name", label: words.name, value: row?.name, fixed: Boolean(row), maxlength: 60, required: true },
    {
      name: "uids",
      label: words.partnerAccounts,
      value: row?.uids.join(","),
      pattern: "[0-9, ，]*",
      title: words.partnerAccountsHint,
      hint: words.partnerAccountsHint,
      blank: true,
    },
    { name: "enabled", label: words.active, type: "tick", value: row?.enabled ?? true },
  ];
  const show = (name, { appkey }) => {
    if (appkey) setSecret({ name, key: appkey });
    return appkey ? words.keyMade : undefined;
  };
  const list = (uids) =>
    `[${uids
      .split(/[ ,，]+/)
      .filter(Boolean)
      .join(",")}]`;
  const renew = (row) => ({
    label: words.newKey,
    ask: words.askKey(row.name),
    go: () => api.once("tour_partner_set", { name: row.name, renew: true }).then((answer) => show(row.name, answer)),
  });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("tour_partner_gets")}
      show=${({ partners }, again) => html`
        <${Editor}
          ...${{ words, again, rows: partners }}
          title=${words.tourPartners}
          note=${admin ? words.partnersHint : words.adminsOnly}
          empty=${words.noPartners}
          add=${admin && words.newPartner}
          fields=${admin && fields}
          keyOf=${(it) => it.partnerid}
          nameOf=${(it) => it.name}
          save=${async ({ name, uids, enabled }, row) => {
            // The call would change the one that is there.
            if (!row && partners.some((it) => it.name === name)) throw told(words.knownPartner);
            const params = { name, uids: list(uids), enabled };
            return show(name, await (row ? api.om("tour_partner_set", params) : api.once("tour_partner_set", params)));
          }}
          actions=${admin && ((row) => [renew(row)])}
          columns=${[
            { name: "partnerid", label: words.number, by: (it) => it.partnerid },
            { name: "name", label: words.name, by: (it) => it.name, show: (it) => html`<strong>${it.name}</strong>` },
            {
              name: "uids",
              label: words.partnerAccounts,
              show: (it) => it.uids.slice(0, 20).join(", ") + (it.uids.length > 20 ? " …" : "") || "—",
            },
            truths(words, "enabled", words.active),
          ]}
        />
      `}
    />
    ${
      secret &&
      html`
        <${Secret}
          words=${words}
          title=${words.partnerKeyOf(secret.name)}
          secret=${secret.key}
          hint=${words.appKeyHint}
          close=${() => setSecret(null)}
        />
      `
    }
  `;
}
