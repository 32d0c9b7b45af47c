// The texts of the audit trail's page, in both languages: [中文, English].

import { ACTIONS, LONE_OBJECTS, MEMBERS, OBJECTS, SENTENCES, TOLD } from "/web/admin/actions.js";
import { sides } from "/web/lib/words.js";

const sentences = [0, 1].map((place) => SENTENCES.map(([form, both]) => [form, both[place]]));

export const TRAIL_TEXTS = {
  actions: sides(ACTIONS),
  objects: sides(OBJECTS),
  loneObjects: sides(LONE_OBJECTS),
  members: sides(MEMBERS),
  told: sides(TOLD),
  toldSentences: sentences,
  person: ["操作人", "Person"],
  kindOfEntry: ["操作", "What was done"],
  objectPart: ["对象", "Object"],
  objectHint: ["订单号、账户号…", "A number of an order, an account…"],
  theRule: ["系统", "The outlet itself"],
  showChange: ["前后对比", "Before and after"],
  newValue: ["新", "New"],
  formerly: ["原", "Before"],
  noSuchEntries: ["没有符合条件的记录。", "No such entries."],
  something: ["…", "…"],
};
