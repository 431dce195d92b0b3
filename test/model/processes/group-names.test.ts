import { describe, expect, it } from 'vitest';
import { containerName } from '../../../src/model/processes/container.js';
import { groupName } from '../../../src/model/processes/group-names.js';
import { unitName } from '../../../src/model/processes/unit.js';

const ID = 'c0ffee'.padEnd(64, '0');

describe('the name of a control group', () => {
  it.each([
    ['/', '/', 'other', undefined],
    ['/system.slice', 'system.slice', 'slice', 'system.slice'],
    ['/system.slice/nginx.service', 'nginx.service', 'service', 'nginx.service'],
    ['/system.slice/nginx.service/worker', 'worker', 'other', undefined],
    ['/system.slice/dev-disk\\x2dby.mount', 'dev-disk-by.mount', 'other', 'dev-disk\\x2dby.mount'],
    ['/system.slice/_memory.stat.service', 'memory.stat.service', 'service', 'memory.stat.service'],
    [`/system.slice/docker-${ID}.scope`, 'c0ffee000000', 'container', `docker-${ID}.scope`],
    [`/docker/${ID}`, 'c0ffee000000', 'container', undefined],
    [`/docker/${ID}/system.slice/nginx.service`, 'nginx.service', 'service', undefined],
    [`/machine.slice/libpod-${ID}.scope/container`, 'container', 'other', undefined],
    [`/machine.slice/libpod-conmon-${ID}.scope`, `libpod-conmon-${ID}.scope`, 'scope', `libpod-conmon-${ID}.scope`],
    [
      `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podab_12.slice/cri-containerd-${ID}.scope`,
      'c0ffee000000',
      'container',
      `cri-containerd-${ID}.scope`,
    ],
    ['/kubepods.slice/kubepods-besteffort.slice', 'kubepods-besteffort.slice', 'slice', 'kubepods-besteffort.slice'],
    ['/kubepods/burstable/pod12', 'pod12', 'other', undefined],
    ['/lxc.payload.web', 'web', 'container', undefined],
    ['/lxc/ntop', 'ntop', 'container', undefined],
    ['/lxc.payload.web/system.slice/cron.service', 'cron.service', 'service', undefined],
    ['/machine.slice/systemd-nspawn@db.service', 'db', 'container', 'systemd-nspawn@db.service'],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope', 'session', 'session-3.scope'],
    ['/user.slice/user-1000.slice/user@1000.service', 'user@1000.service', 'service', 'user@1000.service'],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/dbus.service', 'dbus.service', 'service', undefined],
  ])('of %s is %s', (path, name, kind, systemUnit) => {
    expect(groupName(path)).toEqual({ name, kind, systemUnit });
  });

  it('is what the columns of its processes say', () => {
    for (const path of ['/system.slice/nginx.service', '/user.slice/user-1000.slice/session-3.scope', '/init.scope']) {
      expect(groupName(path).name).toBe(unitName(path));
    }
    for (const path of [`/docker/${ID}`, '/lxc.payload.web', '/machine.slice/machine-a\\x2db.scope']) {
      expect(groupName(path).name).toBe(containerName(path));
    }
  });

  it('is a text for whatever path there is', () => {
    for (const path of ['', '//', '/a//', 'x', '/\0', `/${'a'.repeat(9999)}`, '/lxc/', '/.service', '/_']) {
      expect(typeof groupName(path).name).toBe('string');
    }
  });
});
