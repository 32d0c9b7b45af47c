// Countries and regions that the program knows, made rows of: names in both languages, flags and pinyin come with them.

import { putRows } from "/web/admin/nouns.js";
import { allRows, Tick } from "/web/admin/ticks.js";
import { Dialog, Field, Trouble, useAction } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const KIND = "destinations";
const MEMBERS = "destination-countries";
/** Countries that one call makes. */
const AT_ONCE = 90;
const REGION = "1";
const COUNTRY = "0";

/** The row of a place that the program knows, behind those that there are. */
const rowOf = (it, sort) => ({
  kind: KIND,
  cells: { code: it.code, kind: it.is_region ? REGION : COUNTRY, name: it.zh, sort: String(sort) },
  texts: { en: { name: it.en } },
});

/** The rows that there are: their numbers by code (archived ones too: no two have one code), and the last place. */
async function readKnown(api) {
  const rows = await allRows(api, { kind: KIND, ended: "any" });
  return { ids: new Map(rows.map((row) => [row.code, row.id])), last: Math.max(0, ...rows.map((row) => +row.sort)) };
}

/** Makes rows, and notes their numbers. */
async function make(api, places, there, more = []) {
  const made = await putRows(api, [...places.map((it, at) => rowOf(it, there.last + at + 1)), ...more]);
  for (const [at, it] of places.entries()) there.ids.set(it.code, made[at].key.id);
  there.last += places.length;
}

/** Makes a region with its countries, in one call: all of it, or none. */
async function makeRegion(api, region, byCode, there) {
  const { ids } = there;
  if (ids.has(region.code)) return;
  const countries = region.countries.map((code) => byCode.get(code));
  const fresh = [region, ...countries.filter((it) => !ids.has(it.code))];
  const members = countries.map((it) => {
    const known = ids.get(it.code);
    const of = { region_id: 0, ...(!known && { country_id: fresh.indexOf(it) }) };
    return { kind: MEMBERS, cells: known ? { country_id: known } : {}, of };
  });
  await make(api, fresh, there, members);
}

/** Makes rows of the places of these codes, countries first; what is there stays as it is. */
export async function addKnown(api, known, codes) {
  const byCode = new Map(known.map((it) => [it.code, it]));
  const there = await readKnown(api);
  const wanted = codes.map((code) => byCode.get(code)).filter(Boolean);
  const countries = wanted.filter((it) => !it.is_region && !there.ids.has(it.code));
  for (let at = 0; at < countries.length; at += AT_ONCE) await make(api, countries.slice(at, at + AT_ONCE), there);
  for (const region of wanted.filter((it) => it.is_region)) await makeRegion(api, region, byCode, there);
}

/** Makes destinations of areas that lead nowhere: of what the program knows, or regions of one's own. */
export async function addAreas(api, known, areas, englishOf) {
  await addKnown(
    api,
    known,
    areas.filter((it) => it.is_known).map((it) => it.code),
  );
  const own = areas.filter((it) => !it.is_known);
  const row = ({ area, code }) => {
    const english = englishOf(area);
    const texts = english === area ? {} : { en: { name: english } };
    return { kind: KIND, cells: { code, kind: REGION, name: area }, texts };
  };
  if (own.length > 0) await putRows(api, own.map(row));
}

/** The dialog: a list with ticks, found by name, code or pinyin. */
export function AddKnown({ words, api, known, taken, close }) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState(() => new Set());
  const action = useAction();
  const wanted = search.trim().toLowerCase();
  const nameOf = (it) => (words.language === "en" ? `${it.en} · ${it.zh}` : `${it.zh} · ${it.en}`);
  const fits = (it) => `${nameOf(it)} ${it.code} ${it.typed}`.toLowerCase().includes(wanted);
  // Regions stand first: who begins sells plans for several countries.
  const free = known.filter((it) => !taken.has(it.code) && fits(it)).sort((a, b) => b.is_region - a.is_region);
  const turn = (code) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const save = () =>
    action.run(async () => {
      await addKnown(api, known, [...chosen]);
      close(words.saved);
    });
  const flagOf = (it) => ({ name: nameOf(it), image: it.flag });
  return html`
    <${Dialog} title=${words.addKnown} close=${() => close(null)} wide>
      <p class="quiet">${words.addKnownHint}</p>
      <${Field}
        label=${words.findPlace}
        type="search"
        value=${search}
        maxlength="60"
        onInput=${(event) => setSearch(event.currentTarget.value)}
      />
      ${
        free.length === 0
          ? html`<p class="empty">${words.noSuchPlace}</p>`
          : html`<fieldset class="ticks">
          <legend class="unseen">${words.addKnown}</legend>
          ${free.map(
            (it) => html`
              <${Tick} key=${it.code} it=${flagOf(it)} on=${chosen.has(it.code)} turn=${() => turn(it.code)} />
            `,
          )}
        </fieldset>`
      }
      <${Trouble} words=${words} error=${action.error} />
      <div class="actions">
        <button type="button" onClick=${() => close(null)}>${words.cancel}</button>
        <button type="button" class="main-action" disabled=${action.busy || chosen.size === 0} onClick=${save}>
          ${words.addChosen(chosen.size)}
        </button>
      </div>
    <//>
  `;
}
