// Leased addresses: how many are free, what a lease costs, wallets that pay for it, keys of those who ask.

import { Editor } from "/web/admin/edit.js";
import { Pager } from "/web/admin/pager.js";
import { Read, Room } from "/web/admin/rooms/room.js";
import {
  Dialog,
  Done,
  Field,
  Loading,
  Secret,
  Table,
  Trouble,
  useAction,
  useLoad,
  valuesOf,
  yuan,
} from "/web/admin/ui.js";
import { Traffic } from "/web/channels/leases/pages/admin-traffic.js";
import { CODE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PARTS = {
  stock: { label: "stock", show: Stock },
  prices: { label: "prices", show: Prices },
  wallets: { label: "wallets", show: Wallets },
  traffic: { label: "traffic", show: Traffic },
  keys: { label: "appKeys", show: Keys },
};
const POOLS = ["渠道一", "渠道二", "渠道三", "渠道四", "渠道五"];
const PAGE = 50;

export const Leases = (shared) => html`<${Room} room="leases" parts=${PARTS} ...${shared} />`;

const kindField = (words, value, fixed) => ({
  name: "kind",
  label: words.kind,
  type: "select",
  options: Object.entries(words.leaseKinds),
  value,
  fixed,
  required: true,
});
const regionField = (words, value, fixed) => ({
  name: "region",
  label: words.region,
  value,
  fixed,
  maxlength: 200,
  hint: words.regionHint,
  required: true,
});

function Stock({ words, api }) {
  const fields = () => [
    kindField(words),
    regionField(words),
    { name: "pool_tag", label: words.pool, type: "select", options: POOLS.map((it) => [it, it]), required: true },
    {
      name: "addresses",
      label: words.addressesLabel,
      type: "area",
      hint: words.addressesHint,
      placeholder: "198.51.100.7\n198.51.100.16/28",
      required: true,
    },
  ];
  const take = async (values) => words.addressesAdded(await api.om("lease_address_add", values));
  const count = (name) => ({ name, label: words.leaseStates[name], amount: true, by: (it) => it[name] });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("lease_stock")}
      show=${({ stock }, again) => html`
        <${Editor}
          ...${{ words, again, rows: stock, fields }}
          faults=${{ [CODE.PARAMETER]: words.addressesWrong }}
          title=${words.leaseStock}
          empty=${words.noLeases}
          add=${words.newAddresses}
          change=${false}
          save=${take}
          keyOf=${(it) => `${it.kind}/${it.region}/${it.pool_tag}`}
          nameOf=${(it) => it.region}
          columns=${[
            {
              name: "kind",
              label: words.kind,
              by: (it) => it.kind,
              show: (it) => words.leaseKinds[it.kind] ?? it.kind,
            },
            { name: "region", label: words.region, by: (it) => it.region },
            { name: "pool_tag", label: words.pool, by: (it) => it.pool_tag },
            ...["free", "leased", "cooling", "retired"].map(count),
          ]}
        />
        <${OneAddress} ...${{ words, api, again }} />
      `}
    />
  `;
}

/** Takes one address out of the stock, or back into it. */
function OneAddress({ words, api, again }) {
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const call = event.submitter.value;
    const { ip } = valuesOf(event);
    action.run(async () => {
      await api.om(call, { ip: ip.trim() });
      form.reset();
      again();
      return words.addressMoved(call, ip.trim());
    });
  };
  return html`
    <section class="card">
      <h2>${words.oneAddress}</h2>
      <p class="quiet">${words.oneAddressHint}</p>
      <form class="inline" onSubmit=${send}>
        <${Field} label=${words.ipAddress} name="ip" maxlength="45" autocomplete="off" required />
        <div class="actions">
          <button class="main-action" value="lease_retire" disabled=${action.busy}>${words.retire}</button>
          <button value="lease_unretire" disabled=${action.busy}>${words.unretire}</button>
        </div>
      </form>
      <${Trouble}
        words=${words}
        error=${action.error?.no === CODE.PARAMETER ? { told: words.noSuchAddress } : action.error}
      />
      <${Done} text=${action.done} />
    </section>
  `;
}

function Prices({ words, api }) {
  const fields = (row) => [
    kindField(words, row?.kind, Boolean(row)),
    regionField(words, row?.region, Boolean(row)),
    {
      name: "duration",
      label: words.duration,
      type: "select",
      options: Object.entries(words.durations),
      value: row?.duration,
      fixed: Boolean(row),
      required: true,
    },
    { name: "price", label: words.priceYuan, type: "money", value: row?.price, max: 1_000_000, required: true },
  ];
  const nameOf = (it) =>
    `${words.leaseKinds[it.kind] ?? it.kind} ${it.region} ${words.durations[it.duration] ?? it.duration}`;
  const end = (row) => ({
    label: words.endOffer,
    ask: words.askEndOffer(nameOf(row)),
    go: () =>
      api.om("lease_price_set", { kind: row.kind, region: row.region, duration: row.duration }).then(() => null),
  });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("lease_price_gets")}
      show=${({ prices }, again) => html`
        <${Editor}
          ...${{ words, again, rows: prices, fields, nameOf }}
          title=${words.prices}
          note=${words.leasePricesHint}
          empty=${words.noLeasePrices}
          add=${words.newPrice}
          keyOf=${nameOf}
          save=${(values) => api.om("lease_price_set", values).then(() => undefined)}
          actions=${(row) => [end(row)]}
          columns=${[
            {
              name: "kind",
              label: words.kind,
              by: (it) => it.kind,
              show: (it) => words.leaseKinds[it.kind] ?? it.kind,
            },
            { name: "region", label: words.region, by: (it) => it.region },
            {
              name: "duration",
              label: words.duration,
              by: (it) => it.duration,
              show: (it) => words.durations[it.duration] ?? it.duration,
            },
            {
              name: "price",
              label: words.price,
              amount: true,
              by: (it) => Number(it.price),
              show: (it) => yuan(it.price),
            },
          ]}
        />
      `}
    />
  `;
}

const accountField = (words) => ({
  name: "account",
  label: words.accountNumber,
  type: "number",
  min: 1,
  hint: words.accountHint,
  required: true,
});

function Wallets({ words, api }) {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState(null);
  const load = () => api.om("lease_wallet_gets", { pageindex: page - 1, pagesize: PAGE });
  const money = (name, label) => ({
    name,
    label,
    amount: true,
    by: (it) => Number(it[name]),
    show: (it) => yuan(it[name]),
  });
  const topUp = (row) => [
    ...(row ? [] : [accountField(words)]),
    { name: "amount", label: words.amountYuan, type: "money", min: "0.01", max: 10_000_000, required: true },
    { name: "reference", label: words.slip, maxlength: 200, hint: words.slipHint, required: true },
    { name: "note", label: words.note, maxlength: 200, hint: words.optional },
  ];
  const save = (values, row) =>
    api.once("lease_topup", { account: row?.account, ...values }).then(({ balance }) => words.toppedUp(yuan(balance)));
  return html`
    <${Read}
      words=${words}
      load=${load}
      keys=${[page]}
      show=${({ wallets, count }, again) => html`
        <${Editor}
          ...${{ words, again, rows: wallets, fields: topUp, save }}
          faults=${{ [CODE.PARAMETER]: words.slipUsed }}
          title=${words.wallets}
          note=${words.found(count)}
          empty=${words.noWallets}
          add=${words.topUpAccount}
          change=${false}
          keyOf=${(it) => it.account}
          nameOf=${(it) => it.username ?? it.account}
          actions=${(row) => [
            { label: words.topUp, fields: topUp(row), save: (values) => save(values, row) },
            { label: words.moves, run: () => setShown(row) },
          ]}
          columns=${[
            { name: "account", label: words.number, by: (it) => it.account },
            {
              name: "username",
              label: words.username,
              by: (it) => it.username,
              show: (it) => html`<strong>${it.username ?? "—"}</strong>`,
            },
            money("balance", words.balance),
            money("topped_up", words.topUps),
            money("spent", words.spent),
          ]}
        >
          <${Pager} ...${{ words, page, size: PAGE, total: count, turn: setPage }} />
        <//>
      `}
    />
    ${shown && html`<${Moves} ...${{ words, api, wallet: shown }} close=${() => setShown(null)} />`}
  `;
}

/** The latest moves of a wallet. */
function Moves({ words, api, wallet, close }) {
  const state = useLoad(() => api.om("lease_wallet_gets", { account: wallet.account }), []);
  return html`
    <${Dialog} title=${words.movesOf(wallet.username ?? wallet.account)} close=${close} wide>
      ${
        state.value
          ? html`
            <${Table}
              caption=${words.moves}
              rows=${state.value.moves}
              empty=${words.noMoves}
              columns=${[
                { name: "at", label: words.when },
                { name: "kind", label: words.kind, show: (it) => words.moneyKinds[it.kind] ?? it.kind },
                { name: "amount", label: words.amount, amount: true, show: (it) => yuan(it.amount) },
                {
                  name: "reference",
                  label: words.slip,
                  show: (it) =>
                    html`
                      ${
                        it.orderid
                          ? html`
                            <a href=${`#orders/${it.reference}`}>${it.reference}</a>
                          `
                          : it.reference || "—"
                      }
                      ${it.note && html`<small class="quiet">${it.note}</small>`}
                    `,
                },
              ]}
            />
          `
          : html`<${Loading} words=${words} state=${state} />`
      }
      <div class="actions"><button class="main-action" onClick=${close}>${words.close}</button></div>
    <//>
  `;
}

function Keys({ words, api }) {
  const [page, setPage] = useState(1);
  const [secret, setSecret] = useState(null);
  const load = () => api.om("lease_key_gets", { pageindex: page - 1, pagesize: PAGE });
  const make = async (account) => {
    const { appkey } = await api.once("lease_key_add", { account });
    setSecret({ account, appkey });
    return words.keyMade;
  };
  const name = (it) => it.username ?? it.account;
  return html`
    <${Read}
      words=${words}
      load=${load}
      keys=${[page]}
      show=${({ keys, count }, again) => html`
        <${Editor}
          ...${{ words, again, rows: keys }}
          title=${words.appKeys}
          note=${words.appKeysHint}
          empty=${words.noKeys}
          add=${words.newAppKey}
          change=${false}
          fields=${() => [accountField(words)]}
          save=${({ account }) => make(account)}
          keyOf=${(it) => it.account}
          nameOf=${name}
          actions=${(row) => [
            { label: words.anotherKey, ask: words.askAnotherKey(name(row)), go: () => make(row.account) },
            {
              label: words.removeKeys,
              ask: words.askRemoveKeys(name(row), row.count),
              go: () => api.om("lease_key_remove", { account: row.account }).then(() => null),
            },
          ]}
          columns=${[
            { name: "account", label: words.number, by: (it) => it.account },
            {
              name: "username",
              label: words.username,
              by: (it) => it.username,
              show: (it) => html`<strong>${it.username ?? "—"}</strong>`,
            },
            { name: "count", label: words.appKeys, amount: true, by: (it) => it.count },
            {
              name: "created_at",
              label: words.newestKey,
              by: (it) => it.created_at,
              show: (it) => it.created_at ?? "—",
            },
          ]}
        >
          <${Pager} ...${{ words, page, size: PAGE, total: count, turn: setPage }} />
        <//>
      `}
    />
    ${
      secret &&
      html`
        <${Secret}
          words=${words}
          title=${words.appKeyOf(secret.account)}
          secret=${secret.appkey}
          hint=${words.appKeyHint}
          close=${() => setSecret(null)}
        />
      `
    }
  `;
}
