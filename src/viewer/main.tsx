import { render } from 'preact';
import { App } from './app.js';
import { serverSource } from './data/server-source.js';
import { provideGrammars } from './highlight/load-grammar.js';

const root = document.getElementById('viewer');
provideGrammars();
if (root !== null) render(<App source={serverSource} />, root);
