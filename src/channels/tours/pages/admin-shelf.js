// What tours are sold: packages with their terms, and the offers (nights, seats, pieces) that a package is put together
// from.

import { Editor, put } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Read, truths } from "/web/admin/rooms/room.js";
import { Pill, yuan } from "/web/admin/ui.js";
import { CODE } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Packages({ words, api }) {
  // The regions by name, and by number where the outlet has none yet.
  const region = (name, label, cities, value) =>
    cities.length > 0
      ? {
          name,
          label,
          type: "select",
          options: [["0", words.noRegion], ...cities.map((it) => [it.id, `${it.id} ${it.name}`])],
          value,
          required: true,
        }
      : { name, label, type: "number", value: value ?? 0, hint: words.cityHint, required: true };
  const load = async () => ({ ...(await api.om("tour_package_gets")), ...(await api.uc("city_gets")) });
  const tick = (name, row, usual = false) => ({
    name,
    label: words.packageTicks[name],
    type: "tick",
    value: row?.[name] ?? usual,
  });
  const fields = (cities) => (row) => [
    { name: "title", label: words.name, value: row?.title, maxlength: 100, required: true },
    { name: "sub_title", label: words.subname, value: row?.sub_title, maxlength: 200, blank: true },
    {
      name: "type",
      label: words.kind,
      type: "select",
      options: Object.entries(words.packageKinds),
      value: row?.type ?? 2,
    },
    {
      name: "market_price",
      label: words.marketPrice,
      type: "money",
      value: row?.market_price ?? 0,
      max: 10_000_000,
      hint: words.marketHint,
    },
    region("city_id", words.startCity, cities, row?.city_id),
    region("destination_id", words.destinationCity, cities, row?.destination_id),
    { name: "destination", label: words.destination, value: row?.destination, maxlength: 60, blank: true },
    {
      name: "lead_days",
      label: words.leadDays,
      type: "number",
      value: row?.lead_days ?? 0,
      max: 366,
      hint: words.leadHint,
    },
    { name: "banner", label: words.picture, value: row?.banner, maxlength: 200, hint: words.bannerHint, blank: true },
    {
      name: "certificate_types",
      label: words.papers,
      type: "many",
      options: Object.entries(words.paperKinds),
      value: row?.certificate_types ?? "1",
    },
    ...["email_needed", "email_required", "weixin_needed", "weixin_required"].map((name) => tick(name, row)),
    tick("enabled", row, true),
  ];
  const save = (values, row) => {
    if (values.certificate_types === "") throw told(words.needsPaper);
    return put(api, "tour_package_set", "packageid", row, values);
  };
  return html`
    <${Read}
      words=${words}
      load=${load}
      show=${({ packages, cities }, again) => html`
        <${Editor}
          ...${{ words, again, rows: packages, fields: fields(cities), save }}
          title=${words.tourPackages}
          empty=${words.noTours}
          add=${words.newPackage}
          keyOf=${(it) => it.packageid}
          nameOf=${(it) => it.title}
          columns=${[
            { name: "packageid", label: words.number, by: (it) => it.packageid },
            {
              name: "title",
              label: words.name,
              by: (it) => it.title,
              show: (it) => html`<strong>${it.title}</strong><small class="quiet">${it.sub_title}</small>`,
            },
            { name: "type", label: words.kind, by: (it) => it.type, show: (it) => words.packageKinds[it.type] },
            {
              name: "market_price",
              label: words.marketPrice,
              amount: true,
              by: (it) => Number(it.market_price),
              show: (it) => yuan(it.market_price),
            },
            { name: "sold", label: words.soldCount, amount: true, by: (it) => it.sold },
            truths(words, "enabled", words.onSale),
          ]}
        />
      `}
    />
  `;
}

/** What needs packages to be shown: reads them, and says so where there are none yet. */
export function WithPackages({ words, api, show }) {
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("tour_package_gets")}
      show=${({ packages }) =>
        packages.length === 0
          ? html`
            <p class="empty">${words.noTours}</p>
          `
          : html`<${show} ...${{ words, api, packages }} />`}
    />
  `;
}

export const Offers = ({ words, api }) => html`<${WithPackages} ...${{ words, api, show: OffersOf }} />`;

function OffersOf({ words, api, packages }) {
  const [packageid, choose] = useState(packages[0].packageid);
  const wire = (name, row) => ({
    name,
    label: words.wireNumbers[name],
    type: "number",
    value: row?.[name],
    hint: row ? undefined : name === "supplierid" ? words.optional : words.wireHint,
  });
  const fields = (row) => [
    {
      name: "kind",
      label: words.kind,
      type: "select",
      options: Object.entries(words.offerKinds),
      value: row?.kind,
      fixed: Boolean(row),
    },
    { name: "name", label: words.name, value: row?.name, maxlength: 100, required: true },
    {
      name: "price",
      label: words.priceYuan,
      type: "money",
      value: row?.price,
      max: 1_000_000,
      hint: words.offerPriceHint,
      required: true,
    },
    {
      name: "stock",
      label: words.pieces,
      type: "number",
      value: row?.stock,
      max: 1_000_000_000,
      hint: words.offerStockHint,
      required: true,
    },
    { name: "from", label: words.openFrom, type: "date", hint: words.optional },
    { name: "until", label: words.openUntil, type: "date", hint: words.openHint },
    ...["productid", "sellid", "supplierid"].map((name) => wire(name, row)),
  ];
  const save = ({ kind, ...values }, row) => {
    if (values.until && !(values.from <= values.until)) throw told(words.daysTurned);
    return put(api, "tour_offer_set", "offerid", row, row ? values : { packageid, kind, ...values });
  };
  return html`
    <div class="tools">
      <label>
        ${words.tour}
        <select value=${packageid} onChange=${(event) => choose(Number(event.currentTarget.value))}>
          ${packages.map((it) => html`<option value=${it.packageid}>${it.packageid} ${it.title}</option>`)}
        </select>
      </label>
    </div>
    <${Read}
      key=${packageid}
      words=${words}
      load=${() => api.om("tour_offer_gets", { packageid })}
      show=${({ offers }, again) => html`
        <${Editor}
          ...${{ words, again, rows: offers, fields, save }}
          faults=${{ [CODE.PARAMETER]: words.offerRefused }}
          title=${words.tourOffers}
          note=${words.tourOffersHint}
          empty=${words.noTourOffers}
          add=${words.newTourOffer}
          keyOf=${(it) => it.offerid}
          nameOf=${(it) => it.name}
          columns=${[
            { name: "offerid", label: words.number, by: (it) => it.offerid },
            { name: "name", label: words.name, by: (it) => it.name, show: (it) => html`<strong>${it.name}</strong>` },
            {
              name: "kind",
              label: words.kind,
              by: (it) => it.kind,
              show: (it) => html`<${Pill}>${words.offerKinds[it.kind] ?? it.kind}<//>`,
            },
            {
              name: "price",
              label: words.usualPrice,
              amount: true,
              by: (it) => Number(it.price),
              show: (it) => yuan(it.price),
            },
            { name: "stock", label: words.usualStock, amount: true, by: (it) => it.stock },
          ]}
        />
      `}
    />
  `;
}
