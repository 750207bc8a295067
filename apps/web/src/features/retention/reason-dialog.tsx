import { Button, Stack, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';

interface Props {
  title: string;
  /** What will happen, and what cannot be undone. */
  text: ReactNode;
  label: string;
  button: string;
  danger?: boolean;
  /** Further fields. */
  children?: ReactNode;
  /** Whether these are filled in. */
  ready?: boolean;
  /** What is done; what it throws is shown, and the dialog stays. */
  onSubmit(reason: string): Promise<unknown>;
  onClose(): void;
}

/** Says what an act will do, asks for the reason, and does it. */
export function ReasonDialog({ title, text, label, button, danger, children, ready = true, onSubmit, onClose }: Props) {
  const { act, busy } = useAct();
  const [reason, setReason] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await act(async () => {
      await onSubmit(reason.trim());
      return true;
    });
    if (done) onClose();
  };
  return (
    <Dialog onClose={onClose} title={title} size={520}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p>{text}</p>
          {children}
          <Textarea
            label={label}
            required
            data-autofocus
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={!ready || reason.trim() === ''} {...(danger ? { color: 'red' } : {})}>
              {button}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
