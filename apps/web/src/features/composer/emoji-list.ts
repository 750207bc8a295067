/** The emoji people use at work, with words to find them by: emoji, English, 中文. */
const list = `
👍 thumbs up yes ok good|赞 好 同意
👌 ok fine|好的 没问题
🙏 thanks please|谢谢 拜托 感谢
👏 clap applause|鼓掌 厉害
💪 strong effort|加油 努力
🤝 handshake deal|握手 合作
🙌 hooray|万岁 太好了
👋 hello bye wave|你好 再见
✌️ victory peace|胜利 耶
🤞 fingers crossed|希望 好运
👎 thumbs down no|不好 反对
👀 eyes look|看 围观 关注
✅ done check|完成 已办
❌ no cross|不行 错误
❓ question|问题 疑问
❗ exclamation important|注意 重要
⚠️ warning|警告 小心
🔥 fire hot|火 热门
⭐ star|星 收藏
💯 hundred perfect|满分 完美
🎉 party congratulations|庆祝 恭喜
🎊 confetti|庆祝 撒花
🎂 cake birthday|生日 蛋糕
🎁 gift present|礼物
🚀 rocket launch|上线 火箭 起飞
💡 idea bulb|主意 灵感
📌 pin|置顶 图钉
📎 clip|附件 回形针
📝 note memo|笔记 记录
📅 calendar date|日历 日期
⏰ alarm clock|闹钟 提醒
⏳ hourglass waiting|等待 沙漏
📈 chart up growth|增长 上涨
📉 chart down|下降 下跌
💰 money|钱 预算
🧧 red envelope|红包
🔒 lock|锁 保密
🔗 link|链接
🔍 search|搜索 查找
🛠️ tools fix|修理 工具
🐛 bug|缺陷 虫子
😀 smile happy|笑 开心
😄 grin|大笑 高兴
😂 joy tears laugh|笑哭
🤣 rofl|笑翻
😊 blush pleased|微笑 害羞
🙂 slight smile|微笑 呵呵
😉 wink|眨眼
😍 love eyes|喜欢 花痴
🥰 adore|喜爱
😘 kiss|亲亲
😎 cool|酷
🤩 star struck|崇拜
🥳 partying|庆祝
🤔 thinking|思考 想想
🤨 raised eyebrow|疑惑
😐 neutral|面无表情
😑 expressionless|无语
🙄 roll eyes|翻白眼
😅 sweat smile|尴尬 汗
😬 grimace|尴尬
😳 flushed|脸红
😮 open mouth surprised|惊讶
😱 scream|惊恐
😢 cry sad|难过 哭
😭 sob|大哭
😤 huff|生气
😡 angry|愤怒
🥺 pleading|求求 可怜
😴 sleep|睡觉
🥱 yawn tired|困 哈欠
🤒 sick|生病
😷 mask|口罩
🤗 hug|拥抱
🤭 giggle|偷笑
🤫 hush quiet|安静 嘘
🫡 salute|敬礼 收到
🤦 facepalm|捂脸
🤷 shrug|无所谓 不知道
🙋 raise hand|举手 我来
💁 info|说明
🙇 bow sorry|鞠躬 抱歉
❤️ heart love|爱心
🧡 orange heart|橙心
💛 yellow heart|黄心
💚 green heart|绿心
💙 blue heart|蓝心
💔 broken heart|心碎
☕ coffee|咖啡
🍵 tea|茶
🍜 noodles lunch|面条 午饭
🍚 rice meal|米饭 吃饭
🍻 beer cheers|干杯 啤酒
🌹 rose|玫瑰
🌞 sun|太阳 早
🌙 moon night|月亮 晚安
🏃 run|跑 马上
🏠 home|家 居家
🚗 car on the way|开车 路上
✈️ plane travel|飞机 出差
➕ plus|加一
`;

export interface Emoji {
  emoji: string;
  en: string;
  zh: string;
}

export const emojiList: readonly Emoji[] = list
  .trim()
  .split('\n')
  .map((line) => {
    const space = line.indexOf(' ');
    const [en = '', zh = ''] = line.slice(space + 1).split('|');
    return { emoji: line.slice(0, space), en, zh };
  });

export const quickReactions: readonly string[] = ['👍', '🙏', '✅', '😄', '🎉', '👀'];

/** Emoji whose words begin with what was typed, in either language. */
export function findEmoji(typed: string): readonly Emoji[] {
  const query = typed.trim().toLowerCase();
  if (query === '') return emojiList;
  return emojiList.filter((e) => e.emoji === query || e.en.split(' ').some((w) => w.startsWith(query)) || e.zh.includes(query));
}
