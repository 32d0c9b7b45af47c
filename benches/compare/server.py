"""A server that is measured: its process, its figures from /proc, and wrk in front of it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
# Proxies lead to the package registries, not to servers on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(url, body=None, headers=None, method=None):
    request = urllib.request.Request(url, body, headers or {}, method=method)
    with OPENER.open(request, timeout=60) as answer:
        return answer.read()


class Server:
    """Runs until it is stopped; `began` is how many milliseconds it took until `healthy` answered."""

    def __init__(self, command, url=None, healthy="/", log=None):
        begin = time.monotonic()
        errors = open(log, "ab") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        self.url = url or self._told()
        while True:
            try:
                ask(self.url + healthy)
                break
            except (urllib.error.URLError, ConnectionError) as error:
                if self.process.poll() is not None:
                    raise SystemExit(f"{command[0]} has ended: {error}") from error
                time.sleep(0.001)
        self.began = (time.monotonic() - begin) * 1000

    def _told(self):
        """The address that a server prints: alone, or in an event of JSON."""
        for line in self.process.stdout:
            text = line.decode().strip()
            if text.startswith("{"):
                text = json.loads(text).get("url", "")
            if text.startswith("http"):
                return text.rstrip("/")
        raise SystemExit(f"{self.process.args[0]} has ended before it listened")

    def cpu(self):
        """Seconds of processor time so far, its own and the kernel's."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        """Megabytes in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def written(self):
        """Bytes that it has written to the disk so far."""
        lines = Path(f"/proc/{self.process.pid}/io").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("write_bytes")).split()[1])

    def settle(self, patience=120):
        """Waits until it has nothing to do by itself any more."""
        quiet, end = 0, time.monotonic() + patience
        while quiet < 3 and time.monotonic() < end:
            before = self.cpu()
            time.sleep(0.5)
            quiet = quiet + 1 if self.cpu() - before <= 0.02 else 0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def wrk(server, ask_for, seconds, connections=32, rest=0):
    """Drives a server, after a second that is not counted: its first answers fill its memory.

    Requests a second, milliseconds, and for each request microseconds of the server's processor and bytes that it wrote. With `rest` each
    connection rests so many milliseconds between two requests, more or less.
    """
    drive(server, ask_for, 1, connections, rest)
    cpu, written = server.cpu(), server.written()
    found = drive(server, ask_for, seconds, connections, rest)
    cpu, written = server.cpu() - cpu, server.written() - written
    done = found["requests"]
    return {
        "per_second": done / found["seconds"],
        "requests": done,
        "cpu_us": cpu * 1e6 / done,
        "written": written / done,
        "p50_ms": found["p50"],
        "p99_ms": found["p99"],
        "max_ms": found["max"],
    }


def drive(server, ask_for, seconds, connections, rest):
    method, path, body, kind, users = ask_for
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "wrk.lua"),
               server.url, "--", method, path, body, kind, str(users.start), str(len(users))]
    command += [str(rest)] if rest else []
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(told.strip().splitlines()[-1])
    if found["requests"] == 0 or found["errors"]:
        raise SystemExit(f"{method} {path}: {found}")
    return found
