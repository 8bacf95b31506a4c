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

const guards = await api.Projects.show(20);
assert.equal(guards.public_jobs, false);
assert.equal(guards.ci_allow_fork_pipelines_to_run_in_parent_project, false);
assert.deepEqual((await api.ProtectedBranches.all(20)).map((each) => each.name), ['main', 'release/*']);
const [tag] = await api.ProtectedTags.all(20);
assert.equal(tag.name, 'v*');
assert.equal(tag.create_access_levels[0].access_level, 30);
assert.ok((await api.Projects.allGroups(20)).every((group) => guards.path_with_namespace.startsWith(group.full_path)));
assert.deepEqual((await api.ProjectProtectedEnvironments.all(20)).map((each) => each.name), ['production']);
assert.equal((await api.ProjectJobTokenScopes.show(20)).inbound_enabled, false);
console.log('ok guards');

for (const [tokens, id] of [[api.ProjectAccessTokens, 20], [api.GroupAccessTokens, 72]]) {
  const made = await tokens.create(id, 'deployer', ['read_api'], '2099-01-01').catch((refused) => refused);
  assert.match(String(made), /Expiration date must be before/);
  const first = await tokens.create(id, 'deployer', ['read_api'], process.env.TOMORROW, { accessLevel: 30 });
  assert.equal(first.access_level, 30);
  const as = (token) => new Gitlab({ host: process.env.HOST, token });
  assert.equal((await as(first.token).PersonalAccessTokens.show()).id, first.id);
  await assert.rejects(as(first.token).ProjectAccessTokens.create(20, 'more', ['api'], process.env.TOMORROW), /insufficient_scope/);
  const second = await tokens.rotate(id, first.id, { expiresAt: process.env.TOMORROW });
  assert.notEqual(second.token, first.token);
  await assert.rejects(as(first.token).PersonalAccessTokens.show(), /invalid_token/);
  assert.equal((await as(second.token).PersonalAccessTokens.show()).active, true);
  await assert.rejects(tokens.rotate(id, first.id), /Token already revoked/);
  await assert.rejects(as(second.token).PersonalAccessTokens.show(), /invalid_token/);
  const third = await tokens.create(id, 'deployer', ['api'], process.env.TOMORROW);
  assert.equal((await tokens.show(id, third.id)).name, 'deployer');
  assert.ok((await tokens.all(id)).some((token) => token.id === third.id && token.token === undefined));
  await tokens.revoke(id, third.id);
  await assert.rejects(tokens.revoke(id, third.id), /Access Token Not Found/);
}
console.log('ok tokens');
