import { render } from 'preact';
import { App } from './app.js';
import { serverSource } from './data/server-source.js';
import { staticSource } from './data/static-source.js';
import { provideGrammars } from './highlight/load-grammar.js';

const root = document.getElementById('viewer');
const isStatic = document.querySelector('meta[name="ai-blame-data"]')?.getAttribute('content') === 'static';
provideGrammars();
if (root !== null) render(<App source={isStatic ? staticSource() : serverSource} />, root);
