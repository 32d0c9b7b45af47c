"""The outlet that is measured: the demonstration with so many customers and paid orders more.

The rows are written as the order book writes them (`outpost check` finds nothing wrong), straight into the file of a stopped outlet:
importing them would measure the import.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

from server import Server, ask

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / "target" / "x86_64-unknown-linux-gnu" / "release" / "outpost"
FIRST_USER = 1_000_000
PIECES = 1_000_000_000
# A backup of its own would fall into a measurement.
SETTINGS = ["--set", "backup.every_hours=0"]
TITLES = {1: "全球上网卡", 3: "国际通话时长"}
# What each piece costs, fen.
PRICES = {1: 5000, 3: 1000}


def serve(binary, folder, log=None):
    command = [str(binary), "demo", "--data", str(folder), "--listen", "127.0.0.1:0", *SETTINGS]
    return Server(command, healthy="/healthz", log=log)


def session(user):
    return f"compare-{user}"


def fill(binary, folder, users, orders):
    """Makes a folder with the demonstration, customers who are logged in, and their paid orders of one or two lines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    serve(binary, folder).stop()
    database = sqlite3.connect(folder / "outpost.db", isolation_level=None)
    database.execute("pragma synchronous = off")
    database.execute("pragma cache_size = -2000000")
    database.execute("begin")
    now = int(time.time() * 1000)
    add_users(database, users, now)
    add_orders(database, users, orders, now)
    database.execute("commit")
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    os.sync()  # else the first order waits for all of it
    subprocess.run([str(binary), "check", "--data", str(folder)], check=True, stdout=subprocess.DEVNULL)


def insert(database, table, columns, rows):
    places = ", ".join("?" * len(columns.split(",")))
    database.executemany(f"insert into {table} ({columns}) values ({places})", rows)


def raise_counter(database, name, last):
    database.execute(
        "insert into counters (name, next) values (?, ?) on conflict (name) do update set next = max(next, excluded.next)",
        (name, last + 1),
    )


def last_of(database, name):
    found = database.execute("select next - 1 from counters where name = ?", (name,)).fetchone()
    return found[0] if found else 0


def add_users(database, users, now):
    ids = range(FIRST_USER, FIRST_USER + users)
    insert(database, "accounts", "id, username, password_hash, kind, created_at",
           ((user, f"compare{user}", "", 0, now) for user in ids))
    hashes = ((hashlib.sha256(session(user).encode()).digest(), user, now, now) for user in ids)
    insert(database, "sessions", "token_hash, account_id, created_at, used_at", sorted(hashes))
    raise_counter(database, "accounts", ids[-1])


def add_orders(database, users, orders, now):
    """In statements that make their rows themselves: five millions come in some minutes."""
    counters = ("orders", "order_lines", "money_moves", "stock_moves")
    order, line, money, stock = (last_of(database, name) for name in counters)
    single, both = PRICES[1], PRICES[1] + PRICES[3]
    database.execute("create temp table made (place integer primary key, id, account_id, at, day, price)")
    # Every second order has one line, the others have two; whose one is, is drawn by a multiplication that scatters.
    database.execute("""
        with recursive places (place) as (select 0 union all select place + 1 from places where place + 1 < :orders)
        insert into made
        select place, :order + place + 1, :first + ((place * 2654435761 % 4294967296) * :users >> 32), :begin + place * 1000,
            date((:begin + place * 1000) / 1000 + 8 * 3600, 'unixepoch'), case place % 2 when 1 then :single else :both end
        from places""", {"orders": orders, "order": order, "first": FIRST_USER, "users": users, "begin": now - orders * 1000,
                         "single": single, "both": both})
    database.execute("""
        insert into orders (account_id, id, channel, number, created_at, business_date, price, discount, payable,
            order_status, pay_status, shipping_status, pay_way, pay_ref, pay_time, paid)
        select account_id, id, 'roaming', cast(id as text), at, day, price, 0, price, 1, 2, 2, 2, 'C' || id, at, price
        from made order by account_id, id""")
    for item, which, step in ((1, "1", 1), (3, "place % 2 = 0", 2)):
        database.execute(f"""
            insert into order_lines (order_id, id, item, title, quantity, unit_price, status)
            select id, ? + place + (place + 1) / 2 + ?, ?, ?, 1, ?, 5 from made where {which}""",
            (line, step, item, TITLES[item], PRICES[item]))
    has_channel = database.execute("select 1 from pragma_table_info('money_moves') where name = 'channel'").fetchone()
    name, value = (", channel", ", 'roaming'") if has_channel else ("", "")  # an older executable is measured for comparison
    database.execute(f"""
        insert into money_moves (id, at, business_date, kind, order_id, account_id, way, amount, trade_no{name})
        select ? + place + 1, at, day, 'payment', id, account_id, 2, price, 'C' || id{value} from made""", (money,))
    database.execute("""
        insert into stock_moves (id, at, item_kind, item, change, order_id, reason)
        select ? + place + 1, at, 'product', 1, -1, id, 'sold' from made""", (stock,))
    database.execute("""
        insert into stock_moves (id, at, item_kind, item, change, order_id, reason)
        values (?, ?, 'product', 1, ?, null, 'adjusted')""", (stock + orders + 1, now, PIECES))
    database.execute("update products set stock = stock + ? where id = 1", (PIECES - orders,))
    database.execute("drop table made")
    lines = line + orders + (orders + 1) // 2
    for name, last in zip(counters, (order + orders, lines, money + orders, stock + orders + 1)):
        raise_counter(database, name, last)


def orders_in(folder):
    """How many orders were ever made, to see that what was answered was done."""
    database = sqlite3.connect(f"file:{folder / 'outpost.db'}?mode=ro", uri=True)
    made = last_of(database, "orders")
    database.close()
    return made


def questions(users):
    """What is asked: name of the row, then what wrk needs."""
    ids = range(FIRST_USER, FIRST_USER + users)
    who = "userid={user}&sessionid=" + session("{user}")
    form = "application/x-www-form-urlencoded"
    return {
        "product_gets": ("GET", "/uc/services/product_gets", "", "", ids),
        "city_gets": ("GET", "/uc/services/city_gets?pid=1", "", "", ids),
        "order_gets": ("POST", "/uc/services/order_gets", who + "&pagesize=10", form, ids),
        "order_submit": ("POST", "/uc/services/order_submit", who + "&productid=1&quantity=1", form, ids),
        "get_product_detail": ("GET", "/v2_0/longtour/get_product_detail?product_id=500", "", "", ids),
    }


def try_out(server, users):
    """Asks each question once and looks at the answer: a fast refusal would be measured as gladly. Bytes by name."""
    sizes = {}
    for name, (method, path, body, kind, ids) in questions(users).items():
        user = str(ids[7])
        text = body.replace("{user}", user).encode() or None
        answer = ask(server.url + path.replace("{user}", user), text, {"content-type": kind} if kind else {}, method)
        told = json.loads(answer)
        if told.get("error_no", 0) != 0 or told.get("error", 0) not in (0, "0"):
            raise SystemExit(f"{name}: {answer[:300]}")
        sizes[name] = len(answer)
    return sizes
