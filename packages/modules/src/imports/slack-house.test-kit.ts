/** A small Slack export with everything in it: two channels, a private one, rounds of two and three, threads, edits, bots. */
const user = (id: string, name: string, rest: Record<string, unknown> = {}) => ({
  id,
  team_id: 'T1',
  name: name.toLowerCase(),
  real_name: name,
  tz: 'Asia/Shanghai',
  profile: { email: `${name.toLowerCase()}@old.example`, title: 'Engineer' },
  ...rest,
});

const users = [
  user('U1', 'Ann'),
  user('U2', 'Bo', { profile: { email: 'BO@old.example' } }),
  user('U3', 'Cem', { is_ultra_restricted: true }),
  user('U4', 'Dee', { deleted: true, profile: {} }),
  { id: 'UB', team_id: 'T1', name: 'ci', is_bot: true, profile: { real_name: 'CI' } },
];

const created = 1_600_000_000;
const lists = {
  'users.json': users,
  'channels.json': [
    {
      id: 'C1',
      name: 'general',
      created,
      creator: 'U1',
      members: ['U1', 'U2', 'U3', 'UB'],
      topic: { value: 'All of us' },
      purpose: { value: 'Talk' },
      pins: [{ id: '1600000100.000100', user: 'U2', created: 1_600_000_500 }],
    },
    { id: 'C2', name: 'old-plans', created, creator: 'U4', is_archived: true, members: [] },
  ],
  'groups.json': [{ id: 'G1', name: 'board', created, creator: 'U2', members: ['U1', 'U2'] }],
  'mpims.json': [{ id: 'G2', name: 'mpdm-ann--bo--cem-1', created, members: ['U1', 'U2', 'U3'] }],
  'dms.json': [{ id: 'D1', created, members: ['U1', 'U2'] }],
};

/** Seconds after the channel was made → Slack's timestamp. */
export const ts = (seconds: number): string => `${created + seconds}.000100`;
const said = (at: number, by: string, text: string, rest: Record<string, unknown> = {}) => ({
  type: 'message',
  ts: ts(at),
  user: by,
  text,
  ...rest,
});

export const generalDays: Record<string, unknown[]> = {
  '2020-09-13': [
    { ...said(1, 'U1', '<@U1> has joined the channel'), subtype: 'channel_join' },
    said(100, 'U1', 'Hello <@U2> and <!channel>, see <#C2|old-plans>', {
      reactions: [{ name: 'thumbsup', count: 2, users: ['U2', 'U3'] }],
    }),
    said(110, 'U2', 'fixed *words*', { edited: { user: 'U2', ts: ts(120) } }),
    said(200, 'U1', 'A question', { thread_ts: ts(200), reply_count: 2 }),
    said(210, 'U2', 'An answer', { thread_ts: ts(200) }),
    said(220, 'U3', 'Told to all', { thread_ts: ts(200), subtype: 'thread_broadcast', root: { ts: ts(200) } }),
    { type: 'message', subtype: 'bot_message', bot_id: 'B9', username: 'deploys', ts: ts(230), text: 'deployed' },
    said(240, 'U4', 'With a file', { files: [{ id: 'F1', name: 'plan_v2.pdf', mimetype: 'application/pdf', size: 120_000 }] }),
  ],
  '2020-09-14': [
    said(86_000, 'U9', 'I am in no list', { user_profile: { real_name: 'Ghost' } }),
    said(86_010, 'U1', 'waves', { subtype: 'me_message' }),
    { type: 'message', subtype: 'tombstone', ts: ts(86_020), user: 'USLACKBOT', text: 'This message was deleted.' },
    said(86_030, 'U2', 'A late answer', { thread_ts: ts(200) }),
    said(86_040, 'U1', 'The end'),
  ],
};

const others: Record<string, unknown[]> = {
  'board/2020-09-13.json': [said(300, 'U1', 'Secret plans')],
  'mpdm-ann--bo--cem-1/2020-09-13.json': [said(310, 'U3', 'The three of us')],
  'D1/2020-09-13.json': [said(320, 'U1', 'Only you'), said(330, 'U2', 'Only I')],
  'old-plans/2020-09-13.json': [said(340, 'U4', 'It was a plan')],
};

/** The files of the export; `days` of the channel #general. */
export function slackFiles(days = Object.keys(generalDays)): Record<string, string> {
  const files: Record<string, unknown> = { ...lists, ...others };
  for (const day of days) files[`general/${day}.json`] = generalDays[day];
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [name, JSON.stringify(value)]));
}
