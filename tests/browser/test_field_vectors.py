"""The app's own outbox and rules of what is due keep to the vectors, in the browser: `tests/proofs/sync/test_vectors.py` holds
the office, and the phone of the sync proof, to the same.
"""

import json
from pathlib import Path
from typing import Any

from tests.browser.handset import MakeHandset

FOLDER = Path(__file__).parents[1] / "vectors"
MODULE = "const of = (name) => import(document.querySelector('script').src.replace('main.js', name));"
# Entries are saved as by a tap, sealed and all. The lock of a second tab keeps the rounds of sending from taking part.
OUTBOX = (
    """async (vectors) => {"""
    + MODULE
    + """
  const [outbox, store, vault] = [await of('outbox.js'), await of('store.js'), await of('vault.js')];
  await new Promise((held) => void navigator.locks.request('sync', () => (held(), new Promise(() => {}))));
  const found = [];
  for (const { do: steps, epoch = 1 } of vectors) {
    const box = { ...vault.box(), epoch }, ids = {}, names = {}, sent = [];
    await store.write(async (on) => {
      for (const { id } of await on.all('entries')) await on.drop('entries', id);
      await on.drop('notes', `seq:${box.device}`);
    });
    const act = {
      save: async (name) => {
        const [id] = (await outbox.save([{ kind: 'contact.made', body: { client: null } }], { after: 0 })).ids;
        [ids[name], names[id]] = [id, name];
        await new Promise((later) => setTimeout(later, 2)); // ids are in order of their milliseconds
      },
      next: async (most) => {
        const rows = await outbox.next(box, { most, bytes: 200000 });
        sent.push((await Promise.all(rows.map(outbox.wired))).map(({ id, seq }) => [names[id], seq]));
      },
      answered: (outcomes) => outbox.answered(Object.entries(outcomes).map(([name, outcome]) => ({ id: ids[name], outcome }))),
      durable: (ranges) => outbox.durable(box, ranges),
      epoch: async (number) => { if (number !== box.epoch) await outbox.offerAgain(box); box.epoch = number; },
    };
    for (const [what, ...said] of steps) await act[what](...said);
    const rows = await store.read((on) => on.all('entries'));
    found.push({ sent, states: Object.fromEntries(rows.map(({ id, state }) => [names[id], state])) });
  }
  return found;
}"""
)
DUE = (
    """async ({ cards, weekly, policy }) => {"""
    + MODULE
    + """
  const due = await of('due.js');
  const day = (number) => number === null ? null : new Date(number * 86400000).toISOString().slice(0, 10);
  return {
    weekly: weekly.map(([told]) => [told, due.weekly(told)]),
    cards: cards.map(({ card, day: now }) => { const told = due.due(card, policy, now); return [told.words, day(told.on)]; }),
  };
}"""
)


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


def test_the_app_keeps_to_the_vectors(handset: MakeHandset) -> None:
    phone = handset().enrol("tomba")
    phone.context.set_offline(True)
    vectors, rules = read("outbox.json"), read("due.json")
    found = phone.page.evaluate(OUTBOX, vectors)
    told = {one["name"]: (one["sent"], one["states"]) for one in vectors}
    assert {one["name"]: (got["sent"], got["states"]) for one, got in zip(vectors, found, strict=True)} == told
    due = phone.page.evaluate(DUE, rules)
    assert due["weekly"] == rules["weekly"]
    said = {one["name"]: [one["words"], one["on"]] for one in rules["cards"]}
    assert {one["name"]: got for one, got in zip(rules["cards"], due["cards"], strict=True)} == said
