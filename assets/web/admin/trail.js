// The audit trail as sentences in the reader's language: who did what, before and after, narrowed and exported.

import { nameIn, namesIn } from "/web/admin/channel-of.js";
import { isNarrowed, picker, Span } from "/web/admin/filters.js";
import { queryOf, useLeave } from "/web/admin/leave.js";
import { labelOf } from "/web/admin/nouns.js";
import { Pager } from "/web/admin/pager.js";
import { settingWords } from "/web/admin/setting-words.js";
import { Field, Loading, useLoad } from "/web/admin/ui.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useRef, useState } from "/web/vendor/preact-htm.module.js";

const SIZE = 50;

export function Trail({ words, api }) {
  const [marks, setMarks] = useState(/** @type {Record<string, any>} */ ({ page: 1 }));
  const query = queryOf({ ...marks, size: SIZE });
  const state = useLoad(() => api.page(`audit?${query}`), [query]);
  const choices = useLoad(() => api.page("admin/filters"), []);
  const leave = useLeave({ words, api, path: "audit-export", name: "audit", query: queryOf({ ...marks, page: "" }) });
  const narrow = (more) => setMarks({ ...marks, page: 1, ...more });
  return html`
    <${Filters} ...${{ words, marks, narrow, setMarks }} clerks=${choices.value?.clerks ?? []} />
    ${
      state.value
        ? html`
          <div class="head">
            <p class="quiet" role="status">${words.entries(state.value.total)}</p>
            <div class="row">${leave.buttons}</div>
          </div>
          ${leave.said}
          ${
            state.value.entries.length > 0
              ? html`
                <ol class="trail" aria-label=${words.audit}>
                  ${state.value.entries.map((it) => html`<${Entry} key=${it.id} ...${{ words }} entry=${it} />`)}
                </ol>
              `
              : html`<p class="empty">${words.noSuchEntries}</p>`
          }
          <${Pager}
            words=${words}
            page=${state.value.page}
            size=${SIZE}
            total=${state.value.total}
            turn=${(to) => narrow({ page: to })}
          />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
  `;
}

function Filters({ words, marks, narrow, setMarks, clerks }) {
  const form = useRef(null);
  const change = (event) => narrow({ [event.currentTarget.name]: event.currentTarget.value });
  const send = (event) => {
    event.preventDefault();
    narrow({ object: event.currentTarget.elements.object.value.trim() });
  };
  const clear = () => {
    form.current.elements.object.value = "";
    setMarks({ page: 1 });
  };
  const isNarrow = isNarrowed(marks);
  const pick = picker(words, marks, change);
  const kinds = namesIn(words, "actions").map((name) => [name, captionOf(words, name)]);
  kinds.sort(([, one], [, other]) => one.localeCompare(other, words.language));
  return html`
    <form class="filters" ref=${form} onSubmit=${send} role="search">
      <div class="tools">
        ${pick(
          "actor",
          words.person,
          clerks.map(({ id, name }) => [id, name]),
        )}
        ${pick("action", words.kindOfEntry, kinds)}
        <${Span} ...${{ words, marks, change }} />
        <${Field}
          label=${words.objectPart}
          name="object"
          type="search"
          maxlength="60"
          placeholder=${words.objectHint}
          value=${marks.object ?? ""}
        />
        <button class="main-action">${words.search}</button>
        ${isNarrow && html`<button type="button" onClick=${clear}>${words.clearFilters}</button>`}
      </div>
    </form>
  `;
}

/** A kind of entry without who and what: its sentence's middle. */
const captionOf = (words, action) =>
  nameIn(words, "actions", action).replace("{who}", "").replace("{what}", words.something).trim();

function Entry({ words, entry }) {
  const changes = changesOf(words, entry);
  return html`
    <li>
      <p class="told"><${Sentence} ...${{ words, entry }} /></p>
      <time class="quiet" datetime=${entry.at.replace(" ", "T")}>${entry.at}</time>
      ${
        changes.length > 0 &&
        html`
          <dl class="changes">
            ${changes.map(
              ({ label, before, after }) => html`
                <div>
                  ${label && html`<dt>${label}</dt>`}
                  <dd>
                    ${before !== null && html`<del>${before}</del>`}
                    ${before !== null && after !== null && html`<span aria-hidden="true"> → </span>`}
                    ${after !== null && html`<ins>${after}</ins>`}
                  </dd>
                </div>
              `,
            )}
          </dl>
        `
      }
    </li>
  `;
}

/** The sentence, with the object as a link where it has a place of its own. */
function Sentence({ words, entry }) {
  const who = entry.actor ?? (entry.actor_id === 0 ? words.theRule : String(entry.actor_id));
  const form = nameIn(words, "actions", entry.action);
  const [begin, end = ""] = form.includes("{what}") ? form.split("{what}") : [`{who} ${form} `, ""];
  const order = /^order (\d+)$/.exec(entry.object)?.[1];
  const what = objectOf(words, entry);
  const fill = (text) => text.split("{who}").flatMap((part, at) => (at === 0 ? [part] : [html`<b>${who}</b>`, part]));
  const shown = order ? html`<a href=${`#orders/${order}`}>${what}</a>` : what;
  return [...fill(begin), form.includes("{what}") && shown, ...fill(end)];
}

/** What it was done to, in the reader's words. */
export function objectOf(words, { action, object, named }) {
  if (action === "setting_changed") return `“${settingWords(words.language, object)[0]}”`;
  if (action === "template_loaded") return `“${words.templates[object] ?? object}”`;
  if (words.loneObjects[object]) return words.loneObjects[object];
  const kind = nameIn(words, "kinds", object);
  if (kind !== object) return `“${kind}”`;
  const heads = Object.keys(words.objects).sort((one, other) => other.length - one.length);
  const head = heads.find((it) => object.startsWith(`${it} `));
  if (head) return `${words.objects[head]} ${named ?? object.slice(head.length + 1)}`;
  const [first, ...rest] = object.split(" ");
  const noun = nameIn(words, "kinds", first);
  return noun === first ? object : `${noun} ${rest.join(" ")}`;
}

/** What changed: members by their names, or a sentence as a whole. */
export function changesOf(words, { before, after }) {
  const [old, now] = [before, after].map(read);
  if (!isRow(old) && !isRow(now)) {
    return before === null && after === null ? [] : [{ label: "", before: tell(words, old), after: tell(words, now) }];
  }
  const names = [...new Set([...Object.keys(isRow(old) ? old : {}), ...Object.keys(isRow(now) ? now : {})])];
  const member = (row, name) => (isRow(row) && row[name] !== undefined && row[name] !== null ? row[name] : null);
  return names
    .map((name) => ({
      label: words.members[name] ?? labelOf(words, "", name),
      before: tell(words, member(old, name), name),
      after: tell(words, member(now, name), name),
    }))
    .filter((it) => it.before !== it.after);
}

const isRow = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** A note of the trail is an object as JSON, or a text. */
function read(text) {
  if (text === null) return null;
  try {
    const value = JSON.parse(text);
    return isRow(value) ? value : text;
  } catch {
    return text;
  }
}

const NUMBERED = { type: "roles", shipping_status: "shippingStates" };

/** A sentence with the outlet's sign before its amounts; a `$` in the sign names no part of the sentence. */
const withSign = (form) => form.replaceAll("¥", () => symbol().replaceAll("$", "$$$$"));

/** A value in the reader's words. */
function tell(words, value, name = "") {
  if (value === null || value === undefined) return null;
  const list = NUMBERED[name];
  if (list && words[list][value]) return words[list][value];
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (words.told[text]) return words.told[text];
  const form = words.toldSentences.find(([known]) => known.test(text));
  return form ? text.replace(form[0], withSign(form[1])) : text;
}
