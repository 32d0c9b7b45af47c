// The page of the APIs, out of /openapi.json: a search box, the calls by group, and each with a form that tries it.

import { callsOf, found } from "/web/docs/calls.js";
import { Entry } from "/web/docs/entry.js";
import { Text } from "/web/docs/text.js";
import { wordsOf } from "/web/docs/words.js";
import { keep, recall } from "/web/lib/keep.js";
import { html, render, useEffect, useMemo, useState } from "/web/vendor/preact-htm.module.js";

/** The call that the address names. */
const named = () => decodeURIComponent(window.location.hash.slice(1));

/** A word that can be an anchor. */
const anchor = (title) => `group-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

function useDocument() {
  const [state, setState] = useState({ document: null, hasFailed: false });
  useEffect(() => {
    fetch("/openapi.json")
      .then((response) => response.json())
      .then((document) => setState({ document, hasFailed: false }))
      .catch(() => setState({ document: null, hasFailed: true }));
  }, []);
  return state;
}

function Head({ title, words, language, setLanguage, search, setSearch }) {
  const other = language === "en" ? ["zh", "中文"] : ["en", "English"];
  return html`
    <header>
      <div class="top">
        <h1>${title && html`<span>${title}</span>`} ${words.title}</h1>
        <a class="button" href="/openapi.json">${words.file}</a>
        <button type="button" lang=${other[0]} onClick=${() => setLanguage(other[0])}>${other[1]}</button>
      </div>
      <p class="quiet">${words.intro}</p>
      <label>
        <span>${words.search}</span>
        <input
          type="search"
          value=${search}
          placeholder=${words.searchHint}
          onInput=${(event) => setSearch(event.target.value)}
        />
      </label>
    </header>
  `;
}

function Groups({ tags, calls, words }) {
  const count = (tag) => calls.filter((call) => call.tag === tag.name).length;
  const link = (tag) => html`
    <li key=${tag.name}><a href=${`#${anchor(tag.name)}`}>${tag.name}</a> <span class="quiet">${count(tag)}</span></li>
  `;
  return html`
    <nav aria-label=${words.groups}><ul>${tags.filter(count).map(link)}</ul></nav>
  `;
}

function Group({ tag, calls, document, opened, toggle, words }) {
  return html`
    <section aria-labelledby=${anchor(tag.name)}>
      <h2 id=${anchor(tag.name)} tabindex="-1">${tag.name}</h2>
      <p class="introduction" lang="en"><${Text} text=${tag.description} /></p>
      ${calls.map(
        (call) => html`
          <${Entry}
            key=${call.path}
            call=${call}
            document=${document}
            isOpen=${opened.has(call.path)}
            onToggle=${(isOpen) => toggle(call.path, isOpen)}
            words=${words}
          />
        `,
      )}
    </section>
  `;
}

function Docs() {
  const [language, setLanguage] = useState(() => recall("language", "zh", "localStorage"));
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(() => new Set([named()]));
  const { document: openApi, hasFailed } = useDocument();
  const words = wordsOf(language);
  const calls = useMemo(() => (openApi ? callsOf(openApi) : []), [openApi]);
  const shown = found(calls, search);

  useEffect(() => {
    keep("language", language, "localStorage");
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    document.title = words.title;
  }, [language]);
  useEffect(() => {
    const follow = () => {
      setOpened((before) => new Set([...before, named()]));
      document.getElementById(named())?.scrollIntoView();
    };
    if (openApi && named()) follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [openApi]);

  const toggle = (path, isOpen) => {
    if (isOpen === opened.has(path)) return;
    const next = new Set(opened);
    if (isOpen) next.add(path);
    else next.delete(path);
    setOpened(next);
    if (isOpen) window.history.replaceState(null, "", `#${path}`);
  };
  const tags = openApi?.tags ?? [];
  return html`
    <${Head} title=${openApi?.info.title} ...${{ words, language, setLanguage, search, setSearch }} />
    <main>
      ${hasFailed && html`<p class="trouble" role="alert">${words.failed}</p>`}
      ${openApi && html`<p class="quiet" role="status">${words.count(shown.length, calls.length)}</p>`}
      ${openApi && html`<${Groups} tags=${tags} calls=${shown} words=${words} />`}
      ${openApi && shown.length === 0 && html`<p>${words.nothing}</p>`}
      ${tags.map((tag) => {
        const own = shown.filter((call) => call.tag === tag.name);
        const rest = { tag, document: openApi, opened, toggle, words };
        return own.length > 0 && html`<${Group} key=${tag.name} calls=${own} ...${rest} />`;
      })}
    </main>
  `;
}

render(html`<${Docs} />`, document.getElementById("docs"));
