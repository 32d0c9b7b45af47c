// Tours: the calendar as a month view, packages with what belongs to them, coupons, partners.

import { EditDialog } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Room } from "/web/admin/rooms/room.js";
import { Done, Loading, useLoad } from "/web/admin/ui.js";
import { Apps } from "/web/channels/tours/pages/admin-apps.js";
import { Batches, Partners } from "/web/channels/tours/pages/admin-coupons.js";
import { Month } from "/web/channels/tours/pages/admin-month.js";
import { Offers, Packages, WithPackages } from "/web/channels/tours/pages/admin-shelf.js";
import { page } from "/web/lib/api.js";
import { CODE } from "/web/lib/constants.js";
import { plusMonths } from "/web/lib/days.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PARTS = {
  calendar: { label: "calendar", show: CalendarOfAll },
  packages: { label: "tourPackages", show: Packages },
  offers: { label: "tourOffers", show: Offers },
  coupons: { label: "tourCoupons", show: Batches },
  partners: { label: "tourPartners", show: Partners },
  apps: { label: "tourApps", show: Apps },
};

export const Tours = (shared) => html`<${Room} room="tours" parts=${PARTS} ...${shared} />`;

function CalendarOfAll({ words, api }) {
  return html`<${WithPackages} ...${{ words, api, show: Calendar }} />`;
}

function Calendar({ words, api, packages }) {
  const [chosen, setChosen] = useState({ packageid: packages[0].packageid, offer: null, month: null });
  const [open, setOpen] = useState(null);
  const [done, setDone] = useState(null);
  const state = useLoad(async () => {
    const { packageid } = chosen;
    const month = chosen.month ?? `${(await page("today")).now.slice(0, 7)}-01`;
    const [{ offers }, { days }] = await Promise.all([
      api.om("tour_offer_gets", { packageid }),
      api.om("tour_calendar_gets", { packageid, month: month.slice(0, 7) }),
    ]);
    return { packageid, month, offers, days };
  }, [chosen.packageid, chosen.month]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { month, offers, days } = state.value;
  const offer = offers.find((it) => it.offerid === chosen.offer) ?? offers[0];
  const mine = new Map(days.filter((day) => day.offerid === offer?.offerid).map((day) => [day.date, day]));
  const choose = (change) => {
    setDone(null);
    setChosen({ ...chosen, ...change });
  };
  const go = (count) => () => choose({ month: plusMonths(month, count) });
  const close = (text) => {
    setOpen(null);
    setDone(text);
    if (text !== null) state.again();
  };
  const save = async (values) => {
    if (values.until && values.until < values.date) throw told(words.daysTurned);
    await api.om("tour_calendar_set", { offerid: offer.offerid, ...values });
  };
  const fields = ({ date, day }) => [
    { name: "date", label: words.from, type: "date", value: date, required: true },
    { name: "until", label: words.until, type: "date", hint: words.oneDay },
    {
      name: "price",
      label: words.priceYuan,
      type: "money",
      value: day?.price ?? offer.price,
      max: 1_000_000,
      required: true,
    },
    {
      name: "stock",
      label: words.pieces,
      type: "number",
      value: day?.stock ?? offer.stock,
      max: 1_000_000_000,
      hint: day?.taken > 0 ? words.takenAlready(day.taken) : undefined,
      required: true,
    },
  ];
  return html`
    <div class="tools">
      <label>
        ${words.tour}
        <select
          value=${chosen.packageid}
          onChange=${(event) => choose({ packageid: Number(event.currentTarget.value), offer: null })}
        >
          ${packages.map((it) => html`<option value=${it.packageid}>${it.packageid} ${it.title}</option>`)}
        </select>
      </label>
      <label>
        ${words.tourOffer}
        <select
          value=${offer?.offerid}
          disabled=${!offer}
          onChange=${(event) => choose({ offer: Number(event.currentTarget.value) })}
        >
          ${offers.map(
            (it) => html`
              <option value=${it.offerid}>${words.offerKinds[it.kind] ?? it.kind} · ${it.name}</option>
            `,
          )}
        </select>
      </label>
      <div class="row">
        <button onClick=${go(-1)} aria-label=${words.monthBefore}>←</button>
        <strong>${month.slice(0, 7)}</strong>
        <button onClick=${go(1)} aria-label=${words.monthAfter}>→</button>
      </div>
      ${offer && html`<button class="main-action" onClick=${() => setOpen({ date: month })}>${words.setSpan}</button>`}
    </div>
    <${Done} text=${done} />
    ${
      offer
        ? html`
          <p class="quiet">${words.monthHint}</p>
          <${Month} ...${{ words, month, days: mine }} choose=${(date) => setOpen({ date, day: mine.get(date) })} />
        `
        : html`<p class="empty">${words.noTourOffers}</p>`
    }
    ${
      open &&
      html`
        <${EditDialog}
          ...${{ words, save, close }}
          faults=${{ [CODE.PARAMETER]: words.daysRefused }}
          title=${words.setDays(offer.name)}
          fields=${fields(open)}
        />
      `
    }
  `;
}
