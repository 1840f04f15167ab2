/* What is due for a client, and in which order: the office's rules (outreach/rules.py), worked out without signal from the
   card and the policy that came with it. Shared examples are run on both sides. */

const DAY = 86400000;

/** A day as a number: days since 1970, from "2026-11-20". */
export const dayNumber = (text) => Date.parse(text) / DAY;

/** The time here with its distance from Greenwich, as an entry carries it. */
export function moment(now = new Date()) {
  const two = (n) => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  const off = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + off * 60000).toISOString().slice(0, 19);
  return `${local}${off < 0 ? "-" : "+"}${two(off / 60)}:${two(off % 60)}`;
}

/** The day where this phone is, as text. */
export const today = (now) => moment(now).slice(0, 10);

/** Syringes needed in a week; unknown stays unknown. */
export const weekly = (timesADay) => (timesADay === null || timesADay === undefined ? null : Math.ceil(timesADay * 7));

/** Is the client on the register, as far as this worker may know? */
export const here = ({ status }) => (status ?? "active") === "active";

/** The day number on which the next contact is due, or null for somebody who is not on the register. What the office worked
    out holds until this phone has added to it. */
export function dueOn(card, policy) {
  const { last_day, registered_on, last_supply, need_per_week, due_on } = card;
  if (!here(card)) return null;
  if (due_on !== undefined) return due_on && dayNumber(due_on);
  if (!last_day) return dayNumber(registered_on);
  let days = policy.contact_every_days;
  if (need_per_week) days = Math.min(days, Math.max(policy.soonest_days, Math.floor((last_supply * 7) / need_per_week)));
  return dayNumber(last_day) + days;
}

/** What is due today in words' names, and how many days it has been due. */
export function due(card, policy, day) {
  const on = dueOn(card, policy);
  const now = dayNumber(day);
  const found = [];
  if (on !== null && on <= now) found.push("supplies");
  if (here(card) && card.consent === "card" && card.contacts >= policy.full_consent_by_contact - 1) found.push("talk");
  if (here(card) && card.along?.some((one) => one.due_on && one.due_on <= day)) found.push("along");
  return { words: found, days: on === null ? 0 : now - on, on };
}

/** Who needs most comes first: the longest overdue, then the greater need, then by name. By a client's own card alone. */
export function byNeed(one, other) {
  return (
    Number(other.due.words.includes("supplies")) - Number(one.due.words.includes("supplies")) ||
    other.due.days - one.due.days ||
    (other.card.need_per_week ?? 0) - (one.card.need_per_week ?? 0) ||
    (one.card.code ?? "").localeCompare(other.card.code ?? "")
  );
}

/** How many syringes to offer: what is needed until the next contact is due, in whole steps of five. */
export function preset(card, policy, usual) {
  if (!card?.need_per_week) return card?.last_supply || usual;
  return Math.max(5, Math.ceil((card.need_per_week * policy.contact_every_days) / 7 / 5) * 5);
}
