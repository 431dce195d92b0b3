import { expect, it } from 'vitest';
import { bySlot } from '../../../src/model/sample/by-slot.js';

it('makes something of a text once, and again when the slot has another text', () => {
  const made: string[] = [];
  const shout = bySlot((text) => {
    made.push(text);
    return text.toUpperCase();
  });
  const asked: readonly [number, string][] = [
    [5, 'a'],
    [5, 'a'],
    [0, 'b'],
    [5, 'c'],
    [5, 'a'],
    [6, 'a'],
  ];
  expect(asked.map(([slot, text]) => shout(slot, text))).toEqual(['A', 'A', 'B', 'C', 'A', 'A']);
  expect(made).toEqual(['a', 'b', 'c', 'a', 'a']);
});
