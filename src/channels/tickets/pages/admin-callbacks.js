// What agencies are told of their orders: where, what did not reach them, and telling it once more.

import { Editor } from "/web/admin/edit.js";
import { Pager } from "/web/admin/pager.js";
import { Read } from "/web/admin/rooms/room.js";
import { Pill } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PAGE = 50;
const FAILED = "2";
const TONES = { 0: "soon", 1: "good", 2: "bad", 3: "bad" };

/** The button of a customer's row that says where it is told; an empty address ends it. */
export function callbackAddress(words, api, row) {
  const { customertypecode, customerid, callback } = row;
  const choice = (name, label, names) => ({
    name,
    label,
    type: "select",
    options: names.map((one) => [one, one]),
    value: callback?.[name] ?? names[0],
  });
  return {
    label: words.callbackAddress,
    note: words.callbackAddressHint,
    fields: [
      {
        name: "replayurl",
        label: words.address,
        value: callback?.replayurl,
        maxlength: 256,
        blank: true,
        type: "text",
      },
      choice("replaymethod", words.callbackMethod, ["POST", "GET"]),
      choice("replaydatatype", words.callbackFormat, ["JSON", "XML"]),
    ],
    save: async (values) => {
      // What the agency itself has said beside this stays as it is.
      const kept = callback?.sendofficiallysnotify ?? "";
      await api.om("ticket_callback_set", { customertypecode, customerid, sendofficiallysnotify: kept, ...values });
    },
  };
}

export function TicketCallbacks({ words, api }) {
  const [marks, setMarks] = useState({ state: FAILED, page: 1 });
  const { state, page } = marks;
  const load = () => api.om("ticket_callback_gets", { replaystatuscode: state, pageindex: page - 1, pagesize: PAGE });
  return html`
    <div class="tools">
      <label>
        ${words.state}
        <select value=${state} onChange=${(event) => setMarks({ state: event.currentTarget.value, page: 1 })}>
          ${Object.entries(words.callbackStates).map(([code, name]) => html`<option value=${code}>${name}</option>`)}
        </select>
      </label>
    </div>
    <${Read}
      words=${words}
      load=${load}
      keys=${[JSON.stringify(marks)]}
      show=${({ callbacks, count }, again) => html`
        <${Editor}
          ...${{ words, again, rows: callbacks }}
          title=${words.callbacks}
          note=${words.found(count)}
          empty=${words.noCallbacks}
          keyOf=${(it) => it.serialid}
          nameOf=${(it) => it.serialid}
          actions=${(row) => [
            {
              label: words.sendAgain,
              ask: words.askSendAgain(row.orderid, row.eventtypename),
              go: () => api.om("ticket_callback_resend", { serialid: row.serialid }).then(() => null),
            },
          ]}
          columns=${[
            {
              name: "orderid",
              label: words.order,
              by: (it) => it.orderid,
              show: (it) =>
                html`<a href=${`#orders/${it.orderid}`}>${it.orderid}</a><small class="quiet">${it.senderid}</small>`,
            },
            {
              name: "eventtypename",
              label: words.callbackEvent,
              show: (it) => html`${it.eventtypename}<small class="quiet">${it.datetime}</small>`,
            },
            {
              name: "replayresult",
              label: words.answer,
              show: (it) => html`${it.replayresult || "—"}<small class="quiet">${it.replaytime}</small>`,
            },
            { name: "tries", label: words.tries, amount: true, by: (it) => it.tries },
            { name: "nexttime", label: words.nextTry, show: (it) => it.nexttime ?? "—" },
            {
              name: "replaystatuscode",
              label: words.state,
              show: (it) =>
                html`<${Pill} tone=${TONES[it.replaystatuscode]}>${words.callbackStates[it.replaystatuscode]}<//>`,
            },
          ]}
        >
          <${Pager}
            ...${{ words, page, size: PAGE, total: count, turn: (next) => setMarks({ ...marks, page: next }) }}
          />
        <//>
      `}
    />
  `;
}
