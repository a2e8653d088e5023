/** Of Node's own modules those that take long to load: the start asks for them when something of them is used, if it ever is. */
export const whenUsed = {
  name: 'when-used',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(crypto|os|v8|worker_threads|zlib)$/ }, ({ namespace, path }) => {
      return namespace === 'when-used' ? { path, external: true } : { path, namespace: 'when-used' };
    });
    onLoad({ filter: /./, namespace: 'when-used' }, ({ path }) => ({
      contents: `module.exports = Object.create(new Proxy({}, { get: (_, name) => require('${path}')[name] }));`,
    }));
  },
};
