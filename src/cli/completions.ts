import { PANES } from '../model/panes.js';
import { FLAGS, type Flag } from './flags.js';

export type Shell = 'bash' | 'zsh' | 'fish';

/** A completion script for a shell. Where a flag takes columns, it offers those of all panes. */
export function completions(shell: Shell): string {
  const columnIds = [...new Set(PANES.flatMap(({ columns }) => columns.map(({ id }) => id)))];
  return { bash, zsh, fish }[shell](FLAGS, columnIds);
}

const PANE_NAMES = PANES.flatMap(({ id, shortName }) => [id, shortName]).join(' ');

function bash(flags: readonly Flag[], columnIds: readonly string[]): string {
  const cases = flags.map((flag) => {
    const names = namesOf(flag).join('|');
    const words = valuesOf(flag, columnIds);
    if (words.length > 0) return `    ${names}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")); return ;;\n`;
    if (flag.argument === 'FILE') return `    ${names}) COMPREPLY=($(compgen -f -- "$word")); return ;;\n`;
    return flag.long === 'user' ? `    ${names}) COMPREPLY=($(compgen -u -- "$word")); return ;;\n` : '';
  });
  return `_ntop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  case $before in
${cases.join('')}  esac
  COMPREPLY=($(compgen -W '${PANE_NAMES} ${flags.flatMap(namesOf).join(' ')}' -- "$word"))
}
complete -F _ntop ntop
`;
}

function zsh(flags: readonly Flag[], columnIds: readonly string[]): string {
  const lines = flags.map((flag) => {
    const about = flag.description.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
    const names = namesOf(flag);
    const head = names.length > 1 ? `'(${names.join(' ')})'{${names.join(',')}}` : names.join('');
    return `  ${head}'[${about}]${zshValue(flag, columnIds)}' \\\n`;
  });
  return `#compdef ntop\n_arguments -s \\\n${lines.join('')}  '1:pane:(${PANE_NAMES})'\n`;
}

function zshValue(flag: Flag, columnIds: readonly string[]): string {
  if (flag.argument === undefined) return '';
  const words = valuesOf(flag, columnIds);
  const values =
    words.length > 0
      ? `(${words.join(' ')})`
      : flag.argument === 'FILE'
        ? '_files'
        : flag.long === 'user'
          ? '_users'
          : ' ';
  return `${flag.bare ? '::' : ':'}${flag.argument}:${values}`;
}

function fish(flags: readonly Flag[], columnIds: readonly string[]): string {
  const lines = flags.map((flag) => {
    const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
    const words = valuesOf(flag, columnIds);
    const values =
      words.length > 0 ? ` -xa '${words.join(' ')}'` : flag.argument === 'FILE' ? ' -rF' : flag.argument ? ' -x' : '';
    return `complete -c ntop -l ${flag.long}${short}${values} -d '${flag.description.replaceAll("'", "\\'")}'\n`;
  });
  return `complete -c ntop -f\ncomplete -c ntop -n __fish_is_first_arg -a '${PANE_NAMES}'\n${lines.join('')}`;
}

function namesOf(flag: Flag): string[] {
  return [...(flag.short === undefined ? [] : [`-${flag.short}`]), `--${flag.long}`];
}

function valuesOf(flag: Flag, columnIds: readonly string[]): readonly string[] {
  return flag.argument === 'COLUMN' || flag.long === 'fields' ? columnIds : (flag.choices ?? []);
}
