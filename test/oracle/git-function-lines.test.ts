import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { functionLines } from '../../src/blame/line-ranges/function-lines.js';
import { Seeded } from '../support/edited-text.js';
import { GitRepo } from '../support/git.js';

/** The names that git 2.39 knows, each with a line that begins a function. */
const KNOWN: Readonly<Record<string, string>> = {
  ada: 'procedure Known is',
  bash: 'known() {',
  bibtex: '@book{known,',
  cpp: 'void known() {',
  csharp: 'class Known',
  css: '.known {',
  dts: 'known {',
  elixir: 'def known do',
  fortran: 'SUBROUTINE KNOWN',
  fountain: 'INT. KNOWN',
  golang: 'func known() {',
  html: '<h1>known</h1>',
  java: 'class Known {',
  kotlin: 'fun known() {',
  markdown: '# known',
  matlab: 'function known()',
  objc: '@interface Known',
  pascal: 'procedure Known;',
  perl: 'sub known {',
  php: 'function known() {',
  python: 'def known():',
  ruby: 'def known',
  rust: 'fn known() {',
  scheme: '(define (known)',
  tex: '\\section{known}',
};

const WORDS = `procedure function package protected task with is new renames separate PROCEDURE Function end
@article @book @ {key, key = "value" } public private protected internal static virtual sealed override unsafe async abstract partial
class enum interface struct record namespace using do while for if else instanceof return switch case throw catch
int String List<String> Map<K,V>[] foo bar_1 Foo.Bar ~Foo foo() foo(int a) foo(a); (int)x , ; : { } () ( ) = == => -> <T> & * ! # ## ### #### ####### % %% %%% ' " /
.cls #id [attr] :hover @media a b, c{ color:red; color: &label / /{ node@1 def defp defmacro defmodule defimpl defprotocol test describe
PROGRAM MODULE BLOCK DATA SUBROUTINE FUNCTION END MODULE PROCEDURE C C. * integer real recursive
INT. EXT. EST INT/EXT INT./EXT. I/E . .. .FOO int ext <h1> <H2 class="x"> </h2> <h7> <div> <h3
func type struct interface fun suspend inline classdef - (void)foo:(int)a + (id) @implementation @interface @protocol @end
constructor destructor initialization finalization implementation TFoo=class TFoo record sub foo::bar BEGIN AUTOLOAD DESTROY UNITCHECK =head1 =head2 =cut :lvalue ($$) # comment
final trait fn impl impl<T> pub pub(crate) const extern "C" mod macro_rules! union unsafe async where self::x
(define (define* (defstruct (defmethod (define-syntax (library (module (class (class* (struct (let (deff
\\section{a} \\section*{b} \\subsection{c} \\subsubsection \\chapter \\part{d} \\paragraph{e} module def self.foo elsif
non-sealed throws extends permits yield default: label: x:y 1 2 _ $ __x é Ünïcode`
  .split(/\s+/)
  .filter(Boolean);

/** Lines that chance makes too seldom. */
const LINES = [
  'non-sealed class Foo extends Bar {',
  'public sealed interface Shape permits A {',
  'public record Point(int x, int y) {',
  'record Point(int x) {}',
  'class Foo<T> {',
  'class Foo{',
  'class $Foo {',
  'public static <T> List<T> of(T... all) {',
  '  private Foo() {',
  'sub name($$) : lvalue { # comment',
  "sub Foo'bar {",
  'sub name;',
  'BEGIN { # x',
  '=head1 Name',
  'END',
  'extern "C" fn foo() {',
  'extern fn foo() {',
  'pub(in crate::a) async fn b() {',
  'pub const fn c() -> u8 {',
  'unsafe impl<T> Send for A<T> {',
  'pub extern "system" fn d();',
  'macro_rules! foo {',
  'def self.foo',
  'protected function foo(): ?string',
  'final class A extends B',
  'abstract final class C',
  'readonly class D',
  '#[Attribute] function e() {}',
  'function foo {',
  'function foo() (',
  'function foo() [[ -n $a ]]',
  'function foo() ((',
  'function foo{',
  'foo () for a in b; do',
  'foo-bar() {',
  '- (void)foo:(int)a',
  '+ (instancetype) shared',
  '-(NSString *)name',
  'static int foo(int a,',
  'static int foo(int a);',
  '@protocol Foo <Bar>',
  'public async Task<int> Foo(int a)',
  'public override string ToString() => "x";',
  'public int Foo { get; set; }',
  'public int Foo',
  'internal partial class Foo : Bar',
  'public record struct Foo(int A);',
  'namespace Foo.Bar;',
  'using System;',
  'class procedure TFoo.Bar;',
  'TFoo = class(TBar)',
  'type TFoo = record',
  'constructor TFoo.Create;',
  'REAL FUNCTION F(X)',
  'recursive subroutine foo(a)',
  'END SUBROUTINE foo',
  'module procedure foo',
  'C comment',
  '! comment',
  'BLOCK DATA x',
  'INT. HOUSE - DAY',
  'int./ext. car',
  'I/E. CAR',
  '.FORCED',
  '..not',
  'a:hover {',
  '@media print {',
  'color: red;',
  '.a .b,',
  '#id > p {',
  '/ {',
  '&label {',
  'node@10 {',
  'prop = <1>;',
  'suspend fun a() {',
  'data class A(val a: Int)',
  'override suspend fun b() = 1',
  'classdef Foo < handle',
  '%% section',
  '%%%% no',
  '## cell',
  '(define-syntax foo',
  '(define/contract (foo)',
  '(module* main',
  '(deftype foo',
  '\\chapter{a}',
  '\\subsubsection*{a}',
  '@article{key,',
  '  @string{a = "b"}',
  'procedure Foo is new Bar;',
  'package body Foo is',
  'task type Foo is',
  'function Foo return Integer renames Bar;',
  '<h2 class="a">b</h2>',
  'type Foo interface{',
  'type Foo struct {',
  'func (a *B) C() {',
  'func main()',
  'defimpl Foo, for: Bar do',
  'test "foo" do',
  '   ### three',
  '    # four',
];

const BETWEEN = [' ', ' ', ' ', '', '\t', '  '];
const INDENTS = ['', '', '', ' ', '  ', '    ', '\t'];
const ENDS = ['', '', '', ' ', ';', ' {', '{', ' # x', ')', ':', '\t', ' // c'];

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
});
afterAll(() => repo.remove());

const counts: string[] = [];
afterAll(() => {
  process.stdout.write(`git's function lines: ${counts.join(', ')}: all the same\n`);
});

function linesOf(language: string): string[] {
  const random = new Seeded(language.length * 7919 + language.charCodeAt(0));
  const own = (KNOWN[language] as string).split(/(?<= )/);
  const made = Array.from({ length: 2500 }, () => {
    const count = 1 + random.below(6);
    const words = Array.from({ length: count }, () => {
      return (random.below(4) === 0 ? random.pick(own) : random.pick(WORDS)) + random.pick(BETWEEN);
    });
    return random.pick(INDENTS) + words.join('') + random.pick(ENDS);
  });
  return [...new Set([...LINES, ...made])].filter((line) => line.trim() !== '' && !/known/i.test(line));
}

test.each(Object.keys(KNOWN))('%s: a line begins a function here where git shows it above a change', (language) => {
  const known = KNOWN[language] as string;
  const lines = linesOf(language);
  const path = `file.${language}`;
  const text = (mark: string): string =>
    lines.map((line, n) => `${known}\n~~~ ${n} known ${mark}\n${line}\n~~~ ${n} ${mark}\n`).join('');
  repo.write({ '.gitattributes': `*.${language} diff=${language}\n`, [path]: text('a') });
  repo.git('add', '-A');
  repo.write({ [path]: text('b') });
  const hunks = repo
    .git('diff', '-U0', '--', path)
    .split('\n')
    .filter((line) => line.startsWith('@@'))
    .map((line) => line.replace(/^@@[^@]*@@ ?/, ''));
  expect(hunks).toHaveLength(2 * lines.length);
  const shown = hunks[0];
  const isFunctionLine = functionLines({ name: language, xfuncname: null, funcname: null });
  expect(isFunctionLine(Buffer.from(known).toString('latin1'))).toBe(true);
  const theirs = lines.filter((_, n) => hunks[2 * n + 1] !== shown);
  const ours = lines.filter((line) => isFunctionLine(Buffer.from(line).toString('latin1')));
  expect(ours).toEqual(theirs);
  counts.push(`${language} ${theirs.length} of ${lines.length}`);
});
