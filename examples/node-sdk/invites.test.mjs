// The official OpenAI SDK for Node against Invitro: all that differs from production is the base
// URL and the key.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import OpenAI from 'openai';

import { control, startTwin } from './twin.mjs';

let twin;
before(async () => { twin = await startTwin(); });
after(async () => assert.equal(await twin.stop(), 0));

let keys = 0;

/** A key of its own is an organization of its own: tests do not see each other's invites. */
function organization(path = '/v1') {
  const key = `sk-admin-node-${++keys}`;
  const client = new OpenAI({ baseURL: twin.origin + path, adminAPIKey: key, apiKey: null });
  return { key, client, invites: client.admin.organization.invites };
}

/** The error that `promise` is rejected with, which must be one of `type` with this status. */
async function rejection(promise, type, status) {
  const error = await promise.then(() => assert.fail('no error'), (reason) => reason);
  assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
  assert.equal(error.status, status);
  assert.match(error.requestID, /^req_/);
  return error;
}

for (const path of ['/v1', '']) {
  describe(`base URL ending in "${path}"`, () => {
    test('creates, retrieves and deletes', async () => {
      const { invites } = organization(path);
      const created = await invites.create({
        email: 'anna@example.com',
        role: 'reader',
        projects: [{ id: 'proj_a', role: 'owner' }],
      });
      assert.equal(created.object, 'organization.invite');
      assert.equal(created.status, 'pending');
      assert.deepEqual(created.projects, [{ id: 'proj_a', role: 'owner' }]);
      assert.deepEqual(await invites.retrieve(created.id), created);

      const deleted = await invites.delete(created.id);
      assert.deepEqual(deleted,
        { object: 'organization.invite.deleted', id: created.id, deleted: true });
      await rejection(invites.retrieve(created.id), OpenAI.NotFoundError, 404);
    });

    test('walks 233 invites, 7 a page', async () => {
      const { invites, key } = organization(path);
      await control(twin, key, 'seed', { count: 233 });
      const walked = [];
      for await (const invite of invites.list({ limit: 7 })) walked.push(invite.id);
      const atOnce = [];
      for await (const invite of invites.list({ limit: 100 })) atOnce.push(invite.id);
      assert.equal(walked.length, 233);
      assert.equal(new Set(walked).size, 233);
      assert.deepEqual(walked, atOnce);
    });
  });
}

test('a page knows its ends and whether there is more', async () => {
  const { invites, key } = organization();
  await control(twin, key, 'seed', { count: 3 });
  const first = await invites.list({ limit: 2 });
  assert.equal(first.data.length, 2);
  assert.equal(first.has_more, true);
  const second = await first.getNextPage();
  assert.equal(second.data.length, 1);
  assert.equal(second.has_more, false);
  assert.equal(second.hasNextPage(), false);
});

test('an accepted invite cannot be deleted, and stays as it is', async () => {
  const { invites, key } = organization();
  const { id } = await invites.create({ email: 'bo@example.com', role: 'owner' });
  const accepted = await control(twin, key, `invites/${id}/accept`);
  assert.equal(accepted.status, 'accepted');

  const error = await rejection(invites.delete(id), OpenAI.BadRequestError, 400);
  assert.match(error.message, /already accepted/);
  const kept = await invites.retrieve(id);
  assert.equal(kept.status, 'accepted');
  assert.equal(kept.accepted_at, accepted.accepted_at);
});

test('400: what is wrong is named', async () => {
  const { invites } = organization();
  const role = await rejection(invites.create({ email: 'c@example.com', role: 'admin' }),
    OpenAI.BadRequestError, 400);
  assert.equal(role.param, 'role');
  assert.equal(role.code, 'invalid_value');
  const limit = await rejection(invites.list({ limit: 101 }), OpenAI.BadRequestError, 400);
  assert.equal(limit.param, 'limit');
});

test('401: no key', async () => {
  const answer = await fetch(`${twin.origin}/v1/organization/invites`);
  assert.equal(answer.status, 401);
  assert.match((await answer.json()).error.message, /^You didn't provide an API key/);
  const { client } = organization();
  const error = await rejection(
    client.get('/organization/invites', { headers: { authorization: null } }),
    OpenAI.AuthenticationError, 401);
  assert.equal(error.type, 'invalid_request_error');
});

test('403: a key without the admin scope', async () => {
  const client = new OpenAI({ baseURL: `${twin.origin}/v1`, adminAPIKey: 'sk-proj-node' });
  const error = await rejection(
    client.admin.organization.invites.list(), OpenAI.PermissionDeniedError, 403);
  assert.match(error.message, /insufficient permissions/);
});

test('404: an invite that is not there', async () => {
  const { invites } = organization();
  await rejection(invites.retrieve('invite-none'), OpenAI.NotFoundError, 404);
  await rejection(invites.delete('invite-none'), OpenAI.NotFoundError, 404);
});
