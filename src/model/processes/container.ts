const ID_LENGTH = 12;

/**
 * The parts of a control group's path that name a container, by name or long ID; the innermost wins. The monitor
 * processes of Podman, CRI-O and LXC are outside of their containers.
 */
const PATTERNS: readonly RegExp[] = [
  // docker-ID.scope, libpod-ID.scope, cri-containerd-ID.scope, crio-ID.scope, /docker/ID, /kubepods/…/ID
  /^(?:(?!.*conmon)[\w-]+-)?([0-9a-f]{64})(?:\.scope)?$/,
  // /lxc.payload.NAME
  /^lxc\.payload\.(.+)$/,
  // /machine.slice/machine-NAME.scope
  /^machine-(.+)\.scope$/,
  // systemd-nspawn@NAME.service
  /^systemd-nspawn@(.+)\.service$/,
];

/** The container of a control group: its name, or the first 12 digits of its ID; undefined if there is none. */
export function containerName(cgroup: string): string | undefined {
  const parts = cgroup.split('/');
  for (let index = parts.length - 1; index > 0; index--) {
    const name = nameAt(parts, index);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The same if the group itself is a container, not only in one. */
export function ownContainerName(cgroup: string): string | undefined {
  const parts = cgroup.split('/');
  return nameAt(parts, parts.length - 1);
}

function nameAt(parts: readonly string[], index: number): string | undefined {
  const name = nameIn(parts[index]) ?? (parts[index - 1] === 'lxc' ? parts[index] : undefined);
  return name ? unescapeName(/^[0-9a-f]{64}$/.test(name) ? name.slice(0, ID_LENGTH) : name) : undefined;
}

function nameIn(part: string): string | undefined {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(part);
    if (match !== null) return match[1];
  }
  return undefined;
}

/** systemd escapes a hyphen in a name as \x2d; see systemd.unit(5). */
export function unescapeName(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
