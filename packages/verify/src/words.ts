import type { FindingCode, LogVerdict, Outcome, RecordState, StreamVerdict } from './verdict.ts';

/** Languages of what the verifier says. */
export type Language = 'en' | 'zh';
type Two = Readonly<Record<Language, string>>;
const two = (en: string, zh: string): Two => ({ en, zh });

export const stateWords: Readonly<Record<RecordState | 'untrusted', Two>> = {
  verified: two('VERIFIED', '已证实'),
  redacted: two('REDACTED', '已依规遮盖'),
  'partly-redacted': two('PARTLY SHOWN', '部分未出示'),
  erased: two('ERASED', '已依规删除'),
  gap: two('GAP', '缺失'),
  tampered: two('TAMPERED', '被篡改'),
  unproven: two('UNPROVEN', '无法证明'),
  untrusted: two('NOT TRUSTED', '不可信'),
};

/** Of what cannot be read; what exactly is wrong follows. */
export const troubleWords: Readonly<Record<'bundle' | 'policy', Two>> = {
  bundle: two('This is no bundle that can be checked: ', '这不是可以核验的证据包：'),
  policy: two('The policy cannot be read: ', '信任策略文件无法读取：'),
};

export const outcomeWords: Readonly<Record<Outcome, Two>> = {
  holds: two(
    'Everything holds: each record shown is the one that was recorded, and nothing in between is left out.',
    '全部成立：所示每条记录都与当时所记一致，中间没有遗漏。',
  ),
  tampered: two('TAMPERED: something in this bundle is not what was recorded.', '被篡改：包中有内容与当时所记不符。'),
  incomplete: two('INCOMPLETE: records are missing, or cannot be proved.', '不完整：有记录缺失或无法证明。'),
  untrusted: two(
    'NOT TRUSTED: nobody you trust has vouched for this. Give the policy you got from the house or its witness, not from this bundle.',
    '不可信：没有您信任的一方为此作证。请提供从该机构或见证方直接取得的信任策略，而不是包内自带的那份。',
  ),
  redacted: two('PARTLY SHOWN: what is shown holds; other parts are withheld.', '部分未出示：所示内容成立，另有部分内容未出示。'),
};

export const findingWords: Readonly<Record<FindingCode, Two>> = {
  'file-changed': two('the file is not the one that was packed', '文件与打包时不一致'),
  'file-missing': two('the file is missing', '文件缺失'),
  'file-added': two('the file was added', '文件是后来加入的'),
  'manifest-damaged': two('the list of files is damaged', '文件清单已损坏'),
  'checkpoint-damaged': two('the checkpoint cannot be read, or is of another log', '检查点无法读取，或属于另一本账'),
  'checkpoint-missing': two('its log has no checkpoint here', '所在记录链在包中没有检查点'),
  'signature-wrong': two('a signature is wrong', '签名不正确'),
  'key-unknown': two('no key you trust has signed the checkpoint', '检查点上没有您信任的签名'),
  'quorum-missed': two('too few of your witnesses have signed', '见证方签名不足'),
  'tile-missing': two('the proof is missing a tile', '证明缺少一块哈希'),
  'tile-changed': two('a tile is not that of the signed tree', '一块哈希与已签名的树不符'),
  'disclosure-damaged': two('the proofs cannot be read', '证明文件无法读取'),
  'records-damaged': two('the line of what was said is damaged or missing', '内容行已损坏或缺失'),
  'records-added': two('lines without a proof were added', '多出了没有证明的内容'),
  'stream-twice': two('the conversation stands twice', '同一会话出现了两次'),
  'leaf-damaged': two('the leaf cannot be read', '叶子无法读取'),
  'leaf-elsewhere': two('the leaf belongs to another place', '叶子属于别处'),
  'leaf-not-in-tree': two('the signed tree has another leaf there', '已签名的树在此处是另一片叶子'),
  'not-sequenced': two('it stood in no signed checkpoint yet', '尚未进入已签名的检查点'),
  'chain-broken': two('it does not follow on the record before', '与前一条记录接不上'),
  order: two('it stands in the wrong order, or twice', '次序不对，或重复出现'),
  gap: two('missing', '缺失'),
  'parts-changed': two('its list of parts is another', '各部分的清单不符'),
  'part-changed': two('this part is not what was recorded', '此部分与当时所记不符'),
  'part-added': two('this part was never recorded', '此部分从未记录过'),
  'meta-contradicts': two('it contradicts its leaf', '与叶子自相矛盾'),
  redacted: two('parts are not shown, and no record says that they were taken out', '有部分未出示，也没有记录说明它们已被遮盖'),
  'taken-out': two('parts were taken out by authority; that is recorded', '部分内容已依规遮盖，遮盖本身有记录'),
  erased: two('its content was erased by authority; that is recorded', '内容已依规删除，删除本身有记录'),
  'tail-cut': two('the end of the conversation is missing', '会话末尾缺失'),
  'tail-open': two('nothing shows that the end is complete', '无从证明末尾没有遗漏'),
  'head-open': two('nothing shows that the beginning is complete', '无从证明开头没有遗漏'),
  'census-wrong': two('the census says otherwise', '与清点记录不符'),
  'neighbour-wrong': two('the neighbouring record does not bound this part', '相邻记录不能界定此段'),
};

export const logWords: Readonly<Record<LogVerdict['state'], Two>> = {
  trusted: two('signature good', '签名正确'),
  'unknown-key': two('signed by nobody you trust', '没有您信任的签名'),
  'quorum-missed': two('signature good, too few witnesses', '签名正确，但见证不足'),
  forged: two('a signature is WRONG', '签名错误'),
  damaged: two('cannot be read', '无法读取'),
};

export const completeWords: Readonly<Record<StreamVerdict['complete'], Two>> = {
  whole: two('whole, nothing left out', '完整，没有遗漏'),
  part: two('all of the time asked for', '所选时段内没有遗漏'),
  'tail-open': two('no gap, but nothing bounds the end', '中间无缺失，但末尾无从界定'),
  broken: two('NOT COMPLETE', '不完整'),
};

export const otherWords = {
  title: two('Rapport evidence bundle', 'Rapport证据包'),
  conversation: two('conversation', '会话'),
  ledger: two('the ledger itself', '记录链自身'),
  log: two('log', '记录链'),
  leaves: two('leaves', '片叶子'),
  records: two('records', '记录'),
  files: two('files', '文件'),
  numbers: two('events', '事件'),
  seenAt: two('as of', '截至'),
  more: two('more findings are not listed', '条结果未列出'),
  selfAttested: two(
    'Self-attested: only this house vouches for its log; no independent witness has signed.',
    '自证：只有该机构自己为记录链作证，没有独立见证方签名。',
  ),
  packed: two(
    'No policy was given: checked with the keys in the bundle, which whoever made it chose. That proves nothing about who made it.',
    '未提供信任策略：只用包内自带的密钥核对，而密钥由制作者自选，不能证明出自何人。',
  ),
  noPolicy: two('No policy was given, and the bundle has none.', '未提供信任策略，包内也没有。'),
  unproved: two(
    'Names of people and conversations (names.jsonl) and bundle.json are for reading; no proof covers them.',
    '人名、会话名（names.jsonl）和bundle.json仅供阅读，不在证明范围之内。',
  ),
} as const satisfies Record<string, Two>;
