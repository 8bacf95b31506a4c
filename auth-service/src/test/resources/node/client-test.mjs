import assert from "node:assert/strict";
import { Refusal, Server, credentials, handOver, pasteCode } from "./client.mjs";

const TOKEN = "secret-token";

/** A network that answers one thing and remembers what it was asked. */
function network(status, body) {
  const seen = [];
  const fetch = async (url, request) => {
    seen.push({ url, ...request });
    return new Response(body === undefined ? "not json" : JSON.stringify(body), { status });
  };
  return { fetch, seen, server: new Server(fetch) };
}

async function refusal(promise) {
  try {
    await promise;
  } catch (failure) {
    assert.ok(failure instanceof Refusal, String(failure));
    return failure;
  }
  throw new Error("was not refused");
}

const tests = {
  async "login sends the password in the body, without cookies"() {
    const { server, seen } = network(200, { accessToken: TOKEN });

    assert.equal(await server.logIn("ada@example.com", "pass word"), TOKEN);

    assert.equal(seen[0].url, "/api/v3/auth/login");
    assert.equal(seen[0].method, "POST");
    assert.equal(seen[0].credentials, "omit");
    assert.equal(seen[0].redirect, "error");
    assert.deepEqual(JSON.parse(seen[0].body), { email: "ada@example.com", password: "pass word" });
  },

  async "tokens travel in the header alone, and no cookie with them"() {
    const { server, seen } = network(200, { organizations: [], token: "t", user: { email: "e" } });

    await server.organizations(TOKEN);
    await server.choose(TOKEN, "7");
    await server.verify(TOKEN, "123456");
    await server.email(TOKEN);
    await server.logOut(TOKEN);

    for (const request of seen) {
      assert.equal(request.headers.Authorization, `Bearer ${TOKEN}`);
      assert.equal(request.credentials, "omit");
      assert.ok(!request.url.includes(TOKEN));
      assert.ok(!String(request.body).includes(TOKEN));
    }
    assert.deepEqual(JSON.parse(seen[1].body), { organizationId: "7" });
    assert.deepEqual(JSON.parse(seen[2].body), { mfaToken: "123456", mfaMethod: "totp" });
  },

  async "single sign-on alone uses cookies, and names the port"() {
    const { server, seen } = network(200, { url: "https://gitlab.example/authorize?state=1", token: TOKEN });

    assert.equal(await server.beginSso("acme", 41234), "https://gitlab.example/authorize?state=1");
    assert.equal(await server.endSso(41234), TOKEN);

    assert.deepEqual(JSON.parse(seen[0].body), { orgSlug: "acme", callbackPort: 41234 });
    assert.equal(seen[1].url, "/api/v1/sso/oidc/handover/41234");
    assert.ok(seen.every((request) => request.credentials === "same-origin"));
  },

  async "a provider that is no web address is not followed"() {
    for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"]) {
      await refusal(network(200, { url }).server.beginSso("acme", 0));
    }
  },

  async "refusals say what the server says"() {
    const wrong = await refusal(network(401, { message: "Invalid credentials" }).server.logIn("a", "b"));
    assert.equal(wrong.message, "Invalid credentials");
    assert.equal(wrong.status, 401);
    assert.equal(wrong.isOver(), false);

    const issues = [{ path: ["email"], message: "Required" }, { path: ["password"], message: "Too long" }];
    const invalid = await refusal(network(422, { message: issues }).server.logIn("a", "b"));
    assert.equal(invalid.message, "email: Required\npassword: Too long");

    const late = await refusal(
      network(401, { message: "x", context: { code: "mfa_expired", triesLeft: 0 } }).server.verify(TOKEN, "1"));
    assert.equal(late.isOver(), true);
  },

  async "answers that are no JSON, and networks that are away, are refusals"() {
    assert.match((await refusal(network(502, undefined).server.logIn("a", "b"))).message, /could not answer/);
    const away = new Server(async () => {
      throw new TypeError("fetch failed");
    });
    assert.match((await refusal(away.logIn("a", "b"))).message, /cannot be reached/);
  },

  "the CLI gets the four names it reads, and no refresh token"() {
    assert.equal(
      JSON.stringify(credentials("ada@example.com", TOKEN)),
      '{"email":"ada@example.com","privateKey":"","JTWToken":"secret-token","RefreshToken":""}');
  },

  "the code to paste is standard base64 of what is not empty, whatever the letters"() {
    for (const email of ["ada@example.com", "äda@exämple.com", "a?>~@b.c"]) {
      const code = pasteCode(credentials(email, TOKEN));

      assert.match(code, /^[A-Za-z0-9+/]+={0,2}$/);
      assert.deepEqual(JSON.parse(Buffer.from(code, "base64").toString("utf8")), { email, JTWToken: TOKEN });
    }
  },

  async "the program is reached at its port of this computer, with the token in the body"() {
    const { fetch, seen } = network(200, {});

    await handOver(fetch, 41234, credentials("ada@example.com", TOKEN), undefined);

    assert.equal(seen.length, 1);
    assert.equal(seen[0].url, "http://127.0.0.1:41234/");
    assert.equal(seen[0].method, "POST");
    assert.deepEqual(seen[0].headers, { "Content-Type": "application/json" });
    assert.equal(seen[0].credentials, "omit");
    assert.equal(seen[0].redirect, "error");
    assert.equal(JSON.parse(seen[0].body).JTWToken, TOKEN);
  },

  async "a program that does not want it is a failure"() {
    await assert.rejects(handOver(network(403, {}).fetch, 41234, credentials("a", TOKEN), undefined));
  },
};

for (const [name, test] of Object.entries(tests)) {
  await test();
  console.log(`ok ${name}`);
}
console.log("all ok");
