// A field that holds a picture: chosen, dropped or taken with a camera, cut to a square, sent to the server, which
// makes it small. By mouse, by touch and by keyboard.

import { Dialog, Field, Trouble, useAction } from "/web/admin/ui.js";
import { addressOf } from "/web/lib/pictures.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** The side of the square that is sent. */
const SIDE = 640;
/** The window that is cut through. */
const SHOWN = 320;
const ZOOM = { least: 1, most: 4, step: 0.05 };
const QUALITY = 0.92;

export function PictureField({ field }) {
  const { name, label, value, api, words, hint } = field;
  const [path, setPath] = useState(value ?? "");
  const [file, setFile] = useState(null);
  const [over, setOver] = useState(false);
  const choose = (event) => {
    setFile(event.currentTarget.files[0] ?? null);
    event.currentTarget.value = "";
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    setFile(event.dataTransfer.files[0] ?? null);
  };
  const close = (made) => {
    setFile(null);
    if (made) setPath(made);
  };
  const pick = (text, more) => html`
    <label class="button">
      ${text}<input class="unseen" type="file" accept="image/*" onChange=${choose} ...${more} />
    </label>
  `;
  return html`
    <fieldset
      class=${`whole picture-field ${over ? "over" : ""}`}
      onDragOver=${(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave=${() => setOver(false)}
      onDrop=${drop}
    >
      <legend>${label}</legend>
      <input type="hidden" name=${name} value=${path} />
      <img src=${addressOf(path, field.nameOf ?? "")} alt="" width="96" height="96" />
      <div class="row">
        ${pick(words.choosePicture, {})} ${pick(words.takePicture, { capture: "environment" })}
        ${path && html`<button type="button" onClick=${() => setPath("")}>${words.noPicture}</button>`}
      </div>
      <small class="quiet">${hint ?? words.dropPicture}</small>
      ${file && html`<${Crop} ...${{ words, api, file, close }} />`}
    </fieldset>
  `;
}

/** What is cut out of a bitmap: the square's place and side, in the bitmap's own pixels. */
function square(bitmap, { zoom, x, y }) {
  const side = Math.min(bitmap.width, bitmap.height) / zoom;
  return { side, left: (bitmap.width - side) * x, top: (bitmap.height - side) * y };
}

function draw(canvas, bitmap, cut) {
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (cut.whole) {
    const scale = Math.min(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    return;
  }
  const { side, left, top } = square(bitmap, cut);
  context.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

function useBitmap(file) {
  const [bitmap, setBitmap] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    createImageBitmap(file).then(
      (it) => wanted && setBitmap(it),
      () => wanted && setFailed(true),
    );
    return () => (wanted = false);
  }, [file]);
  return { bitmap, failed };
}

const within = (value) => Math.min(1, Math.max(0, value));

function Crop({ words, api, file, close }) {
  const { bitmap, failed } = useBitmap(file);
  const [cut, setCut] = useState({ zoom: 1, x: 0.5, y: 0.5, whole: false });
  const [alt, setAlt] = useState("");
  const canvas = useRef(null);
  const grip = useRef(null);
  const action = useAction();
  useEffect(() => {
    if (bitmap) draw(canvas.current, bitmap, cut);
  }, [bitmap, cut]);
  const change = (part) => setCut({ ...cut, ...part });
  const drag = (event) => {
    if (!grip.current || !bitmap || cut.whole) return;
    const { side } = square(bitmap, cut);
    const moved = (now, before, length) =>
      length > side ? ((before - now) / event.currentTarget.clientWidth) * (side / (length - side)) : 0;
    const { clientX, clientY } = event;
    const [x, y] = [moved(clientX, grip.current.x, bitmap.width), moved(clientY, grip.current.y, bitmap.height)];
    grip.current = { x: clientX, y: clientY };
    change({ x: within(cut.x + x), y: within(cut.y + y) });
  };
  const slide = (name, label, range) => html`
    <label>
      ${label}
      <input
        type="range"
        ...${range}
        value=${cut[name]}
        disabled=${cut.whole}
        onInput=${(event) => change({ [name]: Number(event.currentTarget.value) })}
      />
    </label>
  `;
  const send = () =>
    action.run(async () => {
      const large = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
      draw(large, bitmap, cut);
      const type = file.type === "image/png" ? "image/png" : "image/jpeg";
      const blob = await new Promise((done) => large.toBlob(done, type, QUALITY));
      const { path } = await api.send(`admin/picture?alt=${encodeURIComponent(alt.trim())}`, blob, type);
      close(path);
    });
  const place = { min: 0, max: 1, step: 0.01 };
  return html`
    <${Dialog} title=${words.cropPicture} close=${() => close(null)} wide>
     <div
      class="cutting"
      onKeyDown=${(event) => {
        // The form around it is not sent by a key that is meant for the picture.
        if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
      }}
     >
      ${failed && html`<p class="trouble" role="alert">${words.noSuchPicture}</p>`}
      <div class="sides">
      <canvas
        ref=${canvas}
        class="crop"
        width=${SHOWN}
        height=${SHOWN}
        role="img"
        aria-label=${words.cropPicture}
        onPointerDown=${(event) => {
          grip.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove=${drag}
        onPointerUp=${() => (grip.current = null)}
      ></canvas>
      <div>
      <label class="tick">
        <input
          type="checkbox"
          checked=${cut.whole}
          onChange=${(event) => change({ whole: event.currentTarget.checked })}
        />
        ${words.wholePicture}
      </label>
      ${slide("zoom", words.zoom, { min: ZOOM.least, max: ZOOM.most, step: ZOOM.step })}
      ${slide("x", words.leftRight, place)} ${slide("y", words.upDown, place)}
      <${Field}
        label=${words.altText}
        hint=${words.altHint}
        value=${alt}
        maxlength="200"
        onInput=${(event) => setAlt(event.currentTarget.value)}
      />
      </div>
      </div>
      <${Trouble} words=${words} error=${action.error} />
      <div class="actions">
        <button type="button" onClick=${() => close(null)}>${words.cancel}</button>
        <button type="button" class="main-action" disabled=${!bitmap || action.busy} onClick=${send}>
          ${words.usePicture}
        </button>
      </div>
     </div>
    <//>
  `;
}
