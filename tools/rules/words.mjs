import ts from 'typescript';
import { lineOf } from './source-files.mjs';

/** Where words are that people read: the web client's are in a test of its own, what is made up for tests and measurements is nobody's interface. */
const spoken = /^(packages\/(contract|modules|platform|verify)|apps\/(cli|server|widget)|tools)\//;
/** One space between Han and Latin letters, figures or a place to fill; several align columns. */
const typedGap = /\p{Script=Han} (?=[\p{Script=Latin}\d{$@#])|[\p{Script=Latin}\d}%@] (?=\p{Script=Han})/u;

const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
/** `'a b 退订'.split(' ')`: spaces part words of a list. */
const isList = ({ parent }) => ts.isPropertyAccessExpression(parent) && parent.name.text === 'split';

/** Words: the gap between Han and Latin is drawn where that can be (text-autospace), and never typed. */
export function checkGaps(file, report) {
  if (file.tree === undefined || file.test || !spoken.test(file.path)) return;
  const look = (node) => {
    if (!isText(node)) return ts.forEachChild(node, look);
    if (!isList(node) && typedGap.test(node.getText(file.tree)))
      report('words', lineOf(file, node), 'a typed space between Han and Latin: it is drawn');
  };
  look(file.tree);
}
