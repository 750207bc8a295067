import type { RecordedForm } from '@rapport/contract';

/** A line of a form as plain text, by the name of its part. */
export interface FormFact {
  name: string;
  text: string;
}

const told = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(told).join('\n');
  if (value !== null && typeof value === 'object')
    return Object.values(value)
      .filter((one) => one !== undefined && one !== '')
      .map(told)
      .join(' · ');
  return String(value);
};

/** What a form says, part by part: two versions are compared so. */
export function formFacts({ values, template: _, version: _v, late: _l, occurred, ...envelope }: RecordedForm): FormFact[] {
  const times = [occurred.from, occurred.to].filter((at) => at !== undefined).map((at) => new Date(at).toISOString());
  return [
    ...Object.entries(envelope).map(([name, value]) => ({ name, text: told(value) })),
    { name: 'when', text: times.join(' – ') },
    ...Object.entries(values).map(([name, value]) => ({ name: `field:${name}`, text: told(value) })),
  ];
}
