import { good, note, wrong } from './finding.ts';

/** Of accounts on channels. */
export const channelFindings = {
  'channels-good': good('channels', '{count} accounts, nothing waits', '{count}个账号，没有积压'),
  'channel-rests': wrong(
    'channels',
    ['“{name}” rests: its platform refused us ({code})', '“{name}”已暂停：对方平台拒绝了我们（{code}）'],
    [
      'check its credentials in the administration of channels; nothing is lost meanwhile',
      '在渠道管理中检查其凭据；期间的消息不会丢失',
    ],
  ),
  'channel-out-of-reach': wrong(
    'channels',
    ['“{name}” cannot be reached since {minutes} minutes ({code})', '“{name}”已连续{minutes}分钟无法连接（{code}）'],
    [
      'check it in the administration of channels, which says at which step it fails; it is tried again and again',
      '在渠道管理中检查，页面会指出出错的步骤；系统会不断重试',
    ],
  ),
  'channel-dead-letters': note(
    'channels',
    ['“{name}”: {count} messages came that could not be read', '“{name}”：{count}条来件无法读取'],
    ['look at them in the administration of channels; read them again or give them up', '在渠道管理中查看，重新读取或放弃'],
  ),
  'channel-behind': wrong(
    'channels',
    ['“{name}”: what came {minutes} minutes ago is not read yet', '“{name}”：{minutes}分钟前的来件尚未读取'],
    ['look into the log of the server for the reason', '查看服务器日志中的原因'],
  ),
  'channel-outbox-behind': wrong(
    'channels',
    ['“{name}”: a message waits to go out since {minutes} minutes', '“{name}”：有消息等待发出已{minutes}分钟'],
    ['look at what is on its way in the administration of channels', '在渠道管理中查看待发消息'],
  ),
  'channel-failed': note(
    'channels',
    ['“{name}”: {count} messages failed in the last day', '“{name}”：最近一天有{count}条消息发送失败'],
    ['look at what is on its way in the administration of channels', '在渠道管理中查看待发消息'],
  ),
};
