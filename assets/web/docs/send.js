// A call as a request: for the browser, which sends it, and as a line for the shell.

import { keep, recall } from "/web/lib/keep.js";

/** @typedef {import("/web/docs/calls.js").Call} Call */
/** @typedef {Record<string, string>} Values What was typed, by the field's name. */

const FORM = "application/x-www-form-urlencoded";
/** What answers give to a caller who is to send it with later calls. */
const CREDENTIALS = ["sessionid", "userid", "token"];
const KEPT = "docs.credentials";

/** @returns {Values} */
export const kept = () => recall(KEPT, {});

/**
 * Keeps the credentials of an answer for later calls; the names of those that it has.
 * @param {any} answer
 */
export function keepCredentials(answer) {
  const found = CREDENTIALS.filter((name) => ["string", "number"].includes(typeof answer?.[name]) && answer[name]);
  if (found.length > 0) keep(KEPT, { ...kept(), ...Object.fromEntries(found.map((it) => [it, `${answer[it]}`])) });
  return found.includes("sessionid") || found.includes("token") ? found : [];
}

/**
 * @param {Call} call
 * @param {Values} values
 */
const present = (call, values) => call.fields.filter((field) => (values[field.name] ?? "") !== "");

/**
 * The request of a call.
 * @param {Call} call
 * @param {string} method
 * @param {Values} values
 */
export function request(call, method, values) {
  const hasBody = method !== "GET" && call.bodies.length > 0;
  let path = call.path;
  /** @type {Record<string, string>} */
  const headers = {};
  const query = new URLSearchParams();
  const body = new URLSearchParams();
  /** @type {Record<string, unknown>} */
  const members = {};
  for (const { name, place, type } of present(call, values)) {
    const value = values[name];
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === "header") headers[name] = value;
    else if (hasBody && place !== "query") {
      body.set(name, value);
      members[name] = type === "array" || type === "object" ? parsed(value) : value;
    } else query.set(name, value);
  }
  const bearer = call.security.includes("bearer") ? values.Authorization : "";
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const isForm = call.bodies.includes(FORM);
  if (hasBody) headers["Content-Type"] = isForm ? FORM : call.bodies[0];
  const search = `${query}`;
  const text = hasBody ? (isForm ? `${body}` : JSON.stringify(members)) : undefined;
  return { method, path: search ? `${path}?${search}` : path, headers, body: text };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {ReturnType<typeof request>} it */
export function curl(it) {
  const isPlain = it.method === "GET" || (it.method === "POST" && it.body !== undefined);
  const headers = Object.entries(it.headers).filter(([name, value]) => name !== "Content-Type" || value !== FORM);
  const parts = [
    "curl",
    ...(isPlain ? [] : ["-X", it.method]),
    ...headers.flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]),
    ...(it.body === undefined ? [] : ["-d", quoted(it.body)]),
    quoted(`${window.location.origin}${it.path}`),
  ];
  return parts.join(" ");
}

/**
 * Sends it; what came back, as text that can be read.
 * @param {ReturnType<typeof request>} it
 */
export async function send(it) {
  const begun = performance.now();
  const { method, headers, body } = it;
  const response = await fetch(it.path, { method, headers, body, cache: "no-store", credentials: "omit" });
  const text = await response.text();
  const kind = response.headers.get("content-type") ?? "";
  const ms = Math.round(performance.now() - begun);
  const isJson = kind.includes("json");
  // Digits of money are shown as they came: only the layout changes.
  return { status: response.status, ms, kind, text: isJson ? laidOut(text) : text, json: isJson ? parsed(text) : null };
}

/**
 * JSON with a line for each member; the values stay to the letter.
 * @param {string} json
 */
export function laidOut(json) {
  let depth = 0;
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const line = () => `\n${"  ".repeat(depth)}`;
  return tokens
    .map((token, place) => {
      const isEmpty = /[{[]/.test(token) && /[}\]]/.test(tokens[place + 1] ?? "");
      if (token === "{" || token === "[") {
        depth += 1;
        return isEmpty ? token : token + line();
      }
      if (token === "}" || token === "]") {
        depth -= 1;
        return /[{[]/.test(tokens[place - 1] ?? "") ? token : line() + token;
      }
      if (token === ",") return `,${line()}`;
      return token === ":" ? ": " : token;
    })
    .join("");
}
