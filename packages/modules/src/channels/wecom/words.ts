import { type Answer, inside, listOf, textOf } from '../wechat/vendor-api.ts';
import { bracketed, placeWords } from '../wechat/words.ts';

/** What people read of a message of 微信客服 that brings no bytes (document/path/94670). */
export function wordsOfMessage(message: Answer): string {
  const type = textOf(message, 'msgtype');
  const content = inside(message, type);
  const said = (...names: string[]): string[] => names.map((name) => textOf(content, name));
  switch (type) {
    case 'text':
      return textOf(content, 'content');
    case 'location':
      return placeWords('位置', said('name', 'address'), ...(said('latitude', 'longitude') as [string, string]));
    case 'link':
      return bracketed('链接', ...said('title', 'desc', 'url'));
    case 'business_card':
      return bracketed('名片', ...said('userid'));
    case 'miniprogram':
      return bracketed('小程序', ...said('title', 'pagepath'));
    case 'msgmenu':
      return bracketed('菜单', ...said('head_content'), ...listOf(content, 'list').map(labelOf), ...said('tail_content'));
    case 'channels_shop_product':
      return bracketed('视频号商品', ...said('title', 'sales_price', 'shop_nickname'));
    case 'channels_shop_order':
      return bracketed('视频号订单', ...said('order_id', 'product_titles', 'price_wording', 'state'));
    case 'channels':
      return bracketed('视频号', ...said('nickname', 'title'));
    case 'merged_msg':
      return bracketed('聊天记录', ...said('title'), ...listOf(content, 'item').map(lineOf));
    case 'note':
      return bracketed('笔记');
    default:
      return bracketed(`无法显示的消息：${type || '未知类型'}`);
  }
}

/** What one can tap in a menu, whichever kind it is. */
const labelOf = (entry: Answer): string =>
  ['click', 'view', 'miniprogram'].map((kind) => textOf(inside(entry, kind), 'content')).find((one) => one !== '') ?? '';

/** One line of a talk that was passed on; its content is JSON within JSON. */
function lineOf(item: Answer): string {
  try {
    const { text } = JSON.parse(textOf(item, 'msg_content')) as { text?: { content?: string } };
    return `${textOf(item, 'sender_name')}：${text?.content ?? `[${textOf(item, 'msgtype')}]`}`;
  } catch {
    return `${textOf(item, 'sender_name')}：[${textOf(item, 'msgtype')}]`;
  }
}
