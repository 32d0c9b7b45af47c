// The ticket API as clients of the Node world see it: hawk signs and verifies, bson reads.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import * as Bson from "bson";
import Hawk from "hawk";

const url = process.argv[2];
const deals = `${url}/api/WebInterface/Order/Query/Deal/2/AGENT01/20261101000001/0?guidernum=`;
const digest = (password) => createHash("md5").update(password).digest("hex").toUpperCase();
const agent = { id: "agent01", key: `S3ss10nK3y${digest("demo-agent")}`, algorithm: "sha256" };
let offset = 0;

/** Signs with hawk, sends, and lets hawk verify what came back. */
async function send(target, { method = "GET", accept, body, sign = {} } = {}) {
  const contentType = body && "application/json";
  const { header, artifacts } = Hawk.client.header(target, method, {
    credentials: agent,
    localtimeOffsetMsec: offset,
    ...(body ? { payload: body, contentType } : {}),
    ...sign,
  });
  const headers = {
    Authorization: header,
    ...(accept ? { Accept: accept } : {}),
    ...(body ? { "Content-Type": contentType } : {}),
  };
  const answer = await fetch(target, { method, headers, body });
  const payload = Buffer.from(await answer.arrayBuffer());
  const seen = { headers: Object.fromEntries(answer.headers) };
  const required = answer.status === 200;
  const verified = Hawk.client.authenticate(seen, agent, artifacts, { payload, required });
  return { status: answer.status, headers: seen.headers, payload, verified };
}

offset = 86_400_000 - Date.now(); // a clock that begins in 1970, as one without a battery does
const stale = await send(deals);
assert.equal(stale.status, 401);
const challenge = stale.verified.headers["www-authenticate"];
assert.equal(challenge.error, "Stale timestamp");
offset = challenge.ts * 1000 - Date.now();
console.log("hawk: a stale clock is set right by a challenge that verifies");

const json = await send(deals);
assert.equal(json.status, 200);
const rows = JSON.parse(json.payload);
assert.deepEqual(
  rows.map((row) => row.productid),
  ["T001", "T002"],
);
assert.ok(json.verified.headers["server-authorization"].hash);
console.log("hawk: signed in, Server-Authorization verifies");

const covered = await send(deals, { sign: { ext: "of the client", app: "desk", dlg: "boss" } });
assert.equal(JSON.parse(covered.payload).length, 2);
console.log("hawk: ext, app and dlg are covered");

const binary = await send(deals, { accept: "application/bson" });
assert.match(binary.headers["content-type"], /^application\/bson/);
const read = Bson.deserialize(binary.payload);
assert.deepEqual(Object.keys(read), ["0", "1"]);
assert.deepEqual(Object.values(read), rows);
assert.deepEqual(Object.keys(read[0]), Object.keys(rows[0]));
console.log("bson: the BSON has the rows of the JSON");

const add = `${url}/api/WebInterface/Order/ScenicSpot/AddOrder`;
const order = {
  dwid: "AGENT01",
  dwlx: 2,
  orderinfo: { senderid: "hawk-1", orderdetails: [{ productid: "T002", amount: 1 }] },
};
const body = JSON.stringify(order);
const made = JSON.parse((await send(add, { method: "POST", body })).payload);
const again = JSON.parse((await send(add, { method: "POST", body })).payload);
assert.equal(made.resultcode, 0);
assert.deepEqual(again, made);
console.log("hawk: an order with a hashed body is made once");

const sign = { credentials: { ...agent, key: "wrong" } };
const { header } = Hawk.client.header(deals, "GET", { ...sign, localtimeOffsetMsec: offset });
const refused = await fetch(deals, { headers: { Authorization: header } });
assert.deepEqual([refused.status, refused.headers.get("www-authenticate")], [401, 'Hawk error="Bad mac"']);
console.log("hawk: a wrong key is a bad mac");
