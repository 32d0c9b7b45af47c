// Calendar days as texts (yyyy-mm-dd), counted without time zones: the outlet's days come from the server.

const DAY_MS = 86_400_000;

/** @typedef {string} Day A calendar day, yyyy-mm-dd. */

/** @param {Day} day */
function number(day) {
  const [year, month, date] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date);
}

/**
 * The day so many days later.
 * @param {Day} day
 * @param {number} count
 * @returns {Day}
 */
export const plusDays = (day, count) => new Date(number(day) + count * DAY_MS).toISOString().slice(0, 10);

/**
 * Days from one to another, both counted.
 * @param {Day} first
 * @param {Day} last
 */
export const daysBetween = (first, last) => (number(last) - number(first)) / DAY_MS + 1;

/**
 * The first day of the month so many months later.
 * @param {Day} day
 * @param {number} count
 * @returns {Day}
 */
export function plusMonths(day, count) {
  const [year, month] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/**
 * The weeks of a day's month, Monday first; null where a week reaches into another month.
 * @param {Day} day
 * @returns {(Day | null)[][]}
 */
export function weeksOf(day) {
  const first = `${day.slice(0, 8)}01`;
  const lead = (new Date(number(first)).getUTCDay() + 6) % 7;
  const count = daysBetween(first, plusDays(plusMonths(first, 1), -1));
  const cells = [...Array(lead).fill(null), ...Array.from({ length: count }, (_, index) => plusDays(first, index))];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
