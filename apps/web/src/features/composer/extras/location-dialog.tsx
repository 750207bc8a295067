import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconCurrentLocation } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useWriting } from '../writing.ts';

type Figure = number | string;
const within = (value: Figure, most: number): value is number => typeof value === 'number' && Math.abs(value) <= most;

/** A place: where one is, or figures from elsewhere, under a name of one's own. Nothing is asked of any map. */
export function LocationDialog() {
  const { t } = useTranslation('composer');
  const client = useDoor();
  const { conversation, open, field } = useWriting();
  const [label, setLabel] = useState('');
  const [latitude, setLatitude] = useState<Figure>('');
  const [longitude, setLongitude] = useState<Figure>('');
  const [finding, setFinding] = useState<'no' | 'yes' | 'failed'>('no');
  const find = (): void => {
    setFinding('yes');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLatitude(Number(coords.latitude.toFixed(6)));
        setLongitude(Number(coords.longitude.toFixed(6)));
        setFinding('no');
      },
      () => setFinding('failed'),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const whole = within(latitude, 90) && within(longitude, 180);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!within(latitude, 90) || !within(longitude, 180)) return;
    client.send(conversation, { location: { latitude, longitude, ...(label.trim() ? { label: label.trim() } : {}) } });
    open(null);
    requestAnimationFrame(() => field.current?.focus());
  };
  return (
    <Dialog onClose={() => open(null)} title={t('locationTitle')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('locationName')}
            placeholder={t('locationExample')}
            value={label}
            maxLength={200}
            onChange={(e) => setLabel(e.currentTarget.value)}
            data-autofocus
          />
          <Group grow>
            <NumberInput
              label={t('latitude')}
              value={latitude}
              min={-90}
              max={90}
              decimalScale={6}
              hideControls
              onChange={setLatitude}
            />
            <NumberInput
              label={t('longitude')}
              value={longitude}
              min={-180}
              max={180}
              decimalScale={6}
              hideControls
              onChange={setLongitude}
            />
          </Group>
          <Button variant="light" leftSection={<IconCurrentLocation size={16} />} loading={finding === 'yes'} onClick={find}>
            {t('locationHere')}
          </Button>
          {finding === 'failed' && (
            <p role="alert" className="danger-text">
              {t('locationFailed')}
            </p>
          )}
          <DialogFoot onCancel={() => open(null)}>
            <Button type="submit" disabled={!whole}>
              {t('send')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
