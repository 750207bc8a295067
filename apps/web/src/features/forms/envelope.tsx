import { Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from '../../app/translation.tsx';
import { channels } from './channels.ts';
import { Lines, type Wrong } from './fields.tsx';
import type { Filling } from './filling.ts';
import { newKey } from './keys.ts';

type Part = 'goal' | 'place' | 'summary' | 'decisions' | 'actions';

interface Props {
  filling: Filling;
  /** Parts of the envelope that the template insists on. */
  insists: readonly Part[];
  wrong: Wrong;
  change(parts: Partial<Filling>): void;
}

/** What every record says first: what, when, where, what for. */
export function EnvelopeHead({ filling, insists, wrong, change }: Props) {
  const { t } = useTranslation('forms');
  const data = channels.map((value) => ({ value, label: t(value) }));
  return (
    <>
      <TextInput
        label={t('title')}
        required
        withAsterisk
        data-autofocus
        maxLength={200}
        value={filling.title}
        error={wrong.get('title')}
        onChange={(e) => change({ title: e.currentTarget.value })}
      />
      <div className="form-row">
        <TextInput
          label={t('when')}
          required
          withAsterisk
          type="datetime-local"
          value={filling.from}
          error={wrong.get('occurred/from')}
          onChange={(e) => change({ from: e.currentTarget.value })}
        />
        <TextInput
          label={t('until')}
          type="datetime-local"
          value={filling.to}
          error={wrong.get('occurred/to')}
          onChange={(e) => change({ to: e.currentTarget.value })}
        />
      </div>
      <div className="form-row">
        <TextInput
          label={t('place')}
          required={insists.includes('place')}
          withAsterisk={insists.includes('place')}
          maxLength={300}
          value={filling.place}
          error={wrong.get('place')}
          onChange={(e) => change({ place: e.currentTarget.value })}
        />
        <Select
          label={t('channel')}
          data={data}
          value={filling.channel || null}
          clearable
          error={wrong.get('channel')}
          onChange={(channel) => change({ channel: channel ?? '' })}
        />
      </div>
      <Textarea
        label={t('goal')}
        required={insists.includes('goal')}
        withAsterisk={insists.includes('goal')}
        autosize
        maxRows={6}
        maxLength={2000}
        value={filling.goal}
        error={wrong.get('goal')}
        onChange={(e) => change({ goal: e.currentTarget.value })}
      />
    </>
  );
}

/** What came of it. */
export function EnvelopeEnd({ filling, insists, wrong, change }: Props) {
  const { t } = useTranslation('forms');
  return (
    <>
      <Textarea
        label={t('summary')}
        required={insists.includes('summary')}
        withAsterisk={insists.includes('summary')}
        autosize
        minRows={3}
        maxRows={16}
        maxLength={20_000}
        value={filling.summary}
        error={wrong.get('summary')}
        onChange={(e) => change({ summary: e.currentTarget.value })}
      />
      <Decisions filling={filling} wrong={wrong} change={change} />
      <Tasks filling={filling} wrong={wrong} change={change} />
    </>
  );
}

function Decisions({ filling: { decisions }, wrong, change }: Omit<Props, 'insists'>) {
  const { t } = useTranslation('forms');
  return (
    <Lines
      what={t('decisions')}
      add={t('addDecision')}
      error={wrong.get('decisions')}
      count={decisions.length}
      full={decisions.length >= 100}
      keyOf={(i) => decisions[i]!.key}
      onAdd={() => change({ decisions: [...decisions, { key: newKey(), text: '' }] })}
      onRemove={(i) => change({ decisions: decisions.toSpliced(i, 1) })}
      line={(i) => (
        <TextInput
          className="grow"
          aria-label={t('lineOf', { what: t('decision'), n: i + 1 })}
          maxLength={2000}
          value={decisions[i]!.text}
          error={wrong.get(`decisions/${i}`)}
          onChange={(e) => change({ decisions: decisions.with(i, { ...decisions[i]!, text: e.currentTarget.value }) })}
        />
      )}
    />
  );
}

function Tasks({ filling: { actions }, wrong, change }: Omit<Props, 'insists'>) {
  const { t } = useTranslation('forms');
  const set = (i: number, part: Partial<Filling['actions'][number]>): void =>
    change({ actions: actions.with(i, { ...actions[i]!, ...part }) });
  return (
    <Lines
      what={t('actions')}
      add={t('addAction')}
      error={wrong.get('actions')}
      count={actions.length}
      full={actions.length >= 100}
      keyOf={(i) => actions[i]!.key}
      onAdd={() => change({ actions: [...actions, { key: newKey(), what: '', owner: '', due: '' }] })}
      onRemove={(i) => change({ actions: actions.toSpliced(i, 1) })}
      line={(i) => (
        <div className="form-row">
          <TextInput
            label={t('what')}
            maxLength={1000}
            value={actions[i]!.what}
            error={wrong.get(`actions/${i}/what`)}
            onChange={(e) => set(i, { what: e.currentTarget.value })}
          />
          <TextInput
            label={t('owner')}
            maxLength={120}
            value={actions[i]!.owner}
            error={wrong.get(`actions/${i}/owner`)}
            onChange={(e) => set(i, { owner: e.currentTarget.value })}
          />
          <TextInput
            label={t('due')}
            type="date"
            value={actions[i]!.due}
            error={wrong.get(`actions/${i}/due`)}
            onChange={(e) => set(i, { due: e.currentTarget.value })}
          />
        </div>
      )}
    />
  );
}
