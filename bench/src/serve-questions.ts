/** The other end of `startChild`: answers questions one after the other, and ends with whoever asks. */
export function serveQuestions(
  answer: (question: never) => Promise<unknown>,
  close: () => Promise<void> = async () => undefined,
): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('disconnect', end);
  process.on('SIGTERM', end);
  process.on('SIGINT', () => undefined);
  process.on('message', (question) => {
    answer(question as never).then(
      (value) => process.send?.({ answer: value }),
      (error: Error) => process.send?.({ error: error.stack ?? error.message }),
    );
  });
}

/** Tells something that nobody asked for just now. */
export const tell = (news: unknown): void => {
  process.send?.({ news });
};
