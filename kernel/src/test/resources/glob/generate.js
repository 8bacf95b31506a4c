// Writes the glob vectors: node generate.js <seed> <patterns> > vectors.tsv (see README.md).
'use strict';
const vm = require('vm');
const picomatch = require('picomatch/posix');

// picomatch backtracks; what takes it too long is no vector
const sandbox = vm.createContext({ isMatch: null, text: '' });
const question = new vm.Script('isMatch(text)');
function answer(isMatch, text) {
  sandbox.isMatch = isMatch;
  sandbox.text = text;
  try { return question.runInContext(sandbox, { timeout: 50 }); } catch (e) { return undefined; }
}

let state = Number(process.argv[2] || 1) >>> 0;
const patterns = Number(process.argv[3] || 900);

// mulberry32
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const pick = list => list[below(list.length)];
const times = (n, make) => Array.from({ length: n }, make);
const chance = p => random() < p;

const words = ['a', 'b', 'ab', 'app', 'web', 'grp', 'sub', 'main', 'prod', 'feature', 'v1', 'x-y', 'a_b', '1', '42', 'db', '.env', '.a', 'a.b', 'main.js', '..', '.'];
const subjects = () => `project_path:${path()}:ref_type:${pick(['branch', 'tag'])}:ref:${pick(['main', 'feature/x', 'v1.2.3', 'release-1'])}`;
const path = () => times(1 + below(3), () => pick(words)).join('/');
const url = () => `https://${pick(['a', 'b', 'gitlab.example.com', 'vault.grp.dev'])}${pick(['', '/', '/app', ':8443', '/a/b'])}`;
const absolute = () => '/' + path() + (chance(0.15) ? '/' : '');

function text() {
  switch (below(6)) {
    case 0: return subjects();
    case 1: return url();
    case 2: return absolute();
    case 3: return path();
    case 4: return times(1 + below(6), () => pick(['a', 'b', 'c', '/', '.', '1', 'x', '-', ',', '+', '!', '{', '}', '[', ']', '(', ')', '|', '\n', 'é', '*', '\\'])).join('');
    default: return path() + (chance(0.3) ? '/' : '');
  }
}

const group = depth => times(1 + below(3), () => sequence(depth - 1, 2)).join('|');
const classes = ['[abc]', '[a-c]', '[^a]', '[!a]', '[^a-b]', '[ab-]', '[]a]', '[[:alpha:]]', '[[:digit:]x]', '[a/]', '[.]', '[\\]a]', '[^/a]', '[0-9a-f]', '[*]', '[^[:digit:]]', '[a,b]'];

function atom(depth) {
  const kind = below(depth > 0 ? 22 : 15);
  if (kind < 5) return pick(words);
  switch (kind) {
    case 5: case 6: return '*';
    case 7: return '**';
    case 8: return '?';
    case 9: return '/';
    case 10: return pick(classes);
    case 11: return pick(['{1..3}', '{a..c}', '{c..a}', '{9..0}']);
    case 12: return pick(['\\*', '\\?', '\\.', '\\[', '\\]', '\\{', '\\}', '\\(', '\\)', '\\!', '\\+', '\\@', '\\|', '\\,', '\\/', '\\\\', '\\-', '\\"']);
    case 13: return pick(['+', '!', '@', ',', '-', ':', '^', '$', '~', '#', '%', ' ', '=', ']', '}', '{a}', '{}']);
    case 14: return pick(['**/', '/**', '/**/', '/*', '*/', './', '***', '..', '.']);
    case 15: case 16: return '{' + times(1 + below(3), () => sequence(depth - 1, 2)).join(',') + '}';
    case 17: return '(' + group(depth) + ')' + pick(['', '', '+', '?']);
    default: return pick(['!', '@', '+', '*', '?', '!']) + '(' + group(depth) + ')';
  }
}
const sequence = (depth, most) => times(below(most + 1) + (chance(0.9) ? 1 : 0), () => atom(depth)).join('');

// a text, with pieces of it replaced by operators: such patterns match often
function blurred(source) {
  return source
    .split(/([/:])/)
    .map(part => {
      switch (part === '/' || part === ':' ? 11 : below(12)) {
        case 0: case 1: return '*';
        case 2: return '**';
        case 3: return part.replace(/.$/, '?');
        case 4: return part.slice(0, 1) + '*';
        case 5: return `{${part},${pick(words)}}`;
        case 6: return `${pick(['@', '!', '+', '*', '?'])}(${pick([part, pick(words)])}${chance(0.5) ? '|' + pick(words) : ''})`;
        case 7: return part.replace(/[a-c]/, '[a-c]').replace(/[0-3]/, '{0..3}');
        default: return part;
      }
    })
    .join('');
}

function pattern(source) {
  let made = chance(0.6) ? blurred(source) : sequence(2, 5);
  if (chance(0.06)) made = '!' + made;
  if (chance(0.03)) made = './' + made;
  return made;
}

function nearby(source) {
  switch (below(7)) {
    case 0: return source + '/';
    case 1: return source.replace(/\/[^/]*$/, '');
    case 2: return source + '/' + pick(words);
    case 3: return source.replace(/[a-z]+/, pick(words));
    case 4: return source.replace('/', '/' + pick(words) + '/');
    case 5: return source.slice(0, below(source.length + 1));
    default: return source.replace(/^\//, '');
  }
}

// where picomatch takes a dot for any character, or loses a backslash (see Glob); ours reads both as written
function misread(glob) {
  const rebuilt = /\*\*\*|\[:|[a-z0-9]\.\.[a-z0-9]/i.test(glob);
  return (rebuilt && glob.replace(/[a-z0-9]\.\.[a-z0-9]/gi, '').includes('.')) || /\\\\\W/.test(glob) || /([+|$^])\1/.test(glob);
}

for (let i = 0; i < patterns; i++) {
  const source = text();
  const glob = pattern(source);
  if (!glob || misread(glob)) continue;
  const texts = new Set([source, nearby(source), nearby(source), nearby(nearby(source)), text(), glob.replace(/[*?!@+()|{}[\]\\]/g, '')]);
  const isMatch = picomatch(glob);
  for (const candidate of texts) {
    if (!candidate || candidate.includes('\t')) continue;
    const matched = answer(isMatch, candidate);
    if (matched === undefined) break;
    const show = s => s.replace(/%/g, '%25').replace(/\n/g, '%0A');
    console.log([show(glob), show(candidate), matched ? 1 : 0].join('\t'));
  }
}
