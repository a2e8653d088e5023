import type { LineTally, ReportResult } from '../model/report-result.js';
import { visible } from './control-characters.js';
import { counted } from './counted.js';
import {
  evidenceRows,
  filesByAgent,
  modelRows,
  type ReportRow,
  sessionIds,
  sessionRows,
  shareOfAdded,
} from './report-rows.js';
import { leftOut, ORIGINS, percentText, subjectOf } from './report-words.js';
import { shortIds } from './short-ids.js';

const STYLE = `:root{color-scheme:light dark;--agent:#1a7f4b;--commit:#7a869a;--preexisting:#b9a26b;--untraced:#c46a3f;--line:#8884}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td:first-child{overflow-wrap:anywhere}
.bar{display:flex;height:1rem;border-radius:3px;overflow:hidden;background:var(--line)}
.agent{background:var(--agent)}.commit{background:var(--commit)}.preexisting{background:var(--preexisting)}.untraced{background:var(--untraced)}
.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.5em}.fails{font-weight:600;color:#c0392b}`;

/** A report as one page that needs no other file, no script and no network. Everything out of traces and repositories is text in it. */
export function reportHtml(result: ReportResult): string {
  const { comparison, added, deleted, files, repository } = result;
  const title = `ai-blame: ${subjectOf(comparison)}`;
  const summary =
    comparison.kind === 'files'
      ? `${counted(added.lines, 'line', 'lines')} in ${counted(files.length, 'file', 'files')}`
      : `${counted(added.lines, 'line', 'lines')} added, ${deleted.lines} deleted in ${counted(files.length, 'file', 'files')}`;
  const short = shortIds(sessionIds(result));
  const parts = [
    `<h1>${htmlText(title)}</h1>`,
    `<p>${htmlText(`${repository.name}: ${summary}`)}</p>`,
    bar(added),
    origins(result),
    policy(result),
    rows('By model', 'model', modelRows(result), result),
    rows('By evidence', 'evidence', evidenceRows(result), result),
    rows('By session', 'session', sessionRows(result, short), result),
    byFile(result),
    table(
      'Not counted',
      ['file', 'why'],
      leftOut(result).map(({ path, why }) => [htmlText(path), htmlText(why)]),
      false,
    ),
    table(
      'What was asked',
      ['prompt', 'turn'],
      result.prompts.map(({ agent, session, turn, prompt }) => [
        htmlText(prompt),
        htmlText(`${agent} ${short(session)} turn ${turn}`),
      ]),
      false,
    ),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

function bar({ lines, percent }: LineTally): string {
  if (lines === 0) return '';
  const pieces = ORIGINS.filter((origin) => percent[origin] > 0).map(
    (origin) => `<div class="${origin}" style="width:${percent[origin]}%"></div>`,
  );
  return `<div class="bar" role="img" aria-label="${percentText(percent.agent)} by agents">${pieces.join('')}</div>`;
}

function origins({ added, deleted }: ReportResult): string {
  const present = ORIGINS.filter((origin) => added.origins[origin] + deleted.origins[origin] > 0);
  return table(
    'By origin',
    ['origin', 'added', 'share', 'deleted', 'share'],
    present.map((origin) => [
      `<span class="key ${origin}"></span>${origin}`,
      String(added.origins[origin]),
      percentText(added.percent[origin]),
      String(deleted.origins[origin]),
      percentText(deleted.percent[origin]),
    ]),
  );
}

function policy({ policy: { conditions } }: ReportResult): string {
  if (conditions.length === 0) return '';
  const items = conditions.map(({ failed, sentence }) =>
    failed ? `<li><span class="fails">fails</span> ${htmlText(sentence)}</li>` : `<li>holds ${htmlText(sentence)}</li>`,
  );
  return `<h2>Policy</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
}

function rows(heading: string, what: string, all: readonly ReportRow[], result: ReportResult): string {
  const cells = all.map(({ name, added, deleted }) => {
    const share = shareOfAdded(added, result);
    return [htmlText(name), String(added), share === null ? '' : percentText(share), String(deleted)];
  });
  return table(heading, [what, 'added', 'share', 'deleted'], cells);
}

function byFile({ files }: ReportResult): string {
  return table(
    'By file',
    ['file', 'added', 'agents’', 'deleted', 'agents’'],
    filesByAgent(files).map(({ path, previousPath, added, deleted }) => [
      htmlText(previousPath === null ? path : `${path} ← ${previousPath}`),
      String(added.lines),
      added.lines === 0 ? '' : percentText(added.percent.agent),
      String(deleted.lines),
      deleted.lines === 0 ? '' : percentText(deleted.percent.agent),
    ]),
  );
}

/**
 * @param cells markup.
 * @param areNumbers whether all columns but the first hold numbers.
 */
function table(
  heading: string,
  names: readonly string[],
  cells: readonly (readonly string[])[],
  areNumbers = true,
): string {
  if (cells.length === 0) return '';
  const kind = (n: number): string => (n > 0 && areNumbers ? ' class="n"' : '');
  const head = names.map((name, n) => `<th scope="col"${kind(n)}>${name}</th>`).join('');
  const body = cells.map((row) => `<tr>${row.map((cell, n) => `<td${kind(n)}>${cell}</td>`).join('')}</tr>`);
  return `<h2>${heading}</h2>\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of unknown origin: neither markup nor a control of the text's direction. */
function htmlText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
