// What a tour is put together from: its calendar, its parts, and what a choice of them costs. Money is counted in fen.

import { tour } from "/web/channels/tours/pages/api.js";
import { plusDays, plusMonths } from "/web/lib/days.js";
import { fenOf } from "/web/lib/money.js";

const EXTRAS = ["scenerys", "insurances", "cars", "others"];

const byDate = (rows) =>
  Object.fromEntries(rows.map((row) => [row.date, { fen: fenOf(row.price), free: Number(row.stock) }]));
const keyOf = ({ product_id, sell_id, supplier_id }) => ({ product_id, sell_id, supplier_id });

/** A tour in a month, with the month after it for stays that reach into that. */
export async function readTour(id, month) {
  const months = [month, plusMonths(month, 1)].map((first) => first.slice(0, 7));
  const [found, next] = await Promise.all(
    months.map((name) => tour("get_product_detail", { product_id: id, month: name })),
  );
  const offersOf = (list) =>
    found[list].map((offer, place) => ({
      list,
      name: offer.name,
      combo: offer.combo_id,
      key: keyOf(offer),
      days: byDate([...offer.calendar, ...(next[list][place]?.calendar ?? [])]),
    }));
  return {
    id,
    title: found.title,
    subTitle: found.sub_title,
    banner: found.banner,
    emailNeeded: found.email_require,
    days: byDate(found.calendar),
    hotels: offersOf("hotels"),
    flights: offersOf("planes"),
    extras: EXTRAS.flatMap(offersOf),
  };
}

/** The days that a part of the choice covers. */
const nightsOf = (date, nights) => Array.from({ length: nights }, (_, night) => plusDays(date, night));

/** The price of a choice in fen and how many can still be had; null while it is not whole or not to be had. */
export function priceOf(found, choice) {
  const party = choice.adults + choice.children;
  const hotel = found.hotels[choice.hotel];
  const seat = found.flights[choice.flight]?.days[choice.date];
  const nights = nightsOf(choice.date, choice.nights).map((night) => hotel?.days[night]);
  const extras = found.extras
    .map((extra, place) => [extra.days[choice.date], choice.extras[place] ?? 0])
    .filter(([, count]) => count);
  const enough = (day, count) => day && day.free >= count;
  if (!enough(seat, party) || !nights.every((night) => enough(night, choice.rooms))) return null;
  if (!extras.every(([day, count]) => enough(day, count))) return null;
  const sum = (parts) => parts.reduce((total, part) => total + part, 0);
  return (
    seat.fen * party +
    sum(nights.map((night) => night.fen * choice.rooms)) +
    sum(extras.map(([day, count]) => day.fen * count))
  );
}
