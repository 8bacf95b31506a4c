// The life of a lease through the client that users have. Prints one line per step; any surprise ends it with code 1.
import { InfisicalSDK } from "@infisical/sdk";

const { SITE, CLIENT_ID, CLIENT_SECRET, SLUG, INPUTS } = process.env;

function expect(what, actual, wanted) {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    console.error(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
    process.exit(1);
  }
  console.log(`ok ${what}`);
}

const client = new InfisicalSDK({ siteUrl: SITE });
await client.auth().universalAuth.login({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
const place = { projectSlug: SLUG, environmentSlug: "dev", path: "/" };

const made = await client.dynamicSecrets().create({
  ...place,
  name: "orders",
  defaultTTL: "1h",
  maxTTL: "2h",
  provider: { type: "sql-database", inputs: JSON.parse(INPUTS) },
});
expect("create", [made.name, made.type, made.defaultTTL, made.version], ["orders", "sql-database", "1h", 1]);

const given = await client.dynamicSecrets().leases.create({ ...place, dynamicSecretName: "orders", ttl: "30m" });
expect("lease", [typeof given.data.DB_USERNAME, typeof given.data.DB_PASSWORD, given.lease.version], ["string", "string", 1]);

const renewed = await client.dynamicSecrets().leases.renew(given.lease.id, { ...place, ttl: "30m" });
expect("renew", [renewed.lease?.version ?? renewed.version], [2]);

const ended = await client.dynamicSecrets().leases.delete(given.lease.id, { ...place, isForced: false });
expect("end", [(ended.lease ?? ended).id], [given.lease.id]);

const gone = await client.dynamicSecrets().delete("orders", { ...place, isForced: false });
expect("delete", gone.name, "orders");
