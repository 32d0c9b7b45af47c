// Types into a field for somebody: a scanner's hand, or a key on the screen.

/**
 * Gives a field a value, and tells its page as typing does.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} value
 */
export function put(field, value) {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
