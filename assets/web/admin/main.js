// The manager's page: log-in, the way between sections (the address's hash), and who sees which.

import { bind, goOn } from "/web/admin/api.js";
import { useSections } from "/web/admin/later.js";
import { Login } from "/web/admin/login.js";
import { wordsOf } from "/web/admin/words.js";
import { page, watchAway } from "/web/lib/api.js";
import { ROLE } from "/web/lib/constants.js";
import { keep, recall } from "/web/lib/keep.js";
import { Over } from "/web/lib/over.js";
import { html, render, useEffect, useMemo, useRef, useState } from "/web/vendor/preact-htm.module.js";

const SECTIONS = [
  { name: "overview" },
  { name: "products" },
  { name: "stock" },
  { name: "orders" },
  { name: "rooms" },
  { name: "setup" },
  { name: "users", admin: true },
  { name: "webhooks", admin: true },
  { name: "import", admin: true },
  { name: "system", admin: true },
];

/** The place that the address names: `#orders/123` is section orders at 123. */
const place = () => {
  const [name, ...rest] = window.location.hash.slice(1).split("/").map(decoded);
  return { name, at: rest.join("/") };
};

/** A part of an address; one that is no text of percent signs stays as it is. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function usePlace() {
  const [known, setKnown] = useState(place);
  useEffect(() => {
    const follow = () => setKnown(place());
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return known;
}

function Admin() {
  const [language, setLanguage] = useState(() => (recall("language", "zh", "localStorage") === "en" ? "en" : "zh"));
  const [session, setSession] = useState(() => recall("admin.session", null));
  const [ended, setEnded] = useState(false);
  const [away, setAway] = useState(false);
  const words = wordsOf(language);
  const enter = (next) => {
    keep("admin.session", next);
    setSession(next);
    setEnded(false);
  };
  const live = useRef(null);
  live.current = session;
  const end = (which) => {
    if (live.current !== which) return; // an answer that comes after somebody has logged in again
    keep("admin.session", null);
    setEnded(true);
  };
  const api = useMemo(() => session && bind(() => live.current, end), [session?.userid]);
  useEffect(() => void (session && goOn()), [session]);

  useEffect(() => watchAway(setAway), []);
  useEffect(() => {
    keep("language", language, "localStorage");
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  }, [language]);

  const speak = html`
    <button lang=${language === "en" ? "zh-CN" : "en"} onClick=${() => setLanguage(language === "en" ? "zh" : "en")}>
      ${language === "en" ? "中文" : "English"}
    </button>
  `;
  const toast =
    away && html`<p class="toast" role="status"><span class="pulse" aria-hidden="true"></span>${words.away}</p>`;
  return html`
    ${
      api
        ? html`
          <${House} key=${session.userid} ...${{ words, language, session, api, speak }} leave=${() => enter(null)} />
        `
        : html`<${Login} ...${{ words, enter, speak }} />`
    }
    ${
      ended
        ? html`
          <${Over} label=${words.logIn}>
            <${Login} ...${{ words, enter, ended, speak }} known=${session.username} />
            ${toast}
          <//>
        `
        : toast
    }
  `;
}

function House({ words, language, session, api, speak, leave }) {
  const { name, at } = usePlace();
  const heading = useRef(null);
  const [outlet, setOutlet] = useState(null);
  const mine = SECTIONS.filter((section) => !section.admin || session.type === ROLE.ADMIN);
  const section = mine.find((it) => it.name === name) ?? mine[0];
  const Section = useSections()?.[section.name];

  useEffect(() => {
    document.title = `${words[section.name]} · ${outlet?.outlet ?? "Outpost"}`;
  }, [section, language, outlet]);
  useEffect(() => {
    page("today").then(setOutlet);
  }, []);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current.focus();
    first.current = false;
    window.scrollTo(0, 0);
  }, [section]);

  const logOut = async () => {
    await api.uc("logout").catch(() => null); // A session that has ended already is no reason to stay.
    leave();
  };
  return html`
    <a
      class="skip"
      href="#main"
      onClick=${(event) => {
        event.preventDefault();
        heading.current.focus();
      }}
    >
      ${words.skip}
    </a>
    <header class="side">
      <div class="brand">
        <img src="/web/favicon.svg" alt="" width="36" height="36" />
        <p><strong>${outlet?.outlet ?? "\u00a0"}</strong><span class="quiet">${words.title}</span></p>
      </div>
      <nav aria-label=${words.sections}>
        ${mine.map(
          (it) => html`
            <a href=${`#${it.name}`} aria-current=${it === section ? "page" : undefined}>${words[it.name]}</a>
          `,
        )}
      </nav>
      <div class="who">
        <p class="quiet">${session.username} · ${words.roles[session.type]}</p>
        <a href="/security">${words.security}</a>
        <div class="row">${speak}<button onClick=${logOut}>${words.logOut}</button></div>
      </div>
    </header>
    <main id="main">
      <h1 ref=${heading} tabindex="-1">${words[section.name]}</h1>
      ${
        Section
          ? html`
            <${Section}
              key=${section.name}
              ...${{ words, language, api, session, at, admin: session.type === ROLE.ADMIN }}
            />
          `
          : html`<p class="quiet" role="status">${words.loading}</p>`
      }
    </main>
  `;
}

render(html`<${Admin} />`, document.getElementById("admin"));
