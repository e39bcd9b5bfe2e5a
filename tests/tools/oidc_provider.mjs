// A certified OpenID provider with one client, Sagsgang, and one person, who has a role: node oidc_provider.mjs MODULES PORT CALLBACK
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port, callback] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(createRequire(`${modules}/`).resolve("oidc-provider")));
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "sagsgang", client_secret: "hemmelig", redirect_uris: [callback] }],
  claims: { openid: ["sub", "roles", "name", "email", "preferred_username"], profile: [], email: [] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id, roles: ["Sagsgang"], name: "Mette Holm", email: `${id}@example.dk`, preferred_username: `${id}@example.dk`,
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("klar"));
