export { type DayInterval, startOfDay } from './days.ts';
export type { Needle } from './matches.ts';
export { matchName, type NameKeys, nameKeys } from './pinyin.ts';
export { planText, type TextPlan } from './plan.ts';
export {
  type AttachmentKind,
  type ConversationRef,
  type ParsedQuery,
  type PersonRef,
  parseQuery,
  type SearchQuery,
  type SearchTerm,
} from './query.ts';
export { describeQueryProblem, type QueryProblem } from './query-problem.ts';
export { makeSnippet, type Range, type Snippet } from './snippet.ts';
export { type IndexTokens, indexTokens } from './tokens.ts';
