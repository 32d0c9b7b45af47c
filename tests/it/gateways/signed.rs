//! A notice of Alipay's app, signed by `openssl dgst -sha1 -sign` with the invented key alipay-private.pem.

/// The order that it pays: a demonstration's next one.
pub const ORDER: &str = "4";

/// Fifty yuan, paid.
pub fn notice() -> Vec<(&'static str, String)> {
    let fields = [
        ("app_id", "2016091200490000"),
        ("notify_id", "n1"),
        ("out_trade_no", "4"),
        ("seller_id", "2088222"),
        ("subject", "全球上网卡"),
        ("total_amount", "50.00"),
        ("trade_no", "2016070621001004"),
        ("trade_status", "TRADE_SUCCESS"),
        ("sign_type", "RSA"),
        (
            "sign",
            "WyWqzWDeK+u821gC23J83l+Ozh0CmPj4ZVEVxoo7gsujsMV9GozbGcIWT/X+QL9O1H7nYtn2EWKfkklP6wmRAqcSSmXlq2WzNJ5xBR7+QeGK4I1pX0/gW1JuY+Yo+sgEnWVPl5zhnS4slaeV6A4l2GUx/maxjVPuXc+g8rkKnEOnzuFhZJMkL0nbo/UPTHpi8l5UYA7WDSBtddpi5zKa4OmKJ2aZFDnelLIS/TbgyF53Re8WGrRNCxkqJw2Eh/Yh3d2pcFoq3lvi6bXfJEQoDQfjQ6xrKrG4D470TtgvNqbYVzdPqklGgcySx+NpiPRolrOeAOAPqlAf6B0D3hbWQQ==",
        ),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}
