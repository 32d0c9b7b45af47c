// What the course shop sells: courses with the offers bound to them, offers, gift packages, schools with who redeems
// for them.

import { Editor, put } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Read, truths } from "/web/admin/rooms/room.js";
import { Pill, yuan } from "/web/admin/ui.js";
import { CODE, ROLE } from "/web/lib/constants.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** More than a school of an airport has; whoever has more imports a table. */
const MOST = 500;
const all = (api, name, more = {}) => api.om(name, { pagesize: MOST, ...more });
const named = (rows, id) => rows.map((it) => [it[id], `${it[id]} ${it.name ?? it.introduce}`]);
const nameOf = (it) => it.name;

export function Taught({ words, api }) {
  const load = async () => {
    const [courses, schools, offers, gifts] = await Promise.all([
      all(api, "course_gets"),
      all(api, "course_school_gets"),
      all(api, "course_offer_gets", { all: true }),
      all(api, "course_gift_gets"),
    ]);
    return { ...courses, ...schools, ...offers, ...gifts };
  };
  return html`
    <${Read}
      words=${words}
      load=${load}
      show=${(found, again) => html`<${Courses} ...${{ words, api, again, ...found }} />`}
    />
  `;
}

function Courses({ words, api, again, courses, schools, offers, gifts }) {
  const offerName = (id) => offers.find((it) => it.offerid === id)?.name ?? id;
  const school = (id) => schools.find((it) => it.organizationid === id)?.name ?? id;
  const gift = (id) => (id ? (gifts.find((it) => it.giftid === id)?.introduce ?? id) : null);
  const fields = (row) => [
    { name: "name", label: words.name, value: row?.name, maxlength: 100, required: true },
    {
      name: "organizationid",
      label: words.school,
      type: "select",
      options: named(schools, "organizationid"),
      value: row?.organizationid,
      required: true,
    },
    {
      name: "picture",
      label: words.picture,
      value: row?.picture,
      maxlength: 500,
      blank: true,
      pattern: "(https?://|/|images/)[^ ]*",
      title: words.pictureHint,
      hint: words.pictureHint,
    },
    ...(row ? [{ name: "deleted", label: words.notTaught, type: "tick", value: row.deleted }] : []),
  ];
  const sell = (row) => ({
    label: words.sellOffer,
    fields: [
      { name: "offerid", label: words.courseOffer, type: "select", options: named(offers, "offerid"), required: true },
      { name: "giftid", label: words.gift, type: "select", options: [["", words.noGift], ...named(gifts, "giftid")] },
    ],
    save: (values) =>
      api.om("course_binding_set", { courseid: row.courseid, active: true, ...values }).then(() => undefined),
  });
  const stop = (row) =>
    row.bindings.length > 0 && {
      label: words.stopOffer,
      fields: [
        {
          name: "offerid",
          label: words.courseOffer,
          type: "select",
          options: row.bindings.map((it) => [it.offerid, offerName(it.offerid)]),
          required: true,
        },
      ],
      save: (values) =>
        api.om("course_binding_set", { courseid: row.courseid, active: false, ...values }).then(() => undefined),
    };
  const bound = (it) =>
    html`
      <li>
        ${offerName(it.offerid)}
        ${gift(it.giftid) && html`<small class="quiet">${words.gift}: ${gift(it.giftid)}</small>`}
      </li>
    `;
  return html`
    <${Editor}
      ...${{ words, again, rows: courses, fields, nameOf }}
      title=${words.taught}
      note=${schools.length === 0 ? words.schoolFirst : words.taughtHint}
      empty=${words.noCourses}
      add=${schools.length > 0 && words.newCourse}
      keyOf=${(it) => it.courseid}
      save=${(values, row) => put(api, "course_set", "courseid", row, values)}
      actions=${(row) => [offers.length > 0 && !row.deleted && sell(row), stop(row)]}
      columns=${[
        { name: "courseid", label: words.number, by: (it) => it.courseid },
        {
          name: "name",
          label: words.name,
          by: nameOf,
          show: (it) => html`<strong>${it.name}</strong><small class="quiet">${school(it.organizationid)}</small>`,
        },
        {
          name: "bindings",
          label: words.courseOffers,
          by: (it) => it.bindings.length,
          show: (it) => (it.bindings.length === 0 ? "—" : html`<ul class="plain">${it.bindings.map(bound)}</ul>`),
        },
        {
          name: "deleted",
          label: words.state,
          by: (it) => Number(it.deleted),
          show: (it) =>
            it.deleted ? html`<${Pill}>${words.notTaught}<//>` : html`<${Pill} tone="good">${words.isTaught}<//>`,
        },
      ]}
    />
  `;
}

export function Offers({ words, api }) {
  const long = (name, row) => ({
    name,
    label: words.offerTexts[name],
    type: "area",
    value: row?.[name],
    maxlength: 1000,
    blank: true,
  });
  const time = (name, row) => ({
    name,
    label: words.offerTimes[name],
    type: "datetime",
    value: row?.[name],
    required: true,
  });
  const fields = (row) => [
    { name: "name", label: words.name, value: row?.name, maxlength: 100, required: true },
    {
      name: "value",
      label: words.voucherPrice,
      type: "money",
      step: 1,
      min: 1,
      max: 10_000_000,
      value: row?.value,
      required: true,
    },
    {
      name: "rebate_value",
      label: words.voucherWorth,
      type: "money",
      step: 1,
      min: 1,
      max: 10_000_000,
      value: row?.rebate_value,
      hint: words.wholeYuan,
      required: true,
    },
    ...["buy_from", "buy_until", "use_from", "use_until"].map((name) => time(name, row)),
    { name: "active", label: words.onSale, type: "tick", value: row?.active ?? true },
    ...["use_condition", "use_method", "use_instruction"].map((name) => long(name, row)),
  ];
  const save = (values, row) => {
    if (values.buy_from > values.buy_until || values.use_from > values.use_until) throw told(words.daysTurned);
    if (Number(values.value) > Number(values.rebate_value)) throw told(words.worthLess);
    return put(api, "course_offer_set", "offerid", row, values);
  };
  const extend = (row) => ({
    label: words.extend,
    fields: [{ name: "days", label: words.moreDays, type: "number", min: 1, max: 3650, required: true }],
    save: ({ days }) => api.once("course_offer_extend", { offerid: row.offerid, days }).then(() => undefined),
  });
  const span = (from, until) =>
    html`<span class="whole-word">${day(from)}</span> – <span class="whole-word">${day(until)}</span>`;
  return html`
    <${Read}
      words=${words}
      load=${() => all(api, "course_offer_gets", { all: true })}
      show=${({ offers }, again) => html`
        <${Editor}
          ...${{ words, again, rows: offers, fields, save, nameOf }}
          faults=${{ [CODE.ORDER_STATE]: words.timeShorter }}
          title=${words.courseOffers}
          empty=${words.noOffers}
          add=${words.newOffer}
          keyOf=${(it) => it.offerid}
          actions=${(row) => [extend(row)]}
          columns=${[
            { name: "offerid", label: words.number, by: (it) => it.offerid },
            { name: "name", label: words.name, by: nameOf, show: (it) => html`<strong>${it.name}</strong>` },
            {
              name: "value",
              label: words.price,
              amount: true,
              by: (it) => it.value,
              show: (it) => html`${yuan(it.value)}<small class="quiet">${words.worth} ${yuan(it.rebate_value)}</small>`,
            },
            {
              name: "buy",
              label: words.soldWhen,
              by: (it) => it.buy_until,
              show: (it) => span(it.buy_from, it.buy_until),
            },
            {
              name: "use",
              label: words.takenWhen,
              by: (it) => it.use_until,
              show: (it) => span(it.use_from, it.use_until),
            },
            { name: "sold", label: words.soldCount, amount: true, by: (it) => it.sold },
            truths(words, "active", words.onSale),
          ]}
        />
      `}
    />
  `;
}

const day = (text) => text.slice(0, 10);

export function Gifts({ words, api }) {
  const fields = (row) => [
    { name: "introduce", label: words.giftWhen, type: "area", value: row?.introduce, maxlength: 1000, required: true },
    { name: "detail", label: words.giftWhat, type: "area", value: row?.detail, maxlength: 1000, required: true },
  ];
  return html`
    <${Read}
      words=${words}
      load=${() => all(api, "course_gift_gets")}
      show=${({ gifts }, again) => html`
        <${Editor}
          ...${{ words, again, rows: gifts, fields }}
          title=${words.gifts}
          empty=${words.noGifts}
          add=${words.newGift}
          keyOf=${(it) => it.giftid}
          nameOf=${(it) => it.giftid}
          save=${(values, row) => put(api, "course_gift_set", "giftid", row, values)}
          columns=${[
            { name: "giftid", label: words.number, by: (it) => it.giftid },
            { name: "introduce", label: words.giftWhen, by: (it) => it.introduce },
            { name: "detail", label: words.giftWhat, by: (it) => it.detail },
            { name: "bound", label: words.boundCourses, amount: true, by: (it) => it.bound },
          ]}
        />
      `}
    />
  `;
}

/** Roles of accounts that may redeem: everybody but customers. */

export function Schools({ words, api, admin }) {
  const load = async () => {
    const [schools, people] = await Promise.all([
      all(api, "course_school_gets"),
      admin ? api.page("admin/users") : { users: [] },
    ]);
    return { ...schools, users: people.users.filter((it) => it.role !== ROLE.CUSTOMER) };
  };
  const fields = (row) => [
    { name: "name", label: words.name, value: row?.name, maxlength: 100, required: true },
    {
      name: "phone",
      label: words.servicePhone,
      value: row?.phone,
      maxlength: 32,
      pattern: "[\\-+ \\(\\)0-9]*",
      title: words.phoneHint,
      hint: words.phoneHint,
      inputmode: "tel",
      blank: true,
    },
  ];
  const member = (label, users, row, active) =>
    users.length > 0 && {
      label,
      fields: [
        {
          name: "staffid",
          label: words.username,
          type: "select",
          options: users.map((it) => [it.id, it.username]),
          required: true,
        },
      ],
      save: ({ staffid }) =>
        api.om("course_staff_set", { organizationid: row.organizationid, staffid, active }).then(() => undefined),
    };
  const members = (row, users) => [
    member(
      words.addRedeemer,
      users.filter((it) => !row.staff.includes(it.username)),
      row,
      true,
    ),
    member(
      words.removeRedeemer,
      users.filter((it) => row.staff.includes(it.username)),
      row,
      false,
    ),
  ];
  return html`
    <${Read}
      words=${words}
      load=${load}
      show=${({ schools, users }, again) => html`
        <${Editor}
          ...${{ words, again, rows: schools, fields, nameOf }}
          title=${words.schools}
          note=${words.schoolsHint}
          empty=${words.noSchools}
          add=${words.newSchool}
          keyOf=${(it) => it.organizationid}
          save=${(values, row) => put(api, "course_school_set", "organizationid", row, values)}
          actions=${(row) => (admin ? members(row, users) : [])}
          columns=${[
            { name: "organizationid", label: words.number, by: (it) => it.organizationid },
            { name: "name", label: words.name, by: nameOf, show: (it) => html`<strong>${it.name}</strong>` },
            { name: "phone", label: words.servicePhone, show: (it) => it.phone || "—" },
            { name: "courses", label: words.taught, amount: true, by: (it) => it.courses },
            { name: "staff", label: words.redeemers, show: (it) => it.staff.join("、") || "—" },
          ]}
        />
      `}
    />
  `;
}
