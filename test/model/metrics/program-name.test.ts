import { describe, expect, it } from 'vitest';
import { groupLabel, programOf, unitOf } from '../../../src/model/metrics/program-name.js';

const ID = 'f00dfeedcafe0123456789abcdef0123456789abcdef0123456789abcdef0123';

describe('a program', () => {
  it.each([
    ['nginx', 'nginx'],
    ['worker-12', 'worker'],
    ['python3.11', 'python'],
    ['postgres', 'postgres'],
    ['php-fpm7.4', 'php-fpm'],
    ['a\u001b[2Jb\nc', 'a?[2Jb?c'],
    ['12345', 'other'],
    ['', 'other'],
    ['kernel', 'other'],
    ['other', 'other'],
  ])('is the name of a task without its trailing numbers: %j', (name, program) => {
    expect(programOf(name)).toBe(program);
  });
});

describe('a unit', () => {
  it.each([
    ['/system.slice/nginx.service', 'nginx.service'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@.service'],
    ['/user.slice/user-1000.slice/session-4.scope', 'session.scope'],
    ['/user.slice/user-1000.slice', 'user.slice'],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-4711.scope', 'app-firefox.scope'],
    ['/user.slice/user-1000.slice/user@1000.service/init.scope', 'init.scope'],
    ['/system.slice/run-u12.service', 'run.service'],
    ['/system.slice/run-r0123456789abcdef0123456789abcdef.scope', 'run.scope'],
    ['/system.slice/vte-spawn-d1f2a3b4-0001-4002-8003-0123456789ab.scope', 'vte-spawn.scope'],
    [`/system.slice/docker-${ID}.scope`, 'f00dfeedcafe'],
    ['/lxc.payload.web', 'web'],
    ['/lxc.payload.od\u202ed', 'od?d'],
    ['/', ''],
    ['', ''],
  ])('has no number of one instance, and no user: %j', (cgroup, unit) => {
    expect(unitOf(cgroup)).toBe(unit);
  });
});

describe('a control group', () => {
  it.each([
    ['/system.slice/nginx.service', 'nginx.service'],
    ['/system.slice/sshd@4-10.0.0.1:22-10.0.0.2:4711.service', 'sshd@.service'],
    [`/system.slice/docker-${ID}.scope`, 'f00dfeedcafe'],
    ['/system.slice', undefined],
    ['/user.slice/user-1000.slice/session-4.scope', undefined],
    ['/', undefined],
  ])('is named if it is a service, scope or container: %j', (path, label) => {
    expect(groupLabel(path)).toBe(label);
  });
});
