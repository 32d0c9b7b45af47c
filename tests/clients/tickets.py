"""The ticket API as clients of the Python world see it: mohawk signs and verifies, pymongo's bson and xml.etree read."""

import decimal
import hashlib
import json
import logging
import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree

import bson
import mohawk
import mohawk.util

logging.disable(logging.WARNING)  # mohawk warns that this client remembers no nonces: that is the server's part

URL = sys.argv[1]
DEALS = URL + "/api/WebInterface/Order/Query/Deal/2/AGENT01/20261101000001/0?guidernum="
SPACE = "{http://schemas.datacontract.org/2004/07/DigitalScience.DataTransfer.Tour.V5.Result.WebInterface}"
KEY = "S3ss10nK3y" + hashlib.md5(b"demo-agent").hexdigest().upper()
OFFSET = 0
AGENT = {"id": "agent01", "key": KEY, "algorithm": "sha256"}


def send(sender, url, method="GET", body=None, content_type=None, accept=None):
    """(status, headers, body) of a signed request; a success must be signed by the server, too."""
    request = urllib.request.Request(url, data=body, method=method)
    request.add_header("Authorization", sender.request_header)
    if content_type:
        request.add_header("Content-Type", content_type)
    if accept:
        request.add_header("Accept", accept)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, headers, content = answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()
    sender.accept_response(headers["Server-Authorization"], content=content, content_type=headers["Content-Type"],
                           localtime_offset_in_seconds=OFFSET)
    return status, headers, content


def signed(url, method="GET", **how):
    """A sender of mohawk, whose clock is set by OFFSET; without a body there is no hash of one."""
    if "content" not in how:
        how["always_hash_content"] = False
    return mohawk.Sender(AGENT, url, method, _timestamp=int(time.time()) + OFFSET, **how)


def server_time():
    """The server's time, out of the challenge that a clock gets that is wrong by decades."""
    sender = signed(DEALS)
    status, headers, _ = send(sender, DEALS)
    assert status == 401, status
    challenge = mohawk.util.parse_authorization_header(headers["WWW-Authenticate"])
    assert challenge["error"] == "Stale timestamp", challenge
    wanted = mohawk.util.calculate_ts_mac(challenge["ts"], AGENT)
    wanted = wanted.decode() if isinstance(wanted, bytes) else wanted
    assert challenge["tsm"] == wanted, (challenge, wanted)
    return int(challenge["ts"])


def main():
    global OFFSET
    OFFSET = 86400 - int(time.time())  # a clock that begins in 1970, as one without a battery does
    OFFSET = server_time() - int(time.time())
    print("mohawk: a stale clock is set right by a challenge that verifies")

    status, _, content = send(signed(DEALS), DEALS)
    assert status == 200, (status, content)
    rows = json.loads(content, parse_float=decimal.Decimal)
    assert [row["productid"] for row in rows] == ["T001", "T002"], rows
    print("mohawk: signed in, Server-Authorization verifies")

    status, _, content = send(signed(DEALS, ext="of the client", app="desk", dlg="boss"), DEALS)
    assert status == 200 and len(json.loads(content)) == 2, (status, content)
    print("mohawk: ext, app and dlg are covered")

    _, headers, content = send(signed(DEALS), DEALS, accept="application/bson")
    assert headers["Content-Type"].startswith("application/bson"), headers
    read = bson.decode(content)
    assert list(read) == ["0", "1"], read
    for row, other in zip(rows, read.values()):
        assert list(row) == list(other), other
        for name, value in row.items():
            if isinstance(value, decimal.Decimal):
                assert isinstance(other[name], float) and other[name] == float(value), (name, other[name])
            else:
                assert type(other[name]) is type(value) and other[name] == value, (name, other[name])
    print("pymongo: the BSON has the rows of the JSON")

    _, headers, content = send(signed(DEALS), DEALS, accept="text/xml")
    assert headers["Content-Type"].startswith("text/xml"), headers
    tree = xml.etree.ElementTree.fromstring(content)
    assert tree.tag == SPACE + "ArrayOfOrderDeal", tree.tag
    for row, element in zip(rows, tree, strict=True):
        members = {child.tag.removeprefix(SPACE): child.text for child in element}
        assert list(members) == sorted(row), members
        for name, value in row.items():
            same = decimal.Decimal(members[name]) == value if isinstance(value, decimal.Decimal) else members[name] == str(value)
            assert same, (name, members[name], value)
    print("xml.etree: the XML has the rows of the JSON")

    order = {"dwid": "AGENT01", "dwlx": 2, "orderinfo": {"senderid": "mohawk-1", "orderdetails": [
        {"productid": "T001", "amount": 2, "fullname": "林晓舟"}]}}
    body, kind = json.dumps(order).encode(), "application/json"
    add = URL + "/api/WebInterface/Order/ScenicSpot/AddOrder"
    numbers = set()
    for _ in range(2):
        sender = signed(add, "POST", content=body, content_type=kind)
        status, _, content = send(sender, add, "POST", body, kind)
        made = json.loads(content)
        assert status == 200 and made["resultcode"] == 0 and made["orderstatus"] == "0", (status, made)
        numbers.add(made["orderid"])
    assert len(numbers) == 1, numbers
    print("mohawk: an order with a hashed body is made once")

    sender = signed(add, "POST", content=body, content_type=kind)
    status, headers, _ = send(sender, add, "POST", body.replace(b"mohawk-1", b"mohawk-2"), kind)
    assert (status, headers["WWW-Authenticate"]) == (401, 'Hawk error="Bad payload hash"'), (status, headers)
    print("mohawk: another body than the signed one is refused")


main()
