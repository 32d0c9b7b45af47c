// What the page says of destinations and plans: [中文, English].

export const DESTINATION_TEXTS = {
  destinations: ["目的地", "Destinations"],
  destinationsHint: [
    "自助机首页先问“您要去哪里？”，这里决定可选的国家和区域。商品属性里的地区与目的地同名（或有同样的别名）时自动归入。",
    "The kiosk asks “Where are you going?” first, and these are the answers that it offers. A product stands under " +
      "each of them that one of its areas is called like; others can be chosen by hand.",
  ],
  addKnown: ["添加国家和区域", "Add countries and regions"],
  addKnownHint: [
    "区域会连同它常见的国家一起添加，之后可以增减。",
    "A region comes with the countries that plans for it usually have; change them as you like.",
  ],
  findPlace: ["输入名称、代码或拼音查找", "Find by name, code or pinyin"],
  addChosen: [(count) => `添加 ${count} 个`, (count) => `Add ${count}`],
  noSuchPlace: ["没有找到。其他目的地可以自己新建。", "Nothing found. You may make a destination of your own."],
  nowhere: ["还没有目的地的地区", "Areas that lead nowhere yet"],
  nowhereHint: [
    (areas) => `在售商品有这些地区，但还没有对应的目的地：${areas.join("、")}。`,
    (areas) => `Products on sale have areas without a destination: ${areas.join(", ")}.`,
  ],
  makeOfAreas: ["全部添加", "Add them all"],
  toDestination: ["查看", "Open"],
  allDestinations: ["全部目的地", "All destinations"],
  noSuchDestination: ["没有这个目的地，或已归档。", "There is no such destination, or it is archived."],
  countriesOfRegion: ["包含的国家和地区", "Its countries"],
  countriesOfRegionHint: [
    "销往这个区域的套餐，也显示在下面每个国家里。",
    "What is sold for the region is shown under each of these countries, too.",
  ],
  soldThere: ["可买到的商品", "What is sold for it"],
  howItGoes: ["依据", "Why"],
  byArea: [(area) => `商品的地区：${area}`, (area) => `its area ${area}`],
  putByHand: ["手工指定", "put there by hand"],
  byRegion: [(name) => `通过 ${name}`, (name) => `through ${name}`],
  nothingSold: ["还没有在售商品：顾客看不到它。", "Nothing is on sale for it yet: customers do not see it."],
  putThere: ["手工指定的商品", "Put there by hand"],
  plan: ["套餐参数", "Plan"],
  planHint: [
    "自助机按天数、流量、网速、网络和有效期并排显示套餐。不填的不显示。",
    "The kiosk shows plans side by side with these facts. What is empty is not shown.",
  ],
  noPlan: ["还没有填写。", "Nothing is said yet."],
  whereItGoes: ["目的地", "Where it goes"],
  whereItGoesHint: [
    (names) =>
      names.length > 0
        ? `已按地区归入：${names.join("、")}。也可以另外指定：`
        : "没有地区属性的商品，在这里指定目的地：",
    (names) =>
      names.length > 0
        ? `Its areas lead to ${names.join(", ")}. You may add others:`
        : "A product without areas is put to its destinations here:",
  ],
  noDestinations: ["还没有目的地。", "There are no destinations yet."],
};
