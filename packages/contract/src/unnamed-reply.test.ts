import { expect, it } from 'vitest';
import { withoutName } from './unnamed-reply.ts';

it('texts to somebody without a name read well in Chinese', () => {
  const cases: Record<string, string> = {
    '{{contact.name}}您好，我是{{agent.name}}。': '您好，我是{{agent.name}}。',
    '{{ contact.name }} 您好！': '您好！',
    '{{contact.name}}，您好：': '您好：',
    '你好，{{contact.name}}': '你好',
    '您好{{contact.name}}，请问': '您好，请问',
    '尊敬的{{contact.name}}：\n您好！': '尊敬的客户：\n您好！',
    '{{contact.name}}：\n已发货。': '您好：\n已发货。',
    '已把{{contact.name}}的资料转给同事。': '已把您的资料转给同事。',
    '感谢{{contact.name}}！': '感谢！',
    今天发货: '今天发货',
  };
  for (const [text, said] of Object.entries(cases)) expect(withoutName(text, 'zh')).toBe(said);
});

it('and in English', () => {
  const cases: Record<string, string> = {
    'Hello {{contact.name}}.': 'Hello.',
    'Hi, {{contact.name}}! It left.': 'Hi! It left.',
    'Dear {{contact.name}},\nthank you.': 'Dear customer,\nthank you.',
    '{{contact.name}}, it left today.': 'Hello, it left today.',
    'It is in {{contact.name}}’s hands; we wrote to {{Contact.Name}}.': 'It is in your hands; we wrote to you.',
  };
  for (const [text, said] of Object.entries(cases)) expect(withoutName(text, 'en')).toBe(said);
});
