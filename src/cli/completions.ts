import { hasName, namesOf as paneNames } from '../model/list/pane.js';
import { PANES, partnerOf } from '../model/panes.js';
import { COMMANDS, FLAGS, type Flag } from './flags.js';

export type Shell = 'bash' | 'zsh' | 'fish';

/** A completion script for a shell. Where a flag takes columns it offers those of the pane that was typed. */
export function completions(shell: Shell): string {
  return { bash, zsh, fish }[shell](FLAGS);
}

type PaneColumns = { readonly names: readonly string[]; readonly columnIds: readonly string[] };

const PANE_COLUMNS: readonly PaneColumns[] = PANES.filter(hasName).map((pane) => ({
  names: paneNames(pane),
  columnIds: [pane, partnerOf(pane)].flatMap((list) => list?.columns.map((column) => column.id) ?? []),
}));
const USUAL_PANE = PANES[0].id;
const PANE_NAMES = PANES.filter(hasName).flatMap(paneNames).join(' ');
/** Commands after which a file or a folder comes. */
const WITH_FILES = COMMANDS.filter((command) => command !== 'serve');
const FIRST_WORDS = `${PANE_NAMES} ${COMMANDS.join(' ')}`;

function bash(flags: readonly Flag[]): string {
  const cases = flags.map((flag) => {
    const names = namesOf(flag).join('|');
    if (takesColumns(flag)) return `    ${names}) COMPREPLY=($(compgen -W "$columns" -- "$word")); return ;;\n`;
    if (flag.choices)
      return `    ${names}) COMPREPLY=($(compgen -W '${flag.choices.join(' ')}' -- "$word")); return ;;\n`;
    if (flag.argument === 'FILE') return `    ${names}) COMPREPLY=($(compgen -f -- "$word")); return ;;\n`;
    if (flag.argument === 'DIR') return `    ${names}) COMPREPLY=($(compgen -d -- "$word")); return ;;\n`;
    return flag.long === 'user' ? `    ${names}) COMPREPLY=($(compgen -u -- "$word")); return ;;\n` : '';
  });
  const columns = PANE_COLUMNS.map(
    ({ names, columnIds }) => `      ${names.join('|')}) columns='${columnIds.join(' ')}' ;;\n`,
  );
  return `_ntop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} columns each
  for each in ${USUAL_PANE} "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $each in
${columns.join('')}    esac
  done
  case $before in
${cases.join('')}  esac
  COMPREPLY=($(compgen -W '${FIRST_WORDS} ${flags.flatMap(namesOf).join(' ')}' -- "$word"))
  case \${COMP_WORDS[1]} in
    ${WITH_FILES.join('|')}) COMPREPLY+=($(compgen -f -- "$word")) ;;
  esac
}
complete -F _ntop ntop
`;
}

function zsh(flags: readonly Flag[]): string {
  const lines = flags.map((flag) => {
    const about = flag.description.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
    const names = namesOf(flag);
    const head = names.length > 1 ? `'(${names.join(' ')})'{${names.join(',')}}` : names.join('');
    return `  ${head}'[${about}]${zshValue(flag)}' \\\n`;
  });
  const columns = PANE_COLUMNS.map(
    ({ names, columnIds }) => `      (${names.join('|')}) columns=(${columnIds.join(' ')}) ;;\n`,
  );
  return `#compdef ntop
_ntop_columns() {
  local each
  local -a columns
  for each in ${USUAL_PANE} $words; do
    case $each in
${columns.join('')}    esac
  done
  compadd -a columns
}
_arguments -s \\
${lines.join('')}  '1:pane:(${FIRST_WORDS})' '2:recording:_files' '3:pane:(${PANE_NAMES})'
`;
}

function zshValue(flag: Flag): string {
  if (flag.argument === undefined) return '';
  return `${flag.bare ? '::' : ':'}${flag.argument}:${zshWords(flag)}`;
}

function zshWords(flag: Flag): string {
  if (takesColumns(flag)) return '_ntop_columns';
  if (flag.choices) return `(${flag.choices.join(' ')})`;
  if (flag.argument === 'FILE') return '_files';
  if (flag.argument === 'DIR') return '_files -/';
  return flag.long === 'user' ? '_users' : ' ';
}

function fish(flags: readonly Flag[]): string {
  const lines = flags.map((flag) => {
    const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
    return `complete -c ntop -l ${flag.long}${short}${fishValue(flag)} -d '${flag.description.replaceAll("'", "\\'")}'\n`;
  });
  const columns = PANE_COLUMNS.map(
    ({ names, columnIds }) => `      case ${names.join(' ')}\n        set columns ${columnIds.join(' ')}\n`,
  );
  return `function __ntop_columns
  set -l columns
  for each in ${USUAL_PANE} (commandline -opc)
    switch $each
${columns.join('')}    end
  end
  string join \\n $columns
end
complete -c ntop -f
complete -c ntop -n __fish_is_first_arg -a '${FIRST_WORDS}'
complete -c ntop -n '__fish_seen_subcommand_from ${WITH_FILES.join(' ')}' -F
${lines.join('')}`;
}

function fishValue(flag: Flag): string {
  if (takesColumns(flag)) return " -xa '(__ntop_columns)'";
  if (flag.choices) return ` -xa '${flag.choices.join(' ')}'`;
  if (flag.argument === 'FILE' || flag.argument === 'DIR') return ' -rF';
  return flag.argument ? ' -x' : '';
}

function namesOf(flag: Flag): string[] {
  return [...(flag.short === undefined ? [] : [`-${flag.short}`]), `--${flag.long}`];
}

function takesColumns({ argument, long }: Flag): boolean {
  return argument === 'COLUMN' || long === 'fields';
}
