/**
 * A round of a team, of what its members noted on the way: only the stretches count in which every member had
 * its processor throughout. Where one is stopped, or has left, the others are alone, and alone a core does
 * ten times as much with a word that nobody else wants: a few such milliseconds would be the round's result.
 * Where one has slept, and another program has its processor when it wakes, the others wait for it as well.
 */
import type { Round } from "./rounds.ts";

/** What a member notes, several times a millisecond; all but the time is counted from wherever it likes. */
export interface Note {
  /** When, in seconds, by the clock that all members read. */
  readonly at: number;
  /** How often it has done what is counted. */
  readonly operations: number;
  /** How long it has had a processor. */
  readonly processorSeconds: number;
  /** Page faults that no disk was needed for. */
  readonly softFaults: number;
  /** How often another program got its processor. */
  readonly preemptions: number;
  /** How long it has waited for one, then and after it slept. */
  readonly queuedSeconds: number;
}

/** What a member noted while it warmed up, and in each round. */
export type MemberNotes = readonly (readonly Note[])[];

/**
 * The share of a stretch that a member may wait for a processor. To wake takes some of that even where
 * nothing else runs; another program takes all of it.
 */
const MOST_QUEUED = 0.5;

/** What came to a member's counts in a stretch; `at` is how long it was. */
type Stretch = Note;

/**
 * The round: from when the last member had begun to when the first had left, without the stretches in which
 * one of them lost its processor to another program, or waited for it. If nothing is left, all that all of
 * them did.
 *
 * @param notes of each member, in the order of time
 */
export function roundOf(notes: readonly (readonly Note[])[]): Round {
  const firsts = notes.map((own) => own[0]!), lasts = notes.map((own) => own.at(-1)!);
  const begins = firsts.map(({ at }) => at), ends = lasts.map(({ at }) => at);
  const begin = Math.max(...begins), end = Math.min(...ends);
  const cuts = [begin, ...notes[0]!.map(({ at }) => at).filter((at) => at > begin && at < end), end];
  const shared = begin < end
    ? cuts.slice(1).map((to, i) => notes.map((own) => between(own, cuts[i]!, to)))
    : [];
  const undisturbed = shared.filter((members) => members.every(hadProcessor));
  if (undisturbed.length === 0) {
    const all = notes.map((_, i) => grown(firsts[i]!, lasts[i]!));
    return { ...summed([all]), seconds: Math.max(...ends) - Math.min(...begins), together: 0 };
  }
  const seconds = undisturbed.reduce((sum, [one]) => sum + one!.at, 0);
  return { ...summed(undisturbed), seconds, together: seconds / (end - begin) };
}

function hadProcessor({ at, preemptions, queuedSeconds }: Stretch): boolean {
  return preemptions === 0 && queuedSeconds <= MOST_QUEUED * at;
}

/** What all members did in some stretches. */
function summed(stretches: readonly (readonly Stretch[])[]): Omit<Round, "seconds" | "together"> {
  const sum = (of: (stretch: Stretch) => number): number[] =>
    stretches[0]!.map((_, member) => stretches.reduce((sum, members) => sum + of(members[member]!), 0));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const perThread = sum(({ operations }) => operations);
  return {
    operations: total(perThread),
    processorSeconds: total(sum(({ processorSeconds }) => processorSeconds)) / perThread.length,
    softFaults: total(sum(({ softFaults }) => softFaults)),
    perThread,
  };
}

function between(notes: readonly Note[], from: number, to: number): Stretch {
  return grown(countsAt(notes, from), countsAt(notes, to));
}

/** A member's counts at a moment: between two notes they grow evenly. */
function countsAt(notes: readonly Note[], moment: number): Note {
  const next = Math.max(1, notes.findIndex(({ at }) => at >= moment)), before = notes[next - 1]!;
  const growth = grown(before, notes[next]!), share = (moment - before.at) / growth.at;
  return countByCount(before, growth, (count, more) => count + share * more);
}

function grown(from: Note, to: Note): Stretch {
  return countByCount(to, from, (after, before) => after - before);
}

/** Two notes made one, count by count. */
function countByCount(a: Note, b: Note, one: (a: number, b: number) => number): Note {
  return {
    at: one(a.at, b.at),
    operations: one(a.operations, b.operations),
    processorSeconds: one(a.processorSeconds, b.processorSeconds),
    softFaults: one(a.softFaults, b.softFaults),
    preemptions: one(a.preemptions, b.preemptions),
    queuedSeconds: one(a.queuedSeconds, b.queuedSeconds),
  };
}
