"""The lease API as the public client `ipidea-proxy` sees it, unchanged but for the address it talks to."""

import sys

from ipidea_proxy import IpideaProxy

client = IpideaProxy(uid="3716", appkey="demo-appkey")
client.apibase = sys.argv[1] + "/api/open/"
stranger = IpideaProxy(uid="8", appkey="demo-appkey")
stranger.apibase = client.apibase


def data_of(answer, message="success"):
    """What an answer carries; every one has the same envelope."""
    assert (answer["ret"], answer["code"], answer["msg"]) == (0, "1", message), answer
    assert isinstance(answer["timestamp"], int), answer
    return answer["ret_data"]


def main():
    assert data_of(client.add_whitelist("198.51.100.7,203.0.113.9"), "添加成功!") == {"list": ["198.51.100.7", "203.0.113.9"]}
    assert data_of(client.list_whitelist())["list"] == ["198.51.100.7", "203.0.113.9"]
    assert data_of(client.delete_whitelist("198.51.100.7"))["list"] == ["203.0.113.9"]
    assert data_of(client.delete_whitelist("203.0.113.9"))["list"] == []
    print("ipidea-proxy: the white list grows and shrinks")

    assert data_of(client.get_remaining_quota()) == {"flow_left": 31950}
    set_to = data_of(client.set_alarm_threshold("13800138000", "101", 0, 1))
    assert set_to == {"flow_warning": 101, "phone": "13800138000", "status": 1}, set_to
    print("ipidea-proxy: what is left, and from when to warn")

    span = ("2022-05-01 00:00:00", "2022-05-31 23:59:59")
    assert data_of(client.get_main_account_usage(*span)) == {"total_flow": 0, "list": []}
    assert data_of(client.get_sub_account_usage("1", *span)) == {"sub_id": 1, "total_flow": 0, "list": []}
    assert client.get_sub_account_usage("666666", *span)["ret"] == 1002
    print("ipidea-proxy: records of both kinds of accounts")

    assert stranger.get_remaining_quota()["ret"] == 1001
    client.apibase += "none/"
    assert client.get_remaining_quota()["ret"] == 1009
    print("ipidea-proxy: refusals are JSON")


main()
