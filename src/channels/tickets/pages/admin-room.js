// Tickets: who buys them and with which key, what there is, what was ordered.

import { Editor } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Read, Room, truths } from "/web/admin/rooms/room.js";
import { Secret, yuan } from "/web/admin/ui.js";
import { callbackAddress, TicketCallbacks } from "/web/channels/tickets/pages/admin-callbacks.js";
import { TicketOrders } from "/web/channels/tickets/pages/admin-orders.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PARTS = {
  customers: { label: "ticketCustomers", show: Customers },
  products: { label: "ticketProducts", show: Products },
  orders: { label: "orders", show: TicketOrders },
  callbacks: { label: "callbacks", show: TicketCallbacks },
};

export const Tickets = (shared) => html`<${Room} room="tickets" parts=${PARTS} ...${shared} />`;

function Customers({ words, api }) {
  const [secret, setSecret] = useState(null);
  const kinds = Object.entries(words.ticketKinds);
  const same = (one, other) =>
    String(one.customertypecode) === String(other.customertypecode) && one.customerid === other.customerid;
  const fields = (row) => [
    {
      name: "customertypecode",
      label: words.kind,
      type: "select",
      options: kinds,
      value: row?.customertypecode,
      fixed: Boolean(row),
    },
    {
      name: "customerid",
      label: words.number,
      value: row?.customerid,
      fixed: Boolean(row),
      maxlength: 128,
      required: true,
    },
    { name: "customername", label: words.name, value: row?.customername, maxlength: 128, required: true },
    {
      name: "username",
      label: words.username,
      value: row?.username,
      maxlength: 128,
      pattern: "[ -~]+",
      title: words.hawkHint,
      hint: words.hawkHint,
      required: true,
    },
    {
      name: "password",
      label: words.password,
      type: "password",
      hint: row ? words.keepPassword : words.keyHalf,
      required: !row,
    },
    {
      name: "algorithm",
      label: words.algorithm,
      type: "select",
      options: [
        ["sha256", "SHA-256"],
        ["sha1", "SHA-1"],
      ],
      value: row?.algorithm ?? "sha256",
    },
    {
      name: "daylimit",
      label: words.dayLimit,
      type: "number",
      value: row?.daylimit,
      max: 100_000_000,
      hint: words.noLimitHint,
    },
    { name: "enabled", label: words.active, type: "tick", value: row?.enabled ?? true },
  ];
  const rotate = (row) => ({
    label: words.newKey,
    ask: words.askKey(row.customername),
    go: async () => {
      const { customertypecode, customerid } = row;
      const { sessionkey } = await api.once("ticket_key_rotate", { customertypecode, customerid });
      setSecret({ name: row.customername, key: sessionkey });
      return words.keyMade;
    },
  });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("ticket_customer_gets")}
      show=${({ customers }, again) => html`
        <${Editor}
          ...${{ words, again, rows: customers, fields }}
          title=${words.ticketCustomers}
          empty=${words.noTicketCustomers}
          add=${words.newCustomer}
          nameOf=${(it) => it.customername}
          keyOf=${(it) => `${it.customertypecode}/${it.customerid}`}
          save=${async (values, row) => {
            // The call would change the one that is there.
            if (!row && customers.some((it) => same(it, values))) throw told(words.knownCustomer);
            await api.om("ticket_customer_set", values);
          }}
          actions=${(row) => [rotate(row), callbackAddress(words, api, row)]}
          columns=${[
            { name: "customerid", label: words.number, by: (it) => it.customerid },
            {
              name: "customername",
              label: words.name,
              by: (it) => it.customername,
              show: (it) =>
                html`
                  <strong>${it.customername}</strong>
                  <small class="quiet">${words.ticketKinds[it.customertypecode]}</small>
                `,
            },
            { name: "username", label: words.username, by: (it) => it.username },
            {
              name: "daylimit",
              label: words.dayLimit,
              amount: true,
              by: (it) => it.daylimit ?? Infinity,
              show: (it) => it.daylimit ?? "—",
            },
            truths(words, "haskey", words.hasKey),
            truths(words, "enabled", words.active),
          ]}
        />
        ${
          secret &&
          html`
            <${Secret}
              words=${words}
              title=${words.keyOf(secret.name)}
              secret=${secret.key}
              hint=${words.keyHint}
              close=${() => setSecret(null)}
            />
          `
        }
      `}
    />
  `;
}

function Products({ words, api }) {
  const fields = (row) => [
    {
      name: "productid",
      label: words.number,
      value: row?.productid,
      fixed: Boolean(row),
      maxlength: 128,
      required: true,
    },
    { name: "productname", label: words.name, value: row?.productname, maxlength: 128, required: true },
    { name: "price", label: words.priceYuan, type: "money", value: row?.price, max: 1_000_000, required: true },
    { name: "unit", label: words.unitName, value: row?.unit ?? words.unitUsual, maxlength: 128, required: true },
    { name: "initdate", label: words.from, type: "date", value: row?.initdate, hint: words.optional },
    { name: "enddate", label: words.until, type: "date", value: row?.enddate, hint: words.untilHint },
    { name: "onsale", label: words.onSale, type: "tick", value: row?.onsale ?? true },
  ];
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("ticket_product_gets")}
      show=${({ products }, again) => html`
        <${Editor}
          ...${{ words, again, rows: products, fields }}
          title=${words.ticketProducts}
          empty=${words.noTicketProducts}
          add=${words.newTicketProduct}
          nameOf=${(it) => it.productname}
          keyOf=${(it) => it.productid}
          save=${async (values, row) => {
            if (!row && products.some((it) => it.productid === values.productid)) throw told(words.knownProduct);
            if (values.initdate && values.enddate && values.initdate > values.enddate) throw told(words.daysTurned);
            await api.om("ticket_product_set", values);
          }}
          columns=${[
            { name: "productid", label: words.number, by: (it) => it.productid },
            { name: "productname", label: words.name, by: (it) => it.productname },
            {
              name: "price",
              label: words.price,
              amount: true,
              by: (it) => it.price,
              show: (it) => `${yuan(it.price)} / ${it.unit}`,
            },
            {
              name: "valid",
              label: words.validWhen,
              show: (it) =>
                it.initdate || it.enddate ? `${it.initdate ?? ""} – ${it.enddate || words.openEnd}` : words.always,
            },
            truths(words, "onsale", words.onSale),
          ]}
        />
      `}
    />
  `;
}
