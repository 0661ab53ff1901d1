/**
 * The parser library, by one address. The published module of chevrotain loads some 700 small files of lodash (0.3 s); the
 * package also ships itself as one file (0.02 s), which its `exports` do not name. `grammar/link-chevrotain.js`, run by the
 * build, puts that file in the place of this one in `dist`; from the sources (tests, editors) this plain form serves.
 */
export * from "chevrotain";
