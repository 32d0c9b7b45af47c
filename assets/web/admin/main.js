// The manager's page: log-in, the way between sections (the address's hash), and who sees which.

import { bind, goOn } from "/web/admin/api.js";
import { useSections } from "/web/admin/later.js";
import { Login } from "/web/admin/login.js";
import { wordsOf } from "/web/admin/words.js";
import { page, watchAway } from "/web/lib/api.js";
import { ROLE } from "/web/lib/constants.js";
import { keep, recall } from "/web/lib/keep.js";
import { Over } from "/web/lib/over.js";
import { watchPaper } from "/web/lib/paper.js";
import { takeSymbol } from "/web/lib/symbol.js";
import { html, render, useEffect, useMemo, useRef, useState } from "/web/vendor/preact-htm.module.js";

const SECTIONS = [
  { name: "first-steps", admin: true, isFirst: true },
  { name: "overview" },
  { name: "reports" },
  { name: "products" },
  { name: "stock" },
  { name: "orders" },
  { name: "accounting" },
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
  const [kept] = useState(() => recall("language", null, "localStorage"));
  const [language, setLanguage] = useState(() => (kept === "en" ? "en" : "zh"));
  const [session, setSession] = useState(() => recall("admin.session", null));
  const [ended, setEnded] = useState(false);
  const [away, setAway] = useState(false);
  const [door, setDoor] = useState(null);
  const FirstRun = useSections()?.["first-run"];
  const chosen = useRef(false);
  const choose = (next) => {
    chosen.current = true;
    keep("language", next, "localStorage");
    setLanguage(next);
  };
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
  useEffect(() => watchPaper(".paper, .test-slip"), []);
  useEffect(() => {
    if (session) return;
    page("first-run").then(setDoor, () => setDoor({ open: false }));
  }, [session === null]);
  useEffect(() => {
    // Whoever has never chosen reads what the outlet's settings say.
    if (!kept) page("today").then((today) => chosen.current || setLanguage(today.language));
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  }, [language]);

  const speak = html`
    <button
      type="button"
      lang=${language === "en" ? "zh-CN" : "en"}
      onClick=${() => choose(language === "en" ? "zh" : "en")}
    >
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
        : door?.open
          ? FirstRun && html`<${FirstRun} ...${{ words, language, enter, speak }} state=${door} />`
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

/** Whether nothing was ever sold here, and the first steps are shown; nothing until it is known. */
function useIsNew(api, isAdmin) {
  const [isNew, setIsNew] = useState(isAdmin ? null : false);
  const look = () => {
    api.page("admin/first-steps").then(
      (steps) => setIsNew(!steps.sold),
      () => setIsNew(false),
    );
  };
  useEffect(() => void (isAdmin && look()), []);
  return [isNew, look];
}

function House({ words, language, session, api, speak, leave }) {
  const { name, at } = usePlace();
  const heading = useRef(null);
  const [outlet, setOutlet] = useState(null);
  const isAdmin = session.type === ROLE.ADMIN;
  const [isNew, lookAgain] = useIsNew(api, isAdmin);
  const mine = SECTIONS.filter((it) => (!it.admin || isAdmin) && (!it.isFirst || isNew));
  const section = mine.find((it) => it.name === name) ?? mine[0];
  const known = useSections();
  const Section = isNew === null ? null : known?.[section.name];

  useEffect(() => {
    document.title = `${words[section.name]} · ${outlet?.outlet ?? "Outpost"}`;
  }, [section, language, outlet]);
  useEffect(() => {
    page("today").then((today) => {
      takeSymbol(today.symbol);
      setOutlet(today);
    });
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
              ...${{ words, language, api, session, at, admin: isAdmin }}
              again=${section.isFirst ? lookAgain : undefined}
            />
          `
          : html`<p class="quiet" role="status">${words.loading}</p>`
      }
    </main>
  `;
}

render(html`<${Admin} />`, document.getElementById("admin"));
