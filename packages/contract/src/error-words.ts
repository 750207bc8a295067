/**
 * The words that actions put into errors (`what`, `reason`, `quota`), as Chinese readers see them. Actions name them in English,
 * the catalogue's own language; a test finds those that are missing here.
 */
const words: Record<string, string> = {
  // what
  body: '请求内容',
  bot: '机器人',
  conversation: '会话',
  department: '部门',
  email: '邮箱',
  file: '文件',
  folder: '文件夹',
  grant: '授权',
  invitation: '邀请',
  member: '成员',
  message: '消息',
  record: '记录',
  organization: '组织',
  owner: '所有者',
  page: '页面',
  picture: '图片',
  role: '角色',
  'scheduled message': '定时消息',
  'second factor': '两步验证',
  session: '登录会话',
  template: '记录模板',
  text: '文字',
  token: '令牌',
  topic: '话题',
  user: '用户',
  // reason
  'a built-in template stays as it is: copy it': '内置模板不能修改，请复制一份',
  'a form record changes by its form': '表单记录要通过表单更正',
  'a record keeps its template': '记录不能更换模板',
  'no form record': '这条消息不是表单记录',
  'no such messages': '没有这样的消息',
  'stays empty beside a form': '有表单时正文要留空',
  'the template was changed': '模板已被他人修改',
  'the template was put away': '该模板已停用',
  'is still to come': '时间还没有到',
  'a bot has no base role': '机器人没有基本角色',
  'a built-in role keeps its name': '内置角色不能改名',
  'a built-in role stays': '内置角色不能删除',
  'a department cannot lie in itself': '部门不能放在自己下面',
  'a direct conversation has fixed members': '单聊的成员是固定的',
  'a guest owns no group': '外部用户不能成为群组所有者',
  'a folder needs a name': '文件夹需要名称',
  'a note is private': '笔记只能私密',
  'a number of bytes': '应为字节数',
  'a span ends after it begins': '结束时间要晚于开始时间',
  'a topic conversation has fixed members': '话题的成员随所在会话',
  'a topic has no topics of its own': '话题里不能再开话题',
  'at most 200 characters': '最多 200 个字符',
  'at most a year ahead': '最多提前一年',
  'begin again': '请重新开始',
  'built-in roles are set on the person': '内置角色在人员资料里设置',
  'call this over a socket': '请通过实时连接调用',
  'choose a time to come': '请选择将来的时间',
  'control-characters': '含有控制字符',
  'given for all scopes but the organization': '除整个组织外都要指明范围',
  'guests are isolated from the directory': '访客与通讯录隔离',
  'half a surrogate pair': '含有不完整的字符',
  'invisible-characters': '含有不可见字符',
  'nobody is their own manager': '不能做自己的上级',
  'not a cursor': '不是有效的翻页标记',
  'not a known time zone': '不认识的时区',
  'not storable': '无法保存的内容',
  'nul-character': '含有空字符',
  'one for each message': '每条消息各一个',
  'one owner must remain': '至少保留一位所有者',
  'pass the value of `next` unchanged': '请原样传回 next 的值',
  'recall the message instead of emptying it': '要删掉内容请撤回消息',
  'a forward keeps its words': '转发的消息不能修改',
  'something refers to this file': '有内容正在使用这个文件',
  'the chain of managers would be a circle': '上级关系会成环',
  'the first request is still running': '第一次请求还在处理',
  'the last owner makes somebody else owner first': '最后一位所有者要先把所有者交给别人',
  'the message was changed': '消息已被修改',
  'the owner holds everything': '所有者拥有全部权限',
  'there is no second factor': '没有开启两步验证',
  'write something or attach a file': '请写点内容或添加文件',
};

/** Amounts: a number and what is counted. */
const units: Record<string, string> = {
  browsers: '个浏览器',
  emoji: '种表情',
  folders: '个文件夹',
  'Idempotency-Keys': '个 Idempotency-Key',
  'uploads under way': '个进行中的上传',
  min: '分钟',
  pins: '条置顶',
  'scheduled messages': '条定时消息',
  'urgent messages a day': '条紧急消息/天',
};

const unknownField = /^unknown field (.+)$/;
const amount = /^(\d+) (.+)$/;

/** A word of an error in Chinese; what is not known (names, figures, sentences of the validator) stays as it is. */
export function wordInChinese(value: string): string {
  const known = words[value];
  if (known) return known;
  const counted = amount.exec(value);
  if (counted && units[counted[2]!]) return `${counted[1]} ${units[counted[2]!]}`;
  const field = unknownField.exec(value);
  return field ? `未知字段 ${field[1]}` : value;
}

/** Whether a word has its Chinese: for the test that looks for missing ones. */
export const isTranslated = (value: string): boolean => wordInChinese(value) !== value;
