// How every page talks to its server: JSON in, JSON out, patient when the server is away for a moment.

const PATIENCE_MS = 10_000;
const RETRY_MS = 2_000;

/** @typedef {{ userid: number, sessionid: string }} Session Who is logged in. */
/** @typedef {Record<string, any>} Params A call's fields; those without a value are left out. */

/**
 * A refusal by a rule, which trying again does not change. `no` is the service's number, 0 for the pages' own calls.
 */
export class Refusal extends Error {
  /**
   * @param {number} no
   * @param {string} info What the server says.
   * @param {Record<string, any>} [detail] The whole answer.
   */
  constructor(no, info, detail) {
    super(info);
    this.no = no;
    this.detail = detail;
  }
}

/** @type {Set<(isAway: boolean) => void>} */
const watchers = new Set();
let away = false;

/**
 * Tells whether the server is away, now and whenever it changes; returns a function that ends the watch.
 * @param {(isAway: boolean) => void} watcher
 */
export function watchAway(watcher) {
  watchers.add(watcher);
  watcher(away);
  return () => watchers.delete(watcher);
}

/** @param {boolean} value */
function setAway(value) {
  if (value === away) return;
  away = value;
  for (const watcher of watchers) watcher(away);
}

/** @param {number} ms */
const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

/** The disk takes no more: the server is there, and trying again would not mend it. */
const NO_ROOM = 507;

/**
 * One request; an error of the network or of the server (5xx) is thrown as it is.
 * @param {string} path
 * @param {RequestInit} options
 */
async function once(path, options) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
  const isAway = response.status >= 500 && response.status !== NO_ROOM;
  if (isAway || response.status === 408) throw new Error(`${path} answered ${response.status}`);
  setAway(false);
  return response;
}

/**
 * A request that is repeated until the server answers: what it does must be the same when it is done twice.
 * @param {string} path
 * @param {RequestInit} options
 */
export async function untilAnswered(path, options) {
  for (;;) {
    try {
      return await once(path, options);
    } catch (error) {
      console.warn("The server is away:", error instanceof Error ? error.message : error);
      setAway(true);
      await sleep(RETRY_MS);
    }
  }
}

/**
 * A request with a form.
 * @param {Params} params
 * @returns {RequestInit}
 */
export const form = (params) => ({
  method: "POST",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(Object.entries(params).filter(([, value]) => value !== undefined && value !== null)),
});

/**
 * A call of the recorded services, which answer 200 even to a refusal and tell it in error_no.
 * @param {string} name
 * @param {Params} params
 * @param {Session | null} session
 * @param {"uc" | "om"} prefix Customers' services or the staff's.
 * @returns {Promise<any>} The `result`.
 */
export async function service(name, params = {}, session = null, prefix = "uc") {
  const who = session ? { userid: session.userid, sessionid: session.sessionid } : {};
  const response = await untilAnswered(`/${prefix}/services/${name}`, form({ ...who, ...params }));
  const answer = await response.json();
  if (answer.error_no !== 0) throw new Refusal(answer.error_no, answer.error_info, answer);
  return answer.result ?? {};
}

/**
 * As `service`, with the whole envelope: log-in needs who answered.
 * @param {string} name
 * @param {Params} params
 * @param {"uc" | "om"} prefix
 * @returns {Promise<Record<string, any>>}
 */
export async function envelope(name, params, prefix = "uc") {
  const response = await untilAnswered(`/${prefix}/services/${name}`, form(params));
  return response.json();
}

/**
 * A call of the pages' own API; `params` make it a POST. `bearer` is a session id.
 * @param {string} path
 * @param {Params | null} params
 * @param {string | null} bearer
 * @returns {Promise<any>}
 */
export async function page(path, params = null, bearer = null) {
  const options = params ? form(params) : {};
  if (bearer) options.headers = { ...options.headers, Authorization: `Bearer ${bearer}` };
  const response = await untilAnswered(`/api/pages/${path}`, options);
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Refusal(0, answer.error ?? String(response.status), answer);
  return answer;
}
