// What a channel's module may tell a page. `channel` of `src/channels/*/pages/counter.js`, `kiosk.js` or `admin.js` is
// one of these; the server lists them in `/web/counter/channels.js` and its like, each with the order book's `name`.

/** Texts of a channel by the page's language; they stand before the page's own where both have one. */
export type Texts = Record<"zh" | "en", Record<string, any>>;

/** A part of a page: what `html` makes a tag of. */
type Part = (given: any) => unknown;

/** A channel at the counter. All may be left out. */
export interface CounterChannel {
  name?: string;
  /**
   * `caption` is its caption; `list` the title of its list; `whenPaid` why nothing is left to do with a paid order;
   * `next` the next step by action; `deal...` what is said of handing over.
   */
  words?: Texts;
  /** Whether its orders are the usual ones, which need no badge. */
  isUsual?: boolean;
  /** Whether nothing is handed over, so that paid is all that there is to say. */
  handsNothingOver?: boolean;
  /** Whether single lines of an order may go back. */
  goesBackByLines?: boolean;
  /** The list of its own in which its orders wait: its name in the answer. */
  list?: string;
  /** Who ordered for somebody else. */
  orderedBy?: (order: any) => string | null | undefined;
  /** Further facts of an order, each a caption and what it is. */
  facts?: (words: any, order: any) => [string, unknown][];
  /** What stands below the lines of an order; gets `words`, `order`, `goesBack`, `session`, `again` to read it anew. */
  Parts?: Part;
  /** What stands on the receipt of an order; gets `words` and `order`. */
  ReceiptParts?: Part;
  /**
   * A thing that this channel alone knows by its number: its name in the answer of `find` and in an address, and what
   * shows it; that gets `words`, `shown`, `work(step)`, `open(order)`, `busy`, `leave`.
   */
  thing?: { name: string; View: Part };
}

/** How the orders of a channel are made at the kiosk. Every function may be called again after a restart. */
export interface Trade {
  /** Whose app scans the code. */
  codeOf: "wechat" | "alipay";
  /** Goes on with an order where it stopped; `step` keeps what was reached. */
  place: (order: any, shop: any, step: (change: object) => void) => Promise<void>;
  /** What is due, and whether it was paid. */
  state: (order: any) => Promise<{ due: string; paid: boolean }>;
  /** The address that the traveller's phone opens to pay. */
  payByCode: (order: any) => Promise<string>;
  payAtCounter: (order: any) => Promise<unknown>;
  cancel: (order: any) => Promise<unknown>;
  /** What stands on the slip. */
  slip: (order: any, given: { language: string; words: any; shop: any }) => Promise<object>;
  /** The screen on which an order was put together, where it is not that of its thing. */
  beginning?: (order: any) => { name: string };
  /** What is asked before the phone number; nothing once it is known. */
  form?: (order: any) => Part | null;
  /** The order one step before the phone number; nothing where that is its beginning. */
  back?: (order: any) => object | null;
}

/** A shelf on the kiosk's first screen: the rows of the window of this `name` as tiles, or what `Show` makes of it. */
export interface Shelf {
  name: string;
  /** What stands on its button, where that is not the channel's word `shelf`; gets the words. */
  title?: (words: any) => string;
  /** Its picture, where the house has none of this shelf. */
  image?: string;
  Show?: Part;
  /** Whether something is on it, where that is not whether its window has rows. */
  has?: (shop: any) => boolean;
  /** The screen that a tile leads to. */
  screen?: string;
  caption?: (language: string, row: any) => string;
  picture?: (row: any) => string;
  /** What stands before and behind the price, and below it. */
  before?: (words: any, row: any) => unknown;
  after?: (words: any, row: any) => unknown;
  badge?: (words: any, row: any) => unknown;
  /** The line below the name, where it is not the row's own. */
  subname?: (language: string, row: any, name: string) => { text: string; lang?: string };
}

/** A channel at the kiosk. */
export interface KioskChannel {
  name?: string;
  /** `shelf` is the shelf's caption. */
  words?: Texts;
  /** What it reads with the shop, besides its window. */
  load?: () => Promise<object>;
  shelf?: Shelf;
  /** A shelf that stands before those of all channels: another way to what is sold. */
  firstShelf?: Shelf;
  /** Its screens by name; the one of a thing has the channel's name. */
  screens?: Record<string, Part>;
  trade?: Trade;
}

/** A channel on the manager's page. */
export interface AdminChannel {
  name?: string;
  /** `caption` is its caption, `room` that of its room, `stockKinds` those of its kinds of stock. */
  words?: Texts;
  /** A room of its own: its name in the address, its place among the others, and what shows it. */
  room?: { name: string; place: number; Show: Part };
  /**
   * What can run out, by kind: each answers its rows, what it is (`name`), how much is `left`, how much there was
   * (`all`) or has `gone`, where to look (`href`); `usual` where none left is no trouble, `isLow`
   * where few are left.
   */
  stock?: Record<string, (api: any, words: any) => Promise<object[]>>;
  /** How the money of a paid order goes back in one step: the call, and the words for it. */
  wayBack?: { call: string; label: string; hint: string; refused: string };
  /** What it adds to the till report; gets `words` and `report`. */
  Redeemed?: Part;
}
