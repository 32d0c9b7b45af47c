// Where travellers go: the list of destinations, and one of them with its countries and all that is sold for it.

import { AddKnown, addAreas } from "/web/admin/destination-add.js";
import { Noun } from "/web/admin/noun.js";
import { allRows, Ticks } from "/web/admin/ticks.js";
import { Done, Loading, Table, Trouble, useAction, useLoad } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { addressOf } from "/web/lib/pictures.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KIND = "destinations";
const REGION = "1";
const COUNTRY = "0";

/** The destinations in use as ticks have them, by the reader's name for them, and what is sold for each. */
export async function readDestinations(api, words) {
  const [rows, known] = await Promise.all([allRows(api, { kind: KIND }), api.page("admin/destinations")]);
  const places = new Map(known.places.map((it) => [String(it.id), it]));
  const all = rows.map((row) => {
    const place = places.get(row.id);
    return { ...place, id: row.id, kind: row.kind, name: place?.[words.language] ?? row.name };
  });
  return { ...known, places, all };
}

export function Destinations(shared) {
  const { at } = shared;
  const id = at.split("/")[1];
  return id ? html`<${One} key=${id} ...${shared} id=${id} />` : html`<${All} ...${shared} />`;
}

function All(shared) {
  const { words, api } = shared;
  const state = useLoad(
    () => Promise.all([readDestinations(api, words), allRows(api, { kind: KIND, ended: "any" })]),
    [],
  );
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState("");
  const [round, setRound] = useState(0);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const [{ known, areas, places }, rows] = state.value;
  const again = () => {
    state.again();
    setRound(round + 1);
  };
  const close = (text) => {
    setAdding(false);
    setDone(text ?? "");
    if (text) again();
  };
  const face = {
    name: "face",
    label: words.picture,
    show: (row) => html`<${Face} place=${{ ...row, image: places.get(row.id)?.image ?? row.image }} />`,
  };
  const open = (row) => ({
    label: words.toDestination,
    run: () => (window.location.hash = `#products/${KIND}/${row.id}`),
  });
  return html`
    <p class="quiet">${words.destinationsHint}</p>
    ${areas.length > 0 && html`<${Nowhere} ...${{ words, api, known, areas, again }} />`}
    <div class="actions"><button class="main-action" onClick=${() => setAdding(true)}>${words.addKnown}</button></div>
    <${Done} text=${done} />
    <${Noun}
      key=${round}
      ...${shared}
      kind=${KIND}
      before=${[face]}
      more=${(row) => [open(row)]}
      again=${state.again}
    />
    ${adding && html`<${AddKnown} ...${{ words, api, known, close }} taken=${new Set(rows.map((row) => row.code))} />`}
  `;
}

const Face = ({ place }) =>
  html`<img class="flag" src=${addressOf(place.image, place.name)} alt="" width="36" height="36" loading="lazy" />`;

/** Areas of what is on sale that a traveller would not find. */
function Nowhere({ words, api, known, areas, again }) {
  const action = useAction();
  const add = () =>
    action.run(async () => {
      const { texts } = await page("texts");
      const said = Object.values(texts.en?.["product-attributes"]?.value ?? {});
      await addAreas(api, known, areas, (area) => said.find(([own]) => own === area)?.[1] ?? area);
      again();
    });
  return html`
    <section class="card">
      <h2>${words.nowhere}</h2>
      <p>${words.nowhereHint(areas.map(({ area }) => area))}</p>
      <div class="actions">
        <button class="main-action" disabled=${action.busy} onClick=${add}>${words.makeOfAreas}</button>
      </div>
      <${Trouble} words=${words} error=${action.error} />
    </section>
  `;
}

function One(shared) {
  const { words, api, id } = shared;
  const state = useLoad(() => readDestinations(api, words), [id, words]);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { all } = state.value;
  const place = all.find((it) => it.id === id);
  const back = html`<p><a href=${`#products/${KIND}`}>← ${words.allDestinations}</a></p>`;
  if (!place) return html`${back}<p class="empty">${words.noSuchDestination}</p>`;
  return html`
    ${back}
    <div class="title"><${Face} place=${place} /><h2>${place.name}</h2></div>
    ${
      place.kind === REGION &&
      html`<${Ticks}
        ...${{ words, api, again: state.again }}
        title=${words.countriesOfRegion}
        note=${words.countriesOfRegionHint}
        kind="destination-countries"
        own=${["region_id", id]}
        other="country_id"
        options=${all.filter((it) => it.kind === COUNTRY)}
        empty=${words.noDestinations}
      />`
    }
    <${SoldThere} ...${{ words, place, all }} />
    <${Noun}
      ...${shared}
      kind="product-destinations"
      within=${id}
      title=${words.putThere}
      again=${state.again}
    />
  `;
}

function SoldThere({ words, place, all }) {
  const named = (region) => all.find((it) => it.id === String(region))?.name ?? region;
  const why = ({ area, through }) => {
    if (through) return words.byRegion(named(through));
    return area ? words.byArea(area) : words.putByHand;
  };
  return html`
    <section class="card">
      <h2>${words.soldThere}</h2>
      <${Table}
        caption=${words.soldThere}
        rows=${place.sold ?? []}
        empty=${words.nothingSold}
        keyOf=${(it) => it.id}
        columns=${[
          { name: "name", label: words.name, show: (it) => html`<a href=${`#products/${it.id}`}>${it.name}</a>` },
          { name: "why", label: words.howItGoes, show: why },
        ]}
      />
    </section>
  `;
}
