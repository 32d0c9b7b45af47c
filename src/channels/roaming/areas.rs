//! Which card type serves an area (docs/spec/roaming.md section 17): 2, Hong Kong, in Asia; 1, Europe, everywhere else.

use std::collections::BTreeMap;

use super::sql::areas as sql;
use crate::places;
use crate::store::{Db, StoreError, states};

states! {
    /// What a data card is, `type` on the wire: whose numbers it has.
    pub enum CardKind {
        /// Of Europe, for America and Australia too, and for an area that nobody knows.
        Europe = 1,
        /// Of Hong Kong, for Asia.
        HongKong = 2,
        /// A number of each.
        Dual = 3,
    }
}

/// What the outlet's own groups of areas are called if they are in Asia.
const CONTINENT: &str = "亚洲";

/// Asia by the names that areas are sold under: parts of the continent and usual groups, then the countries and regions that the
/// United Nations' list M49 counts to it (east, south-east, south, middle, west), with their short names.
const ASIA: [&str; 6] = [
    "亚洲 东亚 东南亚 南亚 中亚 西亚 中东 日韩 新马 新马泰 港澳 港澳台",
    "中国 中国大陆 大陆 内地 香港 澳门 台湾 日本 韩国 朝鲜 蒙古 蒙古国",
    "文莱 柬埔寨 印度尼西亚 印尼 老挝 马来西亚 缅甸 菲律宾 新加坡 泰国 东帝汶 越南",
    "阿富汗 孟加拉 孟加拉国 不丹 印度 伊朗 马尔代夫 尼泊尔 巴基斯坦 斯里兰卡",
    "哈萨克斯坦 吉尔吉斯斯坦 塔吉克斯坦 土库曼斯坦 乌兹别克斯坦",
    "亚美尼亚 阿塞拜疆 巴林 塞浦路斯 格鲁吉亚 伊拉克 以色列 约旦 科威特 黎巴嫩 阿曼 巴勒斯坦 卡塔尔 沙特 沙特阿拉伯 叙利亚 土耳其 阿联酋 \
     阿拉伯联合酋长国 迪拜 也门",
];

/// Whether a name is one of Asia's, with or without 中国 before a region's.
fn is_asian(name: &str) -> bool {
    let short = name.strip_prefix("中国").filter(|rest| !rest.is_empty()).unwrap_or(name);
    ASIA.iter().flat_map(|part| part.split(' ')).any(|known| known == name || known == short)
}

/// Card types by area, for the rows of one answer.
#[derive(Default)]
pub(super) struct CardTypes(BTreeMap<String, CardKind>);

impl CardTypes {
    /// Looks the areas up: in the list of names, or else among the provinces of the
    /// regions' table and the outlet's own areas, which stand in groups.
    pub(super) fn of<'a>(db: &Db<'_>, areas: impl Iterator<Item = &'a str>) -> Result<Self, StoreError> {
        let mut known = BTreeMap::new();
        for area in areas {
            let name = area.trim();
            if !known.contains_key(area) {
                let is_in_asia = is_asian(name)
                    || places::countries_of_province(db, name)?.iter().any(|it| in_asia(it))
                    || sql::groups_of(db, name)?.iter().any(|it| in_asia(it));
                known.insert(area.to_owned(), if is_in_asia { CardKind::HongKong } else { CardKind::Europe });
            }
        }
        Ok(Self(known))
    }

    /// The type for an area.
    pub(super) fn get(&self, area: Option<&str>) -> CardKind {
        area.and_then(|area| self.0.get(area)).copied().unwrap_or(CardKind::Europe)
    }
}

fn in_asia(country_or_group: &str) -> bool {
    country_or_group.contains(CONTINENT) || is_asian(country_or_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asia_is_told_from_the_other_continents() {
        for name in ["泰国", "新加坡", "马尔代夫", "日本", "香港", "中国香港", "中国", "中国大陆", "亚洲", "印度"]
        {
            assert!(is_asian(name), "{name}");
        }
        for name in ["美国", "欧洲", "美洲", "澳洲", "澳大利亚", "英国", "西班牙", "巴西", "", "印度洋", "泰国湾"]
        {
            assert!(!is_asian(name), "{name}");
        }
        assert!(in_asia("亚洲地区") && !in_asia("大洋洲"));
    }
}
