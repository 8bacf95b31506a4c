import { Gitlab } from '@gitbeaker/rest';
import assert from 'node:assert';

const api = new Gitlab({ host: process.env.HOST, token: process.env.TOKEN });
const variables = api.ProjectVariables;

for (let i = 0; i < 45; i++) {
  await variables.create(20, `K${i}`, `value-${i}`, { raw: true });
}
assert.equal((await variables.all('harbour/lighthouse')).length, 45);
console.log('ok pages');

for (const environmentScope of ['prod/*', 'dev']) {
  await variables.create(20, 'SCOPED', environmentScope, { environmentScope });
}
const filter = { environment_scope: 'prod/*' };
assert.equal((await variables.show(20, 'SCOPED', { filter })).value, 'prod/*');
assert.equal((await variables.edit(20, 'SCOPED', 'changed', { filter })).environment_scope, 'prod/*');
assert.equal((await variables.show(20, 'SCOPED', { filter: { environment_scope: 'dev' } })).value, 'dev');
console.log('ok scopes');

await variables.remove(20, 'SCOPED', { filter });
assert.equal((await variables.show(20, 'SCOPED')).environment_scope, 'dev');
console.log('ok delete');

await assert.rejects(variables.create(20, 'BAD-KEY', 'x'), /letters, digits/);
await assert.rejects(variables.show(20, 'MISSING'), /404 Variable Not Found/);
console.log('ok errors');

const hidden = await api.GroupVariables.create(72, 'HIDDEN', 'long-enough', { maskedAndHidden: true });
assert.equal(hidden.hidden, true);
assert.equal(hidden.value, null);
console.log('ok groups');
