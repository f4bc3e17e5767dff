module.exports = {
  getReleaseLine: (changeset) => `* ${changeset.summary}`,
  getDependencyReleaseLine: () => "",
};
