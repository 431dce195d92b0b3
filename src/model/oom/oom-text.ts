import { clean } from '../text/text.js';
import { formatBytes, formatSpan } from '../text/units.js';
import type { Growth } from './large-processes.js';
import type { OomStory } from './oom-story.js';

/** One line for the status line, safe for a terminal. */
export function oomNotice(story: OomStory): string {
  const { victim, source } = story;
  if (victim === undefined) return `OOM kill of a process that is not known: ${causeText(story)}`;
  const { pid, name, user, heldBytes } = victim;
  const of = user === undefined ? '' : ` (${clean(user)})`;
  const held = Number.isNaN(heldBytes) ? '' : `, held ${formatBytes(heldBytes)}`;
  const how = source === 'kmsg' ? 'killed' : 'killed, by all signs';
  return `OOM: ${pid} ${clean(name)}${of} ${how}${held}: ${causeText(story)}`;
}

export type OomFact = readonly [label: string, text: string];

/** What a page says of it; not safe for a terminal. */
export function oomFacts(story: OomStory): readonly OomFact[] {
  const { group, grown } = story;
  return [
    ['Killed by', sourceText(story)],
    ['Limit', `${causeText(story, false)}${metText(story)}`],
    ...(group === undefined ? [] : [['Memory of', group] as const]),
    ['Held', heldText(story)],
    ...grown.map((growth, index): OomFact => [index === 0 ? 'Grew most' : '', growthText(growth)]),
    ...(grown.length === 0 ? [['Grew most', 'no process is known to have grown before'] as const] : []),
    ...unknownFacts(story),
  ];
}

function sourceText({ source, isCounted, victim }: OomStory): string {
  if (source === 'kmsg') return "the OOM killer, as the kernel's log says";
  if (victim === undefined) return 'the OOM killer: the kernel counted a kill';
  const signs = 'the OOM killer, by all signs: the kernel counted a kill when it ended';
  if (isCounted === undefined) return signs;
  return isCounted
    ? `${signs}, and so did its group`
    : 'perhaps the OOM killer: the kernel counted a kill, its group did not';
}

/** Why, on a line where the text is safe for a terminal, or in a row that is called so. */
function causeText({ limit, group, isOfMachine }: OomStory, isLine = true): string {
  const safe = isLine ? clean : (text: string) => text;
  if (limit !== undefined) {
    const bytes = Number.isNaN(limit.bytes) ? '-' : formatBytes(limit.bytes);
    return `${isLine ? 'limit ' : ''}${bytes} of ${safe(limit.path)}`;
  }
  if (isOfMachine) return 'the machine had no memory left';
  return group === undefined ? 'its group is not known' : `the limit of ${safe(group)} is not known`;
}

function metText({ limit }: OomStory): string {
  if (limit?.isMet === undefined) return '';
  return limit.isMet ? ', which was met' : ', which was not met since it was read before';
}

function heldText({ victim }: OomStory): string {
  if (victim === undefined || Number.isNaN(victim.heldBytes)) return '-';
  const { heldBytes, heldSecondsBefore } = victim;
  const when = heldSecondsBefore > 0 ? `, seen ${heldSecondsBefore.toFixed(1)}s before its end` : ' when it was killed';
  return `${formatBytes(heldBytes)} resident${when}`;
}

function growthText({ who, bytes, grownBytes, isLeast, seconds }: Growth): string {
  const by = `${isLeast ? 'at least ' : ''}+${formatBytes(grownBytes)}`;
  return `${who.pid} ${who.name}: ${by} to ${formatBytes(bytes)} in ${formatSpan(seconds)}`;
}

/** What would have to be permitted to know more. */
function unknownFacts({ source, victim }: OomStory): readonly OomFact[] {
  const needs = [
    ...(source === 'kmsg' ? [] : ['what the kernel says of it: it stands in /dev/kmsg, which was not read']),
    ...(victim !== undefined && Number.isNaN(victim.peakBytes)
      ? ['its peak: that takes taskstats, which needs CAP_NET_ADMIN']
      : []),
  ];
  return needs.length === 0 ? [] : [['Not known', needs.join('; ')]];
}
