// The whole life of a secret through the client that users have. Prints one line per step; any surprise ends it with code 1.
import { InfisicalSDK } from "@infisical/sdk";

const { SITE, CLIENT_ID, CLIENT_SECRET, PROJECT } = process.env;

function expect(what, actual, wanted) {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    console.error(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
    process.exit(1);
  }
  console.log(`ok ${what}`);
}

// The package's typings promise the secret itself; its answers to writes carry it inside an object.
const bare = (answer) => answer.secret ?? answer;

const client = new InfisicalSDK({ siteUrl: SITE });
await client.auth().universalAuth.login({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
console.log("ok login");

const place = { projectId: PROJECT, environment: "dev", secretPath: "/" };
const created = bare(await client.secrets().createSecret("SDK_KEY", { ...place, secretValue: "first", secretComment: "by the SDK" }));
expect("create", [created.secretKey, created.version], ["SDK_KEY", 1]);

const second = bare(await client.secrets().createSecret("SDK_REF", { ...place, secretValue: "[${SDK_KEY}]" }));
expect("create a reference", second.secretKey, "SDK_REF");

const read = bare(await client.secrets().getSecret({ ...place, secretName: "SDK_KEY", expandSecretReferences: true, includeImports: true, viewSecretValue: true }));
expect("read", [read.secretValue, read.secretComment], ["first", "by the SDK"]);

const list = await client.secrets().listSecrets({ ...place, expandSecretReferences: true, includeImports: true, recursive: false, viewSecretValue: true });
expect("list", list.secrets.map((s) => [s.secretKey, s.secretValue]), [["SDK_KEY", "first"], ["SDK_REF", "[first]"]]);

const updated = bare(await client.secrets().updateSecret("SDK_KEY", { ...place, secretValue: "second" }));
expect("update", [updated.secretKey, updated.version], ["SDK_KEY", 2]);

await client.auth().universalAuth.renew?.();
const deleted = bare(await client.secrets().deleteSecret("SDK_REF", place));
expect("delete", deleted.secretKey, "SDK_REF");

const rest = await client.secrets().listSecrets({ ...place, expandSecretReferences: true, includeImports: true, recursive: false, viewSecretValue: true });
expect("list afterwards", rest.secrets.map((s) => s.secretKey), ["SDK_KEY"]);
