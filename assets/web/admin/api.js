// The calls of a logged-in manager: the services with the session in the form, the pages' own API with a bearer.

import { page, Refusal, service } from "/web/lib/api.js";
import { CODE } from "/web/lib/constants.js";
import { freshName } from "/web/lib/keep.js";

const PATIENCE_MS = 60_000;

/** @typedef {import("/web/lib/api.js").Session} Session */
/** @typedef {import("/web/lib/api.js").Params} Params */

/**
 * Whether a call failed because its session does not live any more.
 * @param {{ no?: number, message: string }} error
 */
export const hasEnded = (error) => error.no === CODE.SESSION || error.message === "the session has ended";

/** @type {Set<() => void>} */
const waiting = new Set();

/**
 * Runs something once somebody has logged in again; returns a function that forgets it.
 * @param {() => void} run
 */
export function afterLogIn(run) {
  waiting.add(run);
  return () => waiting.delete(run);
}

/** Somebody has logged in: what waited for it goes on. */
export function goOn() {
  const all = [...waiting];
  waiting.clear();
  for (const run of all) run();
}

/**
 * Binds the calls to the session that `now()` answers, as a form that was opened before a second log-in is sent after
 * it. `ended` is told when a session does not live any more.
 * @param {() => Session} now
 * @param {(session: Session) => void} ended
 */
export function bind(now, ended) {
  /**
   * @template T
   * @param {(session: Session) => Promise<T>} call
   */
  const watch = async (call) => {
    const session = now();
    try {
      return await call(session);
    } catch (error) {
      if (hasEnded(error)) ended(session);
      throw error;
    }
  };
  return {
    page: (path, params = null) => watch(({ sessionid }) => page(path, params, sessionid)),
    om: (name, params = {}) => watch((session) => service(name, params, session, "om")),
    uc: (name, params = {}) => watch((session) => service(name, params, session)),
    once: (name, params) => watch((session) => callOnce(name, params, session)),
    send: (path, body, type) => watch((session) => send(path, body, type, session)),
    download: (path, name) => watch((session) => download(path, name, session)),
  };
}

/** @param {Session} session */
const bearer = (session) => ({ Authorization: `Bearer ${session.sessionid}` });

// Wishes that nobody has answered yet, with the references that they were sent under.
const open = new Map();

/**
 * A service that makes something new each time it is called. The server knows a wish by its reference: a second click
 * while the first one is under way, and another try after an answer that was lost, are answered with what was made the
 * first time.
 * @param {string} name
 * @param {Params} params
 * @param {Session} session
 */
async function callOnce(name, params, session) {
  const wish = JSON.stringify([session.userid, name, params]);
  if (!open.has(wish)) open.set(wish, crypto.randomUUID?.() ?? freshName()); // insecure contexts have no randomUUID
  const who = { userid: session.userid, sessionid: session.sessionid, client_ref: open.get(wish) };
  const given = Object.entries({ ...params, ...who });
  const body = new URLSearchParams(given.filter(([, value]) => value !== undefined && value !== null));
  const response = await reach(`/om/services/${name}`, { method: "POST", body });
  const answer = await response.json();
  open.delete(wish);
  if (answer.error_no !== 0) throw new Refusal(answer.error_no, answer.error_info, answer);
  return answer.result ?? {};
}

/**
 * Posts a body as it stands, once: a file may be large and its import slow.
 * @param {string} path
 * @param {BodyInit} body
 * @param {string} type
 * @param {Session} session
 */
async function send(path, body, type, session) {
  const headers = { "Content-Type": type, ...bearer(session) };
  const response = await reach(`/api/pages/${path}`, { method: "POST", headers, body });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Refusal(0, answer.error ?? String(response.status), answer);
  return answer;
}

/**
 * Fetches a file and hands it to the browser's downloads; a link could not send the session without showing it.
 * @param {string} path
 * @param {string} name
 * @param {Session} session
 */
async function download(path, name, session) {
  const response = await reach(`/api/pages/${path}`, { headers: bearer(session) });
  if (!response.ok) throw new Refusal(0, (await response.json()).error);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function reach(path, options) {
  const fault = new Refusal(0, "the server did not answer");
  /** @type {RequestInit} */
  const request = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options };
  const response = await fetch(path, request).catch(() => Promise.reject(fault));
  if (response.status >= 500) throw fault;
  return response;
}
