import { type File, filePaths } from '@rapport/contract';
import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { fitting, moved, type Place, zoomedAt } from './place.ts';

const shown = /^image\/(jpeg|png|webp|gif|avif)$/;
const wheelStep = 1.0015;

/** A picture to look into: wheel, pinch, double click, + and − zoom, dragging and Shift with arrow keys move. */
export function PictureView({ file }: { file: File }) {
  const { t } = useTranslation('files');
  const [place, setPlace] = useState<Place>(fitting);
  const box = useRef<HTMLDivElement>(null);
  const fingers = useFingers(setPlace, box);
  useWheel(box, setPlace);
  const zoom = (by: number): void => setPlace((old) => zoomedAt(old, by, { x: 0, y: 0 }));
  const onKey = (event: KeyboardEvent): void => {
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [80, 0],
      ArrowRight: [-80, 0],
      ArrowUp: [0, 80],
      ArrowDown: [0, -80],
    };
    const by = event.shiftKey ? arrows[event.key] : undefined;
    if (event.key === '+' || event.key === '=') zoom(1.4);
    else if (event.key === '-') zoom(1 / 1.4);
    else if (event.key === '0') setPlace(fitting);
    else if (by) setPlace((old) => moved(old, by[0], by[1]));
    else return;
    event.stopPropagation();
    event.preventDefault();
  };
  const address = shown.test(file.type) ? filePaths.content(file.file, file.name) : filePaths.preview(file.file, 1024);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keys below are read here */}
      <section ref={box} className="picture-view" tabIndex={0} aria-label={file.name} onKeyDown={onKey} {...fingers}>
        <img
          src={address}
          alt={file.name}
          draggable={false}
          style={{ transform: `translate(${place.x}px, ${place.y}px) scale(${place.scale})` }}
          onDoubleClick={(e) => {
            const from = middleOf(box.current, e.clientX, e.clientY);
            setPlace((old) => (old.scale > 1 ? fitting : zoomedAt(old, 2.5, from)));
          }}
        />
      </section>
      <div className="preview-tools">
        <IconButton label={t('zoomOut')} keys="−" onClick={() => zoom(1 / 1.4)} disabled={place.scale <= 1}>
          <IconZoomOut size={18} />
        </IconButton>
        <span className="tabular">{Math.round(place.scale * 100)}%</span>
        <IconButton label={t('zoomIn')} keys="+" onClick={() => zoom(1.4)}>
          <IconZoomIn size={18} />
        </IconButton>
        <IconButton label={t('zoomFit')} keys="0" onClick={() => setPlace(fitting)}>
          <IconMaximize size={18} />
        </IconButton>
      </div>
    </>
  );
}

/** A point of the window, from the middle of the box. */
function middleOf(box: HTMLElement | null, x: number, y: number): { x: number; y: number } {
  const rect = box?.getBoundingClientRect();
  return rect ? { x: x - rect.left - rect.width / 2, y: y - rect.top - rect.height / 2 } : { x: 0, y: 0 };
}

type SetPlace = (change: (old: Place) => Place) => void;

/** The wheel zooms where the pointer is; React's own listener could not keep the page from zooming too. */
function useWheel(box: { current: HTMLElement | null }, setPlace: SetPlace): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const at = middleOf(element, event.clientX, event.clientY);
      setPlace((old) => zoomedAt(old, wheelStep ** -event.deltaY, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, setPlace]);
}

/** One finger or the mouse moves, two fingers zoom. */
function useFingers(setPlace: SetPlace, box: { current: HTMLElement | null }) {
  const down = useRef(new Map<number, { x: number; y: number }>());
  const spread = (): number => {
    const [a, b] = [...down.current.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const lift = (event: PointerEvent): void => void down.current.delete(event.pointerId);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const from = down.current.get(event.pointerId);
      if (!from) return;
      const before = spread();
      const to = { x: event.clientX, y: event.clientY };
      down.current.set(event.pointerId, to);
      const after = spread();
      if (before > 0 && after > 0) {
        const at = middleOf(box.current, to.x, to.y);
        setPlace((old) => zoomedAt(old, after / before, at));
      } else setPlace((old) => moved(old, to.x - from.x, to.y - from.y));
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  };
}
