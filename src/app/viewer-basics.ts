/** What the viewer's server asks for itself, and again with every request: apart, since it reads no trace (`scripts/build.mjs`). */
export { changeStamp, fileStamp } from './change-stamp.js';
export { describeRepository, listFiles } from './describe-repository.js';
