// A new product in one form: what it is, what it costs from now on, how many there are. What the first one of an outlet
// needs besides, a category, a brand and a store, is made with it.

import { fieldsOf, nounsOf, putRows, textsOf } from "/web/admin/nouns.js";
import { page } from "/web/lib/api.js";
import { PRODUCT } from "/web/lib/constants.js";
import { addressOf } from "/web/lib/pictures.js";

/** Kinds that are things in one's hand. */
const THINGS = [PRODUCT.CARD, PRODUCT.GOODS].map(String);
/** Days of an exclusive number's period. */
const PERIOD = "30";
const ASKED = ["image", "name", "en:name", "en:description", "subname", "kind", "description", "barcode", "stock"];

/** The first row of a noun, if there is one. */
const first = async (api, kind) => (await api.page(`admin/rows?kind=${kind}&size=1`)).rows[0];

/** The form of a new product, for the dialog. */
export async function newProduct({ words, api }) {
  const [nouns, category, brand, store, { now, outlet }] = await Promise.all([
    nounsOf(api),
    first(api, "categories"),
    first(api, "brands"),
    first(api, "stores"),
    page("today"),
  ]);
  const noun = nouns.get("products");
  const given = { kind: String(PRODUCT.GOODS), stock: "0" };
  const own = fieldsOf(words, api, noun, { given }).filter((it) => ASKED.includes(it.name));
  const byName = new Map(own.map((it) => [it.name, it]));
  const inWhich = category
    ? fieldsOf(words, api, noun, { given: { category_id: category.id } }).find((it) => it.name === "category_id")
    : { name: "category", label: words.firstCategory, required: true, maxlength: 60 };
  const fields = [
    { ...byName.get("name"), maxlength: 60 },
    { ...byName.get("en:name"), maxlength: 60 },
    byName.get("kind"),
    inWhich,
    { name: "price", label: words.priceNow, type: "money", required: true, max: 1_000_000 },
    byName.get("stock"),
    byName.get("barcode"),
    { ...byName.get("subname"), type: "text", maxlength: 60 },
    { name: "sale", label: words.onSaleAtOnce, type: "tick", value: true },
    { ...byName.get("description"), maxlength: 1000 },
    { ...byName.get("en:description"), maxlength: 1000 },
    byName.get("image"),
  ];
  const save = async (values, agreed) => {
    await putRows(api, rowsOf(noun, values, { brand, store, now, outlet }), agreed);
  };
  return { title: words.newProduct, fields, save };
}

/** The rows of a new product, each with the place of those that it names. */
function rowsOf(noun, values, { brand, store, now, outlet }) {
  const rows = [];
  const of = {};
  const cells = cellsOfProduct(values);
  const made = (column, kind, name) => {
    of[column] = rows.length;
    rows.push({ kind, cells: { name } });
  };
  if (values.category_id) cells.category_id = values.category_id;
  else made("category_id", "categories", values.category);
  if (brand) cells.brand_id = brand.id;
  else made("brand_id", "brands", outlet);
  if (store) cells.store_id = store.id;
  else made("store_id", "stores", outlet);
  rows.push({ kind: "products", cells, of, texts: textsOf(noun, values) });
  const price = { price: values.price, effect_at: now };
  rows.push({ kind: "prices", cells: price, of: { product_id: rows.length - 1 } });
  return rows;
}

function cellsOfProduct(values) {
  const isThing = THINGS.includes(values.kind);
  const cells = {
    name: values.name,
    subname: values.subname ?? "",
    description: values.description ?? "",
    // Without a picture the name's own stands for it, for whoever asks for the path.
    image: values.image || addressOf("", values.name).slice(1),
    kind: values.kind,
    units: values.kind === String(PRODUCT.NUMBER) ? PERIOD : "1",
    display_price: values.price,
    is_real: isThing ? "1" : "0",
    sale_state: values.sale ? "1" : "0",
    stock: isThing ? (values.stock ?? "0") || "0" : "0",
  };
  if (values.barcode) cells.barcode = values.barcode;
  return cells;
}
