import { describe, expect, it } from 'vitest';
import { unitName } from '../../../src/model/processes/unit.js';

describe('the systemd unit of a control group', () => {
  it.each([
    ['/system.slice/nginx.service', 'nginx.service'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-12.scope', 'app-firefox-12.scope'],
    ['/user.slice/user-1000.slice/user@1000.service/init.scope', 'init.scope'],
    ['/user.slice/user-1000.slice/user@1000.service', 'user@1000.service'],
    ['/system.slice/docker-0123.scope/init.scope', 'docker-0123.scope'],
    ['/system.slice/srv-data\\x2dold.mount', 'srv-data-old.mount'],
    ['/system.slice/_cgroup.service', 'cgroup.service'],
    ['/init.scope', 'init.scope'],
    ['/system.slice', 'system.slice'],
    ['/machine.slice/payload', 'machine.slice'],
  ])('of %s is %s', (cgroup, unit) => {
    expect(unitName(cgroup)).toBe(unit);
  });

  it('is not what a process names a group below its own unit', () => {
    expect(unitName('/system.slice/build.service/fake/sshd.service')).toBe('build.service');
  });

  it.each(['', '/', '/docker/0123', '/kubepods/burstable/pod1', '/a b.service', '/x\x1b[2J.service'])(
    'is none in %j',
    (cgroup) => {
      expect(unitName(cgroup)).toBeUndefined();
    },
  );
});
