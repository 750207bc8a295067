export { BadBundleError } from './bundle.ts';
export { openPath } from './folder-bundle.ts';
export {
  bundleFormat,
  bundlePaths,
  type CensusProof,
  type Disclosed,
  type RecordLine,
  type ShownLeaf,
  type StreamHead,
} from './format.ts';
export { nodeHashing } from './node-hashing.ts';
export { formatPolicy } from './policy.ts';
export { exitCodes, type Finding, type Verdict } from './verdict.ts';
export { verifyBundle } from './verify-bundle.ts';
export { BundleWriter, type PackedLog, type VerifierFiles } from './write/bundle-writer.ts';
export { recordText } from './write/record-text.ts';
export { TooLargeError, ZipWriter } from './write/zip-writer.ts';
