/** The emoji people use at work, with words to find them by: emoji, English, 中文, pinyin. The first word is its name, or all up to a comma. */
const list = `
👍 thumbs up, yes ok good +1|赞 好 同意|zan hao tongyi
👌 ok fine|好的 没问题|haode meiwenti
🙏 thanks please pray|谢谢 拜托 感谢|xiexie baituo ganxie
👏 clap applause|鼓掌 厉害|guzhang lihai
💪 strong effort|加油 努力|jiayou nuli
🤝 handshake deal|握手 合作|woshou hezuo
🙌 hooray|万岁 太好了|wansui taihaole
👋 hello bye wave|你好 再见|nihao zaijian
✌️ victory peace|胜利 耶|shengli ye
🤞 fingers crossed,|希望 好运|xiwang haoyun
👎 thumbs down, no -1|不好 反对|buhao fandui
👀 eyes look|看 围观 关注|kan weiguan guanzhu
✅ done check tick|完成 已办|wancheng yiban
❌ no cross x|不行 错误|buxing cuowu
❓ question|问题 疑问|wenti yiwen
❗ exclamation important|注意 重要|zhuyi zhongyao
⚠️ warning|警告 小心|jinggao xiaoxin
🔥 fire hot|火 热门|huo remen
⭐ star|星 收藏|xing shoucang
💯 hundred perfect 100|满分 完美|manfen wanmei
🎉 party tada congratulations|庆祝 恭喜|qingzhu gongxi
🎊 confetti|庆祝 撒花|qingzhu sahua
🎂 cake birthday|生日 蛋糕|shengri dangao
🎁 gift present|礼物|liwu
🚀 rocket launch|上线 火箭 起飞|shangxian huojian qifei
💡 idea bulb|主意 灵感|zhuyi linggan
📌 pin|置顶 图钉|zhiding tuding
📎 clip|附件 回形针|fujian huixingzhen
📝 note memo|笔记 记录|biji jilu
📅 calendar date|日历 日期|rili riqi
⏰ alarm clock,|闹钟 提醒|naozhong tixing
⏳ hourglass waiting|等待 沙漏|dengdai shalou
📈 chart up, growth|增长 上涨|zengzhang shangzhang
📉 chart down,|下降 下跌|xiajiang xiadie
💰 money|钱 预算|qian yusuan
🧧 red envelope,|红包|hongbao
🔒 lock|锁 保密|suo baomi
🔗 link|链接|lianjie
🔍 search|搜索 查找|sousuo chazhao
🛠️ tools fix|修理 工具|xiuli gongju
🐛 bug|缺陷 虫子|quexian chongzi
😀 smile happy|笑 开心|xiao kaixin
😄 grin|大笑 高兴|daxiao gaoxing
😂 joy tears laugh|笑哭|xiaoku
🤣 rofl|笑翻|xiaofan
😊 blush pleased|微笑 害羞|weixiao haixiu
🙂 slight smile,|微笑 呵呵|weixiao hehe
😉 wink|眨眼|zhayan
😍 love eyes,|喜欢 花痴|xihuan huachi
🥰 adore|喜爱|xiai
😘 kiss|亲亲|qinqin
😎 cool|酷|ku
🤩 star struck,|崇拜|chongbai
🥳 partying|庆祝|qingzhu
🤔 thinking|思考 想想|sikao xiangxiang
🤨 raised eyebrow,|疑惑|yihuo
😐 neutral|面无表情|mianwubiaoqing
😑 expressionless|无语|wuyu
🙄 roll eyes,|翻白眼|fanbaiyan
😅 sweat smile,|尴尬 汗|ganga han
😬 grimace|尴尬|ganga
😳 flushed|脸红|lianhong
😮 open mouth, surprised|惊讶|jingya
😱 scream|惊恐|jingkong
😢 cry sad|难过 哭|nanguo ku
😭 sob|大哭|daku
😤 huff|生气|shengqi
😡 angry|愤怒|fennu
🥺 pleading|求求 可怜|qiuqiu kelian
😴 sleep|睡觉|shuijiao
🥱 yawn tired|困 哈欠|kun haqian
🤒 sick|生病|shengbing
😷 mask|口罩|kouzhao
🤗 hug|拥抱|yongbao
🤭 giggle|偷笑|touxiao
🤫 hush quiet|安静 嘘|anjing xu
🫡 salute|敬礼 收到|jingli shoudao
🤦 facepalm|捂脸|wulian
🤷 shrug|无所谓 不知道|wusuowei buzhidao
🙋 raise hand,|举手 我来|jushou wolai
💁 info|说明|shuoming
🙇 bow sorry|鞠躬 抱歉|jugong baoqian
❤️ heart love|爱心|aixin
🧡 orange heart,|橙心|chengxin
💛 yellow heart,|黄心|huangxin
💚 green heart,|绿心|lvxin
💙 blue heart,|蓝心|lanxin
💔 broken heart,|心碎|xinsui
☕ coffee|咖啡|kafei
🍵 tea|茶|cha
🍜 noodles lunch|面条 午饭|miantiao wufan
🍚 rice meal|米饭 吃饭|mifan chifan
🍻 beer cheers|干杯 啤酒|ganbei pijiu
🌹 rose|玫瑰|meigui
🌞 sun|太阳 早|taiyang zao
🌙 moon night|月亮 晚安|yueliang wanan
🏃 run|跑 马上|pao mashang
🏠 home|家 居家|jia jujia
🚗 car on the way|开车 路上|kaiche lushang
✈️ plane travel|飞机 出差|feiji chuchai
➕ plus|加一|jiayi
`;

export interface Emoji {
  emoji: string;
  en: string;
  zh: string;
  pinyin: string;
  names: { en: string; zh: string };
}

export const emojiList: readonly Emoji[] = list
  .trim()
  .split('\n')
  .map((line) => {
    const space = line.indexOf(' ');
    const [en = '', zh = '', pinyin = ''] = line.slice(space + 1).split('|');
    const name = /^[^,]+(?=,)|^\S+/.exec(en)?.[0] ?? '';
    return { emoji: line.slice(0, space), en: en.replace(',', ''), zh, pinyin, names: { en: name, zh: zh.split(' ')[0] ?? '' } };
  });

export const quickReactions: readonly string[] = ['👍', '🙏', '✅', '😄', '🎉', '👀'];

/** Emoji whose words begin with what was typed, in either language or in pinyin. */
export function findEmoji(typed: string): readonly Emoji[] {
  const query = typed.trim().toLowerCase();
  if (query === '') return emojiList;
  const begins = (words: string): boolean => words.split(' ').some((word) => word.startsWith(query));
  return emojiList.filter((e) => e.emoji === query || begins(e.en) || begins(e.pinyin) || e.zh.includes(query));
}
