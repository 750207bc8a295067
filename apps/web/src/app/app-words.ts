import type { Words } from './words-of.ts';

export const app = {
  cancel: ['Cancel', '取消'],
  save: ['Save', '保存'],
  close: ['Close', '关闭'],
  back: ['Back', '返回'],
  retry: ['Try again', '重试'],
  more: ['More', '更多'],
  copied: ['Copied', '已复制'],
  copy: ['Copy', '复制'],
  loading: ['Loading', '正在加载'],
  loadMore: ['Show more', '显示更多'],
  guest: ['Guest', '外部'],
  guestHint: ['From outside the organization', '不属于本组织'],
  bot: ['Bot', '机器人'],
  you: ['you', '我'],
  unknownPerson: ['Someone', '未知用户'],
  deactivated: ['deactivated', '已停用'],
  unreachable: ['The server cannot be reached. Check your network and try again.', '连接不上服务器。请检查网络后重试。'],
  broke: [
    'Something in this page broke. What you sent is kept. Load the page again.',
    '页面出了点问题，已发送的内容都在。请重新加载页面。',
  ],
  reload: ['Load again', '重新加载'],
  notFoundTitle: ['There is nothing here', '这里什么也没有'],
  notFoundText: ['The link may be old, or you may not see what it points to.', '链接可能已失效，或者你无权查看。'],
  goHome: ['Go to my conversations', '回到我的会话'],
} as const satisfies Words;
