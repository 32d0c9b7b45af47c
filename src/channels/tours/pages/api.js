// How the pages talk to the tour shop.

import { form, Refusal, untilAnswered } from "/web/lib/api.js";

/** @typedef {import("/web/lib/api.js").Session} Session */
/** @typedef {import("/web/lib/api.js").Params} Params */

/**
 * A call of the tour shop.
 * @param {string} name
 * @param {Params} params
 * @param {Session | null} session
 * @returns {Promise<any>} The `data`.
 */
export async function tour(name, params, session = null) {
  const who = session ? { uid: session.userid, sessionid: session.sessionid } : {};
  const response = await untilAnswered(`/v2_0/longtour/${name}`, form({ version: "kiosk", ...who, ...params }));
  const answer = await response.json();
  if (answer.status !== "success") throw new Refusal(Number(answer.error_code), answer.error_msg, answer);
  return answer.data;
}
