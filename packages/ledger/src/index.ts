export { type Bytes, base64, concat, fromBase64, hex, same, textOf, utf8, wholeNumber } from './bytes.ts';
export { canonicalJson, canonicalText, type Json } from './canonical-json.ts';
export { type Census, type CensusLine, formatCensus, formatCensusLine, parseCensus, takeCensus } from './census.ts';
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { formatLeaf, type Leaf, LeafError, parseLeaf, parseLeafText, partsInLeaf } from './leaf.ts';
export {
  formatKey,
  keyId,
  NoteError,
  type NoteKey,
  type OpenedNote,
  openNote,
  parseKey,
  parseNote,
  type Signature,
  type Signer,
  signNote,
  type Verifier,
  verifierOf,
} from './note.ts';
export {
  commitTo,
  formatParts,
  formatPartsText,
  type Part,
  PartsError,
  parseParts,
  parsePartsText,
  partMaker,
  partSalt,
  partsRoot,
  saltMaker,
  streamTag,
} from './parts.ts';
export {
  type Consistency,
  consistencyProof,
  type Inclusion,
  inclusionProof,
  provesConsistency,
  provesInclusion,
  type ReadNodes,
  rootAt,
  type TreeNode,
} from './proof.ts';
export { hashLength, hkdf, hmac, type Sha256, type Sha256Stream, sha256, sha256Stream } from './sha256.ts';
export {
  bundlePath,
  newTiles,
  nodesFromTiles,
  packEntries,
  parsePath,
  type ReadTile,
  type Tile,
  type TileStore,
  tilePath,
  tileRoot,
  tileWidth,
  unpackEntries,
  widthIn,
  writeTiles,
} from './tile.ts';
export { emptyTree, type Frontier, fold, grow, leafHash, nodeHash, packFrontier, rootOf, unpackFrontier } from './tree.ts';
