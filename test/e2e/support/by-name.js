const { default: Sequencer } = require('@jest/test-sequencer');

/** Runs test files in the order of their names, whatever ran last or failed. */
module.exports = class ByName extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
