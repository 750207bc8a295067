export const messageLimits = { text: 20_000, attachments: 20, batch: 100 } as const;
