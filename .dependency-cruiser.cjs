// Do not relax these rules. They are the house's walls; docs/decisions/ is the place to argue for another one.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

// Rules 1-3 and 8. The checked tree is the working directory, so that a test can plant violations in one of its own.
const orderFile = readFileSync(join(process.cwd(), 'packages/modules/src/order.ts'), 'utf8');
const list = /order\s*(?::[^=]+)?=\s*\[([^\]]*)\]/.exec(orderFile);
if (list === null) throw new Error('packages/modules/src/order.ts exports no list named order');
const rooms = [...list[1].matchAll(/'([a-z-]+)'/g)].map((match) => match[1]);

const rooms_ = 'packages/modules/src';
const tests = '\\.(test|test-kit)\\.tsx?$';
const own = (...names) => `^(${names.join('|')})/`;
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { pathNot: [from, ...allowed] },
});
const never = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { path: to },
});

const notAfter = rooms.flatMap((room, place) => {
  const later = rooms.slice(place + 1);
  const others = rooms.filter((other) => other !== room);
  return [
    ...(later.length > 0
      ? [
          never(
            `room-order-${room}`,
            `${room} is built before these rooms: it cannot call them`,
            `^${rooms_}/${room}/`,
            `^${rooms_}/(${later.join('|')})/`,
          ),
        ]
      : []),
    never(
      `room-door-${room}`,
      'a room is entered by its door, index.ts',
      `^${rooms_}/${room}/`,
      `^${rooms_}/(${others.join('|')})/(?!index\\.ts$)`,
    ),
    never(`room-windows-${room}`, 'windows read rooms; rooms do not know them', `^${rooms_}/${room}/`, `^${rooms_}/windows/`),
  ];
});

module.exports = {
  forbidden: [
    only('contract-alone', 'rule 1: contract imports only the schema library', own('packages/contract'), [
      '(^|/)node_modules/zod/',
    ]),
    only('ledger-alone', 'rule 1: ledger imports nothing', own('packages/ledger'), []),
    only('verify-ledger', 'verify depends on ledger alone', own('packages/verify'), [
      own('packages/ledger'),
      '^(node:)?(fs|fs/promises|path|util|crypto|zlib)$',
    ]),
    never(
      'platform-no-rooms',
      'rule 2: platform names no room',
      own('packages/platform'),
      own('packages/modules', 'packages/client', 'packages/ui', 'packages/dev', 'apps', 'bench'),
    ),
    never(
      'rooms-ground',
      'rule 2: a room imports contract, ledger, platform and earlier rooms',
      own('packages/modules'),
      own('packages/client', 'packages/ui', 'packages/dev', 'apps', 'bench'),
    ),
    ...notAfter,
    never('composer-doors', 'rooms are composed by their doors', `^${rooms_}/[^/]+\\.ts$`, `^${rooms_}/[^/]+/(?!index\\.ts$)`),
    never('windows-doors', 'windows use doors, too', `^${rooms_}/windows/`, `^${rooms_}/(?!windows/)[^/]+/(?!index\\.ts$)`),
    never(
      'front-ends',
      'rule 3: web and widget import client, contract, ledger and ui',
      own('apps/web', 'apps/widget'),
      own('packages/modules', 'packages/platform', 'packages/dev', 'apps/server', 'apps/cli', 'bench'),
    ),
    never(
      'client-apart',
      'the client runs in browsers: contract alone',
      own('packages/client', 'packages/ui'),
      own('packages/modules', 'packages/platform', 'packages/dev', 'apps', 'bench'),
    ),
    {
      name: 'dev-in-tests',
      comment: 'the test kit stays out of what is shipped',
      severity: 'error',
      from: { path: own('packages', 'apps'), pathNot: [tests, own('packages/dev')] },
      to: { path: own('packages/dev') },
    },
    { name: 'no-circular', comment: 'rule 8: no import cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|node:)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    parser: 'tsc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['rapport-source', 'import', 'module', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
