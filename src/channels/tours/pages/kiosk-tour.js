// A tour: the day with its seats, the party, the room, the flight, and what goes with it; the price follows every
// choice.

import { belowTour, partCaption, tourCaption } from "/web/channels/tours/pages/kiosk-words.js";
import { priceOf, readTour } from "/web/channels/tours/pages/tour-parts.js";
import { Gone } from "/web/kiosk/dialog.js";
import { Choices, Pieces } from "/web/kiosk/pieces.js";
import { plusMonths, weeksOf } from "/web/lib/days.js";
import { moneyText } from "/web/lib/money.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const MOST_TRAVELLERS = 9;
const MOST_NIGHTS = 14;
const BEDS = 2;
const MONTHS_AHEAD = 12;
const START = { date: null, adults: 2, children: 0, hotel: 0, flight: 0, nights: 2, rooms: 1, extras: {} };

function useTour(id, month) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let wanted = true;
    readTour(id, month).then(
      (tour) => wanted && setFound(tour),
      () => wanted && setFound({ gone: true }),
    );
    return () => (wanted = false);
  }, [id, month]);
  return found;
}

/** The screen of a tour. */
export function TourProduct(props) {
  const { id, words, shop, screen } = props;
  const before = screen.choice?.date ?? shop?.today;
  const [month, setMonth] = useState(before ? `${before.slice(0, 8)}01` : null);
  const found = useTour(id, month);
  if (!found) return html`<p class="notice" role="status">${words.loading}</p>`;
  if (found.gone) return html`<${Gone} ...${props} shelf="tours" />`;
  return html`<${Chooser} ...${{ ...props, found, month, setMonth }} />`;
}

/** What was chosen before the traveller came back, as far as the tour still has it. */
function kept(before, found) {
  if (!before) return START;
  const at = (list, same) => Math.max(0, list.findIndex(same));
  const hotel = at(found.hotels, (row) => row.name === before.hotel.name);
  const flight = at(found.flights, (row) => row.combo === before.flight.combo);
  const extras = Object.fromEntries(
    before.extras.map((extra) => [found.extras.findIndex((row) => row.name === extra.name), extra.count]),
  );
  delete extras[-1];
  const { date, adults, children, nights, rooms } = before;
  return { date: found.days[date] ? date : null, adults, children, nights, rooms, hotel, flight, extras };
}

function Chooser({ found, month, setMonth, language, words, shop, screen, setOrder, go }) {
  const [choice, setChoice] = useState(() => kept(screen.choice, found));
  const set = (change) => setChoice({ ...choice, ...change });
  const party = choice.adults + choice.children;
  const people = (change) => {
    const next = { ...choice, ...change };
    set({ ...change, rooms: Math.ceil((next.adults + next.children) / BEDS) });
  };
  const total = choice.date && priceOf(found, choice);
  const buy = () => {
    const flight = found.flights[choice.flight];
    const extras = found.extras.flatMap((extra, place) =>
      choice.extras[place] ? [{ ...extra, count: choice.extras[place] }] : [],
    );
    const chosen = {
      ...choice,
      id: found.id,
      name: found.title,
      hotel: found.hotels[choice.hotel],
      flight: { combo: flight.combo, price: moneyText(flight.days[choice.date].fen) },
      extras,
      total: moneyText(total),
    };
    const { typed, email } = screen.choice ?? {};
    setOrder({ trade: "tour", choice: chosen, emailNeeded: found.emailNeeded, typed, email });
    go({ name: "checkout" }, { name: "tour", id: found.id, choice: chosen });
  };
  const changeMonth = (count) => {
    set({ date: null });
    setMonth(plusMonths(month, count));
  };
  const row = { id: found.id, name: found.title, subname: found.subTitle };
  const caption = tourCaption(language, row);
  const below = belowTour(language, row, caption);
  return html`
    <article class="chooser">
      <div class="picture"><img src=${`/${found.banner}`} alt="" width="640" height="640" /></div>
      <div class="facts">
        <h2>${caption}</h2>
        <p class="quiet" lang=${below.lang}>${below.text}</p>
        <${Days}
          ...${{ words, found, month, changeMonth, today: shop.today, chosen: choice.date, party }}
          choose=${(date) => set({ date })}
        />
        <div class="counts">
          <${Pieces}
            words=${words}
            title=${words.adults}
            count=${choice.adults}
            most=${MOST_TRAVELLERS - choice.children}
            change=${(adults) => people({ adults })}
          />
          <${Pieces}
            words=${words}
            title=${words.children}
            least=${0}
            count=${choice.children}
            most=${MOST_TRAVELLERS - choice.adults}
            change=${(children) => people({ children })}
          />
          <${Pieces}
            words=${words}
            title=${words.nights}
            count=${choice.nights}
            most=${MOST_NIGHTS}
            change=${(nights) => set({ nights })}
          />
          <${Pieces}
            words=${words}
            title=${words.rooms}
            count=${choice.rooms}
            most=${party}
            change=${(rooms) => set({ rooms })}
          />
        </div>
        <${Choices}
          title=${words.room}
          options=${found.hotels.map((row, place) => [place, partCaption(language, row.name)])}
          chosen=${choice.hotel}
          choose=${(hotel) => set({ hotel })}
        />
        ${
          found.flights.length > 1 &&
          html`
            <${Choices}
              title=${words.flight}
              options=${found.flights.map((row, place) => [place, partCaption(language, row.name)])}
              chosen=${choice.flight}
              choose=${(flight) => set({ flight })}
            />
          `
        }
        <section>
          <h3>${words.extras}</h3>
          <div class="counts">
            ${found.extras.map(
              (row, place) => html`
                <${Pieces}
                  key=${place}
                  words=${words}
                  title=${partCaption(language, row.name)}
                  least=${0}
                  most=${MOST_TRAVELLERS}
                  count=${choice.extras[place] ?? 0}
                  change=${(count) => set({ extras: { ...choice.extras, [place]: count } })}
                />
              `,
            )}
          </div>
        </section>
      </div>
      <footer class="bar card">
        <button onClick=${() => go({ name: "home", shelf: "tours" })}>${words.back}</button>
        <p class="sum" role="status">
          ${
            total
              ? html`
                <strong class="money">${symbol()}${moneyText(total)}</strong>
              `
              : html`<span class="quiet">${choice.date ? words.notEnough : words.chooseDay}</span>`
          }
        </p>
        <button class="main-action" disabled=${!total} onClick=${buy}>${words.buy}</button>
      </footer>
    </article>
  `;
}

/** A month with the price of a day and the seats that are left on it. */
function Days({ words, found, month, changeMonth, today, chosen, choose, party }) {
  const last = plusMonths(today, MONTHS_AHEAD);
  const cell = (day) => {
    const row = day && found.days[day];
    if (!day) return html`<span></span>`;
    const open = row && row.free >= party;
    const facts = row ? [`${symbol()}${Math.floor(row.fen / 100)}`, words.seats(row.free)] : ["\u00a0", "\u00a0"];
    return html`
      <button class="day" aria-pressed=${String(day === chosen)} disabled=${!open} onClick=${() => choose(day)}>
        <span>${Number(day.slice(8))} <span class="unseen">(${day})</span></span>
        ${facts.map((fact) => html` <small>${fact}</small>`)}
      </button>
    `;
  };
  return html`
    <section class="calendar">
      <div class="calendar-head">
        <button aria-label=${words.earlier} disabled=${month <= today} onClick=${() => changeMonth(-1)}>‹</button>
        <h3>${words.month(month)}</h3>
        <button aria-label=${words.later} disabled=${month >= last} onClick=${() => changeMonth(1)}>›</button>
      </div>
      <div class="weekdays" aria-hidden="true">${words.weekdays.map((name) => html`<span>${name}</span>`)}</div>
      ${weeksOf(month).map((week) => html`<div class="week">${week.map(cell)}</div>`)}
    </section>
  `;
}
