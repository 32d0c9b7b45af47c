// Calendar days as texts (yyyy-mm-dd), counted without time zones: the outlet's days come from the server.

const DAY_MS = 86_400_000;
const number = (day) => Date.UTC(...day.split("-").map((part, place) => Number(part) - (place === 1 ? 1 : 0)));

/** The day so many days later. */
export const plusDays = (day, count) => new Date(number(day) + count * DAY_MS).toISOString().slice(0, 10);

/** Days from one to another, both counted. */
export const daysBetween = (first, last) => (number(last) - number(first)) / DAY_MS + 1;

/** The first day of the month so many months later. */
export function plusMonths(day, count) {
  const [year, month] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** The weeks of a day's month, Monday first; null where a week reaches into another month. */
export function weeksOf(day) {
  const first = `${day.slice(0, 8)}01`;
  const lead = (new Date(number(first)).getUTCDay() + 6) % 7;
  const count = daysBetween(first, plusDays(plusMonths(first, 1), -1));
  const cells = [...Array(lead).fill(null), ...Array.from({ length: count }, (_, index) => plusDays(first, index))];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
