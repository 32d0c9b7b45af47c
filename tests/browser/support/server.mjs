// A demonstration of the outlet, or a new one: the real executable on a free port, with a folder that outlives a kill.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const START_LIMIT_MS = 60_000;

/** The address that the server says it listens on. */
function addressOf(child) {
  return new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error("the server did not start in time")), START_LIMIT_MS);
    child.once("exit", (code) => failed(new Error(`the server ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      found(JSON.parse(line).url);
    });
  });
}

/**
 * Starts `outpost demo`, or `outpost serve` on a new folder; `kill()` ends it as a power cut does, `restart()` goes on
 * with the same folder and port.
 */
export async function start(command, executable, at, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "outpost-walk-"));
  const set = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  let child = null;
  const begin = async (listen) => {
    const fixed = [command, "--data", join(folder, "data"), "--listen", listen, "--at", at];
    child = spawn(executable, [...fixed, ...set], { env: {}, stdio: ["ignore", "pipe", "ignore"] });
    return addressOf(child);
  };
  const server = {
    /** Whether a request may fail just now: the server is down, or was a moment ago. */
    away: false,
    url: await begin("127.0.0.1:0"),
    async kill() {
      server.away = true;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
    },
    async restart() {
      if (child.exitCode === null && child.signalCode === null) await server.kill();
      await begin(new URL(server.url).host);
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

/** Starts `outpost demo`. */
export const startDemo = (executable, at, settings) => start("demo", executable, at, settings);
