// Partner apps of the tours: they sign their calls, and may ask for whoever logs in through them.

import { Editor } from "/web/admin/edit.js";
import { told } from "/web/admin/faults.js";
import { Read, truths } from "/web/admin/rooms/room.js";
import { Secret } from "/web/admin/ui.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Apps({ words, api, admin }) {
  const [secret, setSecret] = useState(null);
  const fields = (row) => [
    { name: "appid", label: words.appid, value: row?.appid, fixed: Boolean(row), maxlength: 60, required: true },
    { name: "name", label: words.name, value: row?.name, maxlength: 60, required: true },
    { name: "enabled", label: words.active, type: "tick", value: row?.enabled ?? true },
  ];
  const show = ({ appid, app_key: key }) => {
    if (key) setSecret({ appid, key });
    return key ? words.keyMade : undefined;
  };
  const renew = (row) => ({
    label: words.newKey,
    ask: words.askKey(row.name),
    go: () => api.once("tour_app_set", { appid: row.appid, renew: true }).then(show),
  });
  return html`
    <${Read}
      words=${words}
      load=${() => api.om("tour_app_gets")}
      show=${({ apps }, again) => html`
        <${Editor}
          ...${{ words, again, rows: apps }}
          title=${words.tourApps}
          note=${admin ? words.tourAppsHint : words.adminsOnly}
          empty=${words.noTourApps}
          add=${admin && words.newTourApp}
          fields=${admin && fields}
          keyOf=${(it) => it.appid}
          nameOf=${(it) => it.name}
          save=${async (values, row) => {
            // The call would change the one that is there.
            if (!row && apps.some((it) => it.appid === values.appid)) throw told(words.knownTourApp);
            const params = { ...values, appid: row?.appid ?? values.appid };
            return show(await (row ? api.om("tour_app_set", params) : api.once("tour_app_set", params)));
          }}
          actions=${admin && ((row) => [renew(row)])}
          columns=${[
            { name: "appid", label: words.appid, by: (it) => it.appid },
            { name: "name", label: words.name, by: (it) => it.name, show: (it) => html`<strong>${it.name}</strong>` },
            truths(words, "enabled", words.active),
          ]}
        />
      `}
    />
    ${
      secret &&
      html`
        <${Secret}
          words=${words}
          title=${words.appKeyOfApp(secret.appid)}
          secret=${secret.key}
          hint=${words.appKeyHint}
          close=${() => setSecret(null)}
        />
      `
    }
  `;
}
