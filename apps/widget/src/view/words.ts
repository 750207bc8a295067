import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Words, wordsOf } from '../words.ts';

/** The words of whoever reads. */
export const WordsContext = createContext<Words>(wordsOf('en'));
export const useWords = (): Words => useContext(WordsContext);
