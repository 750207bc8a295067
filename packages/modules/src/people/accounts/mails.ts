import type { Language } from '@rapport/contract';
import type { Mail } from '@rapport/platform';

/** The mail that invites somebody. */
export function invitationMail(
  to: string,
  language: Language,
  m: { organization: string; by: string | null; link: string },
): Mail {
  return language === 'zh-CN'
    ? {
        to,
        subject: `${m.by ?? m.organization}邀请你加入${m.organization}`,
        text: `你好，\n\n${m.by ?? m.organization}邀请你加入“${m.organization}”的沟通平台。请打开下面的链接设置姓名和密码：\n\n${m.link}\n\n链接只能使用一次。如果你不认识邀请者，可以忽略这封邮件。\n`,
      }
    : {
        to,
        subject: `${m.by ?? m.organization} invites you to ${m.organization}`,
        text: `Hello,\n\n${m.by ?? m.organization} invites you to join ${m.organization}. Open this link to choose your name and password:\n\n${m.link}\n\nThe link works once. If you do not know who invites you, ignore this mail.\n`,
      };
}

/** The mail with a link to a new password. */
export function resetMail(to: string, language: Language, m: { organization: string; link: string }): Mail {
  return language === 'zh-CN'
    ? {
        to,
        subject: `重置你在${m.organization}的密码`,
        text: `你好，\n\n请在一小时内打开下面的链接设置新密码：\n\n${m.link}\n\n链接只能使用一次。如果不是你本人申请的，忽略即可，密码不会改变。\n`,
      }
    : {
        to,
        subject: `A new password for ${m.organization}`,
        text: `Hello,\n\nopen this link within an hour to choose a new password:\n\n${m.link}\n\nThe link works once. If you did not ask for it, ignore this mail: your password stays as it is.\n`,
      };
}
