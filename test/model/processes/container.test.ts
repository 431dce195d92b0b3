import { expect, it } from 'vitest';
import { containerName } from '../../../src/model/processes/container.js';

const ID = '0123456789abcdef'.repeat(4);
const SHORT = ID.slice(0, 12);

it.each([
  ['Docker', `/docker/${ID}`, SHORT],
  ['Docker under systemd', `/system.slice/docker-${ID}.scope`, SHORT],
  ['Docker in Docker', `/docker/${'f'.repeat(64)}/docker/${ID}/init`, SHORT],
  ['Podman', `/machine.slice/libpod-${ID}.scope/container`, SHORT],
  ['rootless Podman', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`, SHORT],
  ['containerd', `/kubepods.slice/kubepods-pod9.slice/cri-containerd-${ID}.scope`, SHORT],
  ['CRI-O', `/kubepods.slice/kubepods-pod9.slice/crio-${ID}.scope`, SHORT],
  ['Kubernetes with cgroupfs', `/kubepods/besteffort/pod1b2c/${ID}`, SHORT],
  ['LXC', '/lxc.payload.web/init.scope', 'web'],
  ['old LXC', '/lxc/web/init.scope', 'web'],
  ['systemd-nspawn', '/machine.slice/machine-web\\x2d1.scope/payload', 'web-1'],
  ['systemd-nspawn as a service', '/machine.slice/systemd-nspawn@web.service/payload', 'web'],
])('finds the container of %s', (_, cgroup, name) => {
  expect(containerName(cgroup)).toBe(name);
});

it.each([
  ['what is not read', ''],
  ['the root group', '/'],
  ['a session', '/user.slice/user-1000.slice/session-2.scope'],
  ['a service', '/system.slice/docker.service'],
  ["Podman's monitor", `/machine.slice/libpod-conmon-${ID}.scope`],
  ["LXC's monitor", '/lxc.monitor.web'],
  ['a short number', '/docker/0123'],
])('finds none in %s', (_, cgroup) => {
  expect(containerName(cgroup)).toBeUndefined();
});
