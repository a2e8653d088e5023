import { render } from 'preact';
import { App } from './app.js';
import { copySource } from './data/copy-source.js';
import { provideGrammars } from './highlight/load-grammar.js';

/** The page where it is a file among others, and no server answers. */
const root = document.getElementById('viewer');
provideGrammars();
if (root !== null) render(<App source={copySource()} />, root);
