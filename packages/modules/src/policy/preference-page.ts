import type { CapLimit, ConsentPurpose } from '@rapport/contract';
import { type PageLanguage, plainPages, safeText } from '@rapport/platform';

/** How often a contact may wish to hear of us; `usual` is as the organization has it. */
export const rhythms: Readonly<Record<string, CapLimit | null>> = {
  usual: null,
  day: { most: 1, hours: 24 },
  week: { most: 1, hours: 168 },
  month: { most: 1, hours: 720 },
  quarter: { most: 1, hours: 2_160 },
};

/** The rhythm that a wish is. */
export const rhythmOf = (wish: CapLimit | null): string =>
  Object.entries(rhythms).find(([, one]) => one?.hours === wish?.hours && one?.most === wish?.most)?.[0] ?? 'usual';

export interface ChannelChoices {
  channel: string;
  given: Record<ConsentPurpose, boolean>;
  rhythm: string;
}

export interface PreferencePage {
  language: PageLanguage;
  organization: string;
  channels: readonly ChannelChoices[];
  /** The channel of the message that the link was in. */
  here?: string | undefined;
  /** What was done, told above the form. */
  told?: 'saved' | 'stopped-here' | 'stopped-all' | undefined;
}

const words = {
  en: {
    title: (name: string) => `How may ${name} write to you?`,
    lead: 'Choose what you would like to hear of, where, and how often. You can change it at any time.',
    exempt: 'Answers to your own messages, and messages about your own orders, appointments and contracts, still reach you.',
    none: 'There is no channel on which anything could be sent to you.',
    purposes: { marketing: 'Offers and news', survey: 'Questions about how satisfied you are' },
    often: 'How often',
    rhythms: {
      usual: 'As usual',
      day: 'At most once a day',
      week: 'At most once a week',
      month: 'At most once a month',
      quarter: 'At most once in three months',
    } as Record<string, string>,
    save: 'Save my choices',
    stopHere: (channel: string) => `No more offers or surveys by ${channel}`,
    stopAll: 'No more offers or surveys at all',
    told: {
      saved: 'Your choices are saved.',
      'stopped-here': 'You will get no more offers or surveys this way.',
      'stopped-all': 'You will get no more offers or surveys.',
    },
    gone: 'This link is not valid',
    goneWhy: 'It may have been cut off on its way. Open it again from the message, or answer the message with STOP.',
    channels: {
      email: 'email',
      sms: 'text message',
      wechat: 'WeChat',
      wecom: 'WeCom',
      web: 'chat on our website',
      phone: 'phone',
      letter: 'letter',
      visit: 'visit',
      fax: 'fax',
    } as Record<string, string>,
  },
  'zh-CN': {
    title: (name: string) => `${name}可以怎样联系您？`,
    lead: '请选择愿意接收的内容、渠道和频率，随时可以更改。',
    exempt: '对您来信的答复，以及与您本人的订单、预约、合同有关的通知，仍会照常发送。',
    none: '目前没有可以联系到您的渠道。',
    purposes: { marketing: '优惠和资讯', survey: '满意度调查' },
    often: '频率',
    rhythms: {
      usual: '按一般安排',
      day: '每天最多一次',
      week: '每周最多一次',
      month: '每月最多一次',
      quarter: '每三个月最多一次',
    } as Record<string, string>,
    save: '保存选择',
    stopHere: (channel: string) => `不再通过${channel}接收优惠和调查`,
    stopAll: '不再接收任何优惠和调查',
    told: {
      saved: '已保存您的选择。',
      'stopped-here': '今后不再通过这个渠道向您发送优惠和调查。',
      'stopped-all': '今后不再向您发送优惠和调查。',
    },
    gone: '链接无效',
    goneWhy: '链接可能不完整。请从原消息中重新打开，或直接回复“退订”。',
    channels: {
      email: '电子邮件',
      sms: '短信',
      wechat: '微信',
      wecom: '企业微信',
      web: '网站在线客服',
      phone: '电话',
      letter: '信件',
      visit: '上门拜访',
      fax: '传真',
    } as Record<string, string>,
  },
};

const { page: frame, send } = plainPages(`
fieldset{border:1px solid var(--line);border-radius:.75rem;background:var(--card);margin:1rem 0;padding:.5rem 1.25rem 1.25rem;min-width:0}
legend{font-weight:600;padding:0 .4rem;margin-left:-.4rem}
legend::first-letter{text-transform:uppercase}
label{display:flex;gap:.75rem;align-items:center;min-height:2.75rem}
label.often{justify-content:space-between;flex-wrap:wrap;border-top:1px solid var(--line);margin-top:.5rem;padding-top:.75rem}
input{width:1.25rem;height:1.25rem;accent-color:var(--mark);flex:none}
select{font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:.5rem;padding:.4rem .6rem;min-height:2.75rem;max-width:100%}
`);
export const sendPage = send;

function fieldset(say: (typeof words)['en'], { channel, given, rhythm }: ChannelChoices): string {
  const tick = (purpose: ConsentPurpose): string =>
    `<label><input type="checkbox" name="${purpose}.${safeText(channel)}" value="1"${given[purpose] ? ' checked' : ''}>${say.purposes[purpose]}</label>`;
  const options = Object.keys(rhythms).map(
    (one) => `<option value="${one}"${one === rhythm ? ' selected' : ''}>${say.rhythms[one]}</option>`,
  );
  return `<fieldset><legend>${safeText(say.channels[channel] ?? channel)}</legend>${tick('marketing')}${tick('survey')}<label class="often">${say.often}<select name="often.${safeText(channel)}">${options.join('')}</select></label></fieldset>`;
}

/** The page on which a contact chooses: plain HTML, without a script. */
export function preferencePage({ language, organization, channels, here, told }: PreferencePage): string {
  const say = words[language];
  const done = told ? `<p class="told" role="status">${say.told[told]}</p>` : '';
  const stopHere =
    here && !told?.startsWith('stopped')
      ? `<form method="post"><button name="stop" value="here">${safeText(say.stopHere(say.channels[here] ?? here))}</button></form>`
      : '';
  const form =
    channels.length === 0
      ? `<p>${say.none}</p>`
      : `<form method="post"><input type="hidden" name="choices" value="1">${channels.map((one) => fieldset(say, one)).join('')}<button class="first">${say.save}</button></form>`;
  const stopAll = `<form method="post"><button name="stop" value="all">${say.stopAll}</button></form>`;
  const body = `${done}<p>${say.lead}</p>${stopHere}${form}${stopAll}<p class="soft">${say.exempt}</p>`;
  return frame(language, say.title(organization), body);
}

/** For a link that we did not sign. */
export const strangeLinkPage = (language: PageLanguage): string =>
  frame(language, words[language].gone, `<p>${words[language].goneWhy}</p>`);
