import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { Later } from '../../../app/later.tsx';
import { useTranslation } from '../../../app/translation.tsx';

GlobalWorkerOptions.workerSrc = worker;
/** Character maps and standard fonts lie beside the app, put there by the build. */
const parts = '/assets/pdf-parts/';
const widest = 900;

/** A PDF, page by page; a page is drawn when it comes near the window. No script of it is run, no form is sent. */
export function PdfView({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation(['files', 'app']);
  const { document, failed } = usePdf(address);
  const [width, setWidth] = useState(0);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => setWidth(Math.min(widest, element.clientWidth - 32));
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    measure();
    return () => watcher.disconnect();
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section ref={box} className="pdf-view" tabIndex={0} aria-label={name}>
      {failed && <p className="preview-note">{t('broken')}</p>}
      {!document && !failed && (
        <Later>
          <p className="preview-note">{t('app:loading')}</p>
        </Later>
      )}
      {document &&
        width > 0 &&
        Array.from({ length: document.numPages }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          <Page key={i} document={document} number={i + 1} width={width} />
        ))}
    </section>
  );
}

function usePdf(address: string): { document: PDFDocumentProxy | null; failed: boolean } {
  const [state, setState] = useState<{ document: PDFDocumentProxy | null; failed: boolean }>({ document: null, failed: false });
  useEffect(() => {
    const task = getDocument({
      url: address,
      isEvalSupported: false,
      enableXfa: false,
      cMapUrl: `${parts}cmaps/`,
      cMapPacked: true,
      standardFontDataUrl: `${parts}standard_fonts/`,
    });
    let gone = false;
    task.promise.then(
      (document) => !gone && setState({ document, failed: false }),
      () => !gone && setState({ document: null, failed: true }),
    );
    return () => {
      gone = true;
      void task.destroy();
    };
  }, [address]);
  return state;
}

interface PageProps {
  document: PDFDocumentProxy;
  number: number;
  width: number;
}

function Page({ document, number, width }: PageProps) {
  const { t } = useTranslation('files');
  const holder = useRef<HTMLDivElement>(null);
  const near = useNear(holder);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  useEffect(() => {
    if (near && !page) document.getPage(number).then(setPage, () => undefined);
  }, [document, number, near, page]);
  const natural = page?.getViewport({ scale: 1 });
  // Until it is known, a page is as high as most are.
  const height = natural ? (width * natural.height) / natural.width : width * Math.SQRT2;
  const label = t('pageOf', { page: number, pages: document.numPages });
  return (
    <div ref={holder} className="pdf-page" style={{ width, height }} role="img" aria-label={label}>
      {near && page && <Drawn page={page} width={width} />}
    </div>
  );
}

/** Whether an element is within a window's height of the window. */
function useNear(holder: { current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const watcher = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: '100% 0px' });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [holder]);
  return near;
}

function Drawn({ page, width }: { page: PDFPageProxy; width: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const natural = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: (width / natural.width) * Math.min(2, devicePixelRatio) });
    element.width = Math.round(viewport.width);
    element.height = Math.round(viewport.height);
    const task = page.render({ canvas: element, viewport });
    // Leaving the page breaks its drawing off.
    task.promise.catch(() => undefined);
    return () => task.cancel();
  }, [page, width]);
  return <canvas ref={canvas} />;
}
