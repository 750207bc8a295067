/** How mail programs of many languages mark what they quote, and how they sign by themselves. */

const verbs =
  'wrote|writes|schrieb|schreibt|geschrieben|a écrit|écrit|escribió|escribio|escreveu|ha scritto|scrisse|skrev|schreef|geschreven|napisał(?:a|\\(a\\))?|написала?|пишет|писал|написав|пише|kirjoitti|写道|寫道|写到|のメール|님이 작성';
const ends = '\\s?[:：]?\\s?-*\\s?$';
/**
 * Patterns of lines that say who wrote. What they are tried on is the sender's: each reads a line once for each of few places, never for each two of
 * them, so no two parts that may be long stand beside one another and take the same letters.
 */
const patterns: readonly RegExp[] = [
  // On Mon, 1 Feb 2016, at 4:58, Some One wrote:
  new RegExp(
    `^(?:-{2,}\\s?)?(?:on|at|le|am|den|op|il|el|em|dnia|dne|på|pe|w dniu|在|于|於)\\s?(?=.*\\d).{4,300}(?:${verbs})${ends}`,
    'i',
  ),
  // Am 3.2.2016 schrieb Max <max@example.org>:
  new RegExp(`^(?:am|den|op|il|le|el)\\s(?=.*\\d).{2,120}\\s(?:${verbs}|heeft)\\s.{1,200}[:：]$`, 'i'),
  // Some One <someone@example.org> wrote:
  new RegExp(`[^\\s<>]@[^\\s<>@]+>?(?:[\\s<>][^@]{0,60})?\\s(?:${verbs})${ends}`, 'i'),
  new RegExp(`.[^\\s<>]@[^\\s<>@]+>?\\s(?:${verbs})\\s(?:am|op|den|el|le|il)\\s.{4,80}[:：]$`, 'i'),
  // понедельник, 6 октября 2014 г. пользователь lidel написал:
  new RegExp(`^.{0,160}\\b(?:19|20)\\d\\d\\b.{0,120}\\s(?:${verbs})\\s?[:：]$`, 'i'),
  // 2016-03-03 17:21 GMT+01:00 Some One <someone@example.org>:
  /^\d{4}-\d\d-\d\d \d\d:\d\d (?:gmt|utc)?[+-]\d\d:?\d\d .{1,200}$/i,
  /^\d{4}[/.-]\d{1,2}[/.-]\d{1,2} .{0,120}<[^\s<>@]+@[^\s<>@]+>\s?[:：]?$/,
  // -----Original Message-----
  /^[-_*\s]{2,}(?:original message|originalnachricht|ursprüngliche nachricht|mensaje original|message d['’]origine|message original|mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|оригинальное сообщение|исходное сообщение|原始邮件|原邮件|原始訊息|原始郵件|回复的原邮件|forwarded message|weitergeleitete nachricht|message transféré|转发的?邮件|轉寄郵件|转发邮件信息)/i,
  /^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|下面是被转发的邮件|开始转发邮件)\s*[:：]/i,
];

/** Whether lines read together say who wrote what follows. */
export function isAttribution(text: string): boolean {
  if (text.length > 500) return false;
  const line = text.replace(/\s+/g, ' ');
  return patterns.some((pattern) => pattern.test(line));
}

/** Lines that an attribution surely begins with. */
export const surelyBegins = (line: string): boolean =>
  /^(?:on|at|le|am|den|op|il|el|em|dnia|dne|på|pe|w dniu|在|于|於|\d{4}-|\d{1,2}\s)\b.*\d/i.test(line);

/** Line with which an attribution may begin that is broken over several. */
export const mayBegin = (line: string): boolean => /\d|@|<$|(?:on|le|am|den|op|il|el|em)\s/i.test(line);

const senders = 'from|von|de|da|van|från|fra|od|от|від|发件人|寄件者|寄件人|差出人|보낸 사람|lähettäjä';
const others =
  'sent|date|to|cc|subject|reply-to|gesendet|datum|an|kopie|betreff|antwort an|envoyé|date|à|objet|répondre à|enviado|fecha|para|asunto|data|assunto|inviato|a|oggetto|risposta|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|дата|кому|тема|发送时间|日期|收件人|主题|抄送|寄件日期|主旨|收件者|送信日時|宛先|件名|보낸 날짜|받는 사람|제목';
const field = (names: string): RegExp => new RegExp(`^[\\s>]*\\*?(?:${names})\\s?[:：]\\*?(?=\\s|$|[^/])`, 'i');
const senderField = field(senders);
const anyField = field(`${senders}|${others}`);

/** How many lines from here are the head of an older mail (From, Sent, To, Subject in any order); 0 when they are none. */
export function headLength(lines: readonly string[], at: number): number {
  if (!anyField.test(lines[at] ?? '')) return 0;
  let fields = 0;
  let named = false;
  let end = at;
  for (let place = at; place < Math.min(lines.length, at + 14); place++) {
    const line = lines[place]!;
    if (anyField.test(line)) {
      fields += 1;
      named ||= senderField.test(line);
      end = place + 1;
    } else if (line.trim() === '' && fields > 1) break;
    else if (place - end >= 2) break;
  }
  return fields >= 3 && named ? end - at : 0;
}

export const isQuote = (line: string): boolean => /^\s*(?:[A-Z]{1,3}>|>|\|(?:\s|$))/.test(line);
/** Lines of strokes: what stands below is a signature or another mail. */
export const isDelimiter = (line: string): boolean => /^\s*(?:ᐧ|—|[-_=*#~+]{2,})\s*$/.test(line);
export const isFence = (line: string): boolean => /^\s*(?:```|~~~\w)/.test(line);

const signatures: readonly RegExp[] = [
  /^[\s(<*_[]*sent (?:from|with|via|by)\b/i,
  /^[\s(<*_[]*(?:get|获取|取得) .{0,3}outlook for\b/i,
  /^\s*from my \w+/i,
  /^\s*[\w ]{0,20}from mobile\s*$/i,
  /^\s*(?:envoyé (?:depuis|de|à partir)|inviato da|enviado (?:desde|do|de)|verzonden (?:met|vanaf|vanuit)|skickat från|sendt fra|gesendet (?:mit|von)|wysłan[eo] z|отправлено (?:с|из)|lähetetty)/i,
  /^\s*(?:von meinem .{1,40} gesendet|diese nachricht wurde von .{1,80} gesendet)/i,
  /^\s*(?:发自|發自|发送自|發送自|来自我的|來自我的|从我的.{1,20}发送|從我的.{1,20}傳送|.{1,20}から送信)/,
];
/** What a device or a program writes below a mail by itself. */
export const isSignature = (line: string): boolean => line.length <= 160 && signatures.some((pattern) => pattern.test(line));
