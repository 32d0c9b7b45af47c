// One call of the document: closed a line, open all that is known of it.

import { sampleText } from "/web/docs/sample.js";
import { Text } from "/web/docs/text.js";
import { Trial } from "/web/docs/trial.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** @typedef {import("/web/docs/calls.js").Call} Call */

/** @param {{ call: Call, document: any, words: any }} props */
function Who({ call, document, words }) {
  const schemes = document.components.securitySchemes;
  return html`
    <h3>${words.who}</h3>
    <ul>
      ${call.isOpen && html`<li>${words.anybody}</li>`}
      ${call.security.map((name) => html`<li key=${name}><${Text} text=${schemes[name].description} /></li>`)}
      ${call.roles.length > 0 && html`<li>${words.roles}: ${call.roles.join(", ")}</li>`}
    </ul>
  `;
}

/** @param {{ call: Call, words: any }} props */
function Parameters({ call, words }) {
  if (call.fields.length === 0) return html`<h3>${words.parameters}</h3><p class="quiet">${words.none}</p>`;
  const row = (field) => html`
    <tr key=${field.name}>
      <th scope="row"><code>${field.name}</code></th>
      <td>${field.type}, ${field.required ? words.required : words.optional}</td>
      <td>${words.places[field.place]}</td>
      <td><${Text} text=${field.about} />${field.example && html`<div class="quiet">${field.example}</div>`}</td>
    </tr>
  `;
  return html`
    <h3>${words.parameters}</h3>
    <div class="wide" tabindex="0" role="region" aria-label=${words.parameters}>
      <table>
        <thead>
          <tr><th scope="col">${words.name}</th><th scope="col">${words.type}</th><th scope="col">${words.place}</th>
          <th scope="col">${words.meaning}</th></tr>
        </thead>
        <tbody>${call.fields.map(row)}</tbody>
      </table>
    </div>
  `;
}

/** @param {{ call: Call, document: any, words: any }} props */
function Answers({ call, document, words }) {
  const shaped = call.answers.find((answer) => answer.schema);
  const line = ({ status, about, kind }) => html`
    <li key=${status}><strong>${status}</strong> ${about} <span class="quiet">${kind}</span></li>
  `;
  const code = ([code, about]) =>
    html`<div key=${code}><dt><code>${code}</code></dt><dd><${Text} text=${about} /></dd></div>`;
  return html`
    <h3>${words.answers}</h3>
    <ul>${call.answers.map(line)}</ul>
    ${
      shaped &&
      html`<p class="quiet">${words.shape} (${shaped.status})</p>
      <pre tabindex="0" aria-label=${words.shape}>${sampleText(shaped.schema, document)}</pre>`
    }
    ${
      call.errors.length > 0 &&
      html`<h3>${words.codes}</h3>
      <dl>${call.errors.map(code)}</dl>`
    }
  `;
}

/** @param {{ call: Call, document: any, isOpen: boolean, onToggle: (isOpen: boolean) => void, words: any }} props */
export function Entry({ call, document, isOpen, onToggle, words }) {
  const { path, methods, summary } = call;
  return html`
    <details class="card" id=${path} open=${isOpen} onToggle=${(event) => onToggle(event.currentTarget.open)}>
      <summary>
        <span class="methods">${methods.join(" ")}</span>
        <code>${path}</code>
        <span class="about">${summary}</span>
      </summary>
      ${
        isOpen &&
        html`<div class="inside">
          <${Who} call=${call} document=${document} words=${words} />
          <${Parameters} call=${call} words=${words} />
          <${Answers} call=${call} document=${document} words=${words} />
          <${Trial} call=${call} words=${words} />
        </div>`
      }
    </details>
  `;
}
