import { matchesText, type Needle } from './matches.ts';
import type { SearchQuery, SearchTerm } from './query.ts';
import { termTokens, termTsquery } from './tokens.ts';

export interface TextPlan {
  /** For `tokens @@ $1::tsquery`; absent when only filters narrow the search. A superset of what matches. */
  tsquery?: string;
  /** Every result must pass this on its original text. */
  recheck: (text: string) => boolean;
  /** For `makeSnippet`. */
  needles: Needle[];
}

const needleOf = ({ folded, openEnd }: SearchTerm): Needle => ({ folded, openEnd });

/** How a query is put to the index, and what decides after it (SE3). */
export function planText(query: SearchQuery): TextPlan {
  const wanted = query.terms.filter((term) => !term.excluded);
  const excluded = query.terms.filter((term) => term.excluded);
  const clauses = new Set<string>();
  for (const term of wanted) {
    const clause = termTsquery(termTokens(term.folded, term.openEnd));
    if (clause) clauses.add(clause);
  }
  // A NOT may only use the index where the token alone decides; other exclusions are left to the recheck. A query of
  // NOTs alone would read the whole index.
  if (clauses.size > 0) {
    for (const term of excluded) {
      const tokens = termTokens(term.folded, term.openEnd);
      if (tokens.decisive) clauses.add(`!${termTsquery(tokens)}`);
    }
  }
  const needles = wanted.map(needleOf);
  const unwanted = excluded.map(needleOf);
  const recheck = (text: string): boolean => matchesText(text, needles, unwanted);
  return { recheck, needles, ...(clauses.size > 0 ? { tsquery: [...clauses].join(' & ') } : {}) };
}
