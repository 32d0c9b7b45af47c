// How the pages talk to the course shop.

import { form, Refusal, untilAnswered } from "/web/lib/api.js";

/** @typedef {import("/web/lib/api.js").Session} Session */
/** @typedef {import("/web/lib/api.js").Params} Params */

/**
 * A call of the course shop, whose refusals carry a code, some of them with status 200.
 * @param {string} path
 * @param {Session} session
 * @param {Params | null} params They make it a POST.
 * @returns {Promise<any>}
 */
export async function course(path, session, params = null) {
  const options = params ? form(params) : {};
  options.headers = { ...options.headers, Authorization: `Bearer ${session.sessionid}` };
  const response = await untilAnswered(`/v1/${path}`, options);
  const answer = await response.json();
  if (!response.ok || (answer.code && answer.msg)) throw new Refusal(answer.code, answer.msg, answer);
  return answer;
}
