// Settings at the limits: as many hosts, networks and people as one deployment takes.
import example from '../../../infra/settings.example.json' with { type: 'json' };
import existing from './existing.json' with { type: 'json' };

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const user = (at: number) => `U0${String(at).padStart(9, '0')}`;

/** Fifty new hosts, 300 networks to connect from, 200 approvers and 120 operators. */
export function fiftyHosts(): object {
  return {
    ...example,
    name: 'fifty-hosts',
    account: '222233334444',
    network: { ...example.network, availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d'] },
    bastions: many(50, (at) => ({ kind: 'linux', name: `production-bastion-${at + 1}` })),
    access: { kind: 'role', allowedCidrs: many(300, (at) => `198.18.${at >> 1}.${(at & 1) << 7}/25`) },
    care: {
      ...example.care,
      playbooks: {
        source: {
          kind: 'github',
          owner: 'team',
          repository: 'playbooks',
          path: 'bastions',
          tokenParameter: '/team/token',
        },
      },
    },
    app: {
      ...example.app,
      APPROVER_USERS: many(200, user),
      OPERATORS: Object.fromEntries(many(120, (at) => [`operator-number-${at}@example.com`, user(1000 + at)])),
    },
  };
}

/** No list is long by itself, but all of them together are longer than the environment of a function. */
export function envEdge(): object {
  return {
    ...existing,
    name: 'env-edge',
    bastions: many(25, (at) => ({
      kind: 'existing',
      name: `production-host-${at + 1}`,
      id: `i-${String(at).padStart(17, '0')}`,
    })),
    access: { kind: 'existing', pinnedRoles: many(10, (at) => `TeamOperatorOfProduct${at}`) },
    app: {
      ...existing.app,
      APPROVER_USERS: many(60, user),
      AUDITOR_USERS: many(40, (at) => user(500 + at)),
      OPERATORS: Object.fromEntries(many(40, (at) => [`operator-${at}`, user(1000 + at)])),
    },
  };
}
